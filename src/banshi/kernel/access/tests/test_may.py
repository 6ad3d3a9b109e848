"""One rule in two forms: `may` for one matter, `visible` for lists."""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from operator import or_

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from django.db.models import Q
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from banshi.kernel.access.actions import CLEARANCE, Columns, Confidentiality, Guarded, is_accused, may, require, visible
from banshi.kernel.access.tests.matters import SLIP
from banshi.kernel.commands import Actor, PostRef
from banshi.kernel.errors import Forbidden, NotFound
from banshi.kernel.rooms import Role

AREAS = ("15", "1506", "150627", "150627101", "150627101201", "150622")
ACTIONS = ("slips.read", "slips.answer", "slips.urge", "slips.unknown")
PATHS = {1: "/1/", 2: "/1/2/", 3: "/1/2/3/", 4: "/4/", 5: "/4/5/"}
PERSONS = st.integers(1, 4)
UNITS = st.sampled_from(sorted(PATHS))


class Slip(models.Model):
    """A list of matters; it exists in this test only."""

    county = models.CharField(max_length=6)
    subject = models.CharField(max_length=80)
    area = models.CharField(max_length=12)
    level = models.IntegerField()
    owner = models.BigIntegerField(null=True)
    units = models.CharField(max_length=200)
    case_persons = models.CharField(max_length=200)
    accused_units = models.CharField(max_length=200)
    accused_persons = models.CharField(max_length=200)

    class Meta:
        app_label = "access_test"
        apps = Apps()  # a register of its own, so that no other test meets this table
        db_table = "access_test_slip"


def listed(ids: frozenset[int]) -> str:
    return "," + "".join(f"{each}," for each in sorted(ids))


def any_of(column: str, ids: frozenset[int]) -> Q:
    return reduce(or_, (Q(**{f"{column}__contains": f",{each},"}) for each in ids), Q(pk__in=[]))


COLUMNS = Columns(
    subject=lambda subjects: Q(subject__in=subjects),
    area="area",
    level="level",
    owner="owner",
    units=lambda ids: any_of("units", ids),
    case_person=lambda person: any_of("case_persons", frozenset({person})),
    accused_units=lambda ids: any_of("accused_units", ids),
    accused_person=lambda person: any_of("accused_persons", frozenset({person})),
)


@st.composite
def posts(draw: st.DrawFn) -> PostRef:
    unit = draw(UNITS)
    role = draw(st.sampled_from([role for role in Role if role is not Role.RESIDENT]))
    return PostRef(draw(st.integers(1, 9)), role, unit, PATHS[unit], draw(st.sampled_from(AREAS)))


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    kind = draw(st.sampled_from(["resident", "staff", "staff", "staff", "anonymous", "system"]))
    if kind in {"anonymous", "system"}:
        return Actor.anonymous() if kind == "anonymous" else Actor.system("test")
    held = tuple(draw(st.lists(posts(), max_size=3)))
    opened = frozenset(draw(st.lists(st.sampled_from(["slips:0", "slips:1", "slips:2"]), max_size=2)))
    acting = draw(st.sampled_from([None, *held])) if kind == "staff" else None
    return Actor(
        kind="staff" if kind == "staff" else "resident", person_id=draw(PERSONS), post=acting, posts=held, opened=opened
    )  # type: ignore[arg-type]


few_units = st.frozensets(UNITS, max_size=2)
few_persons = st.frozensets(PERSONS, max_size=2)
matters = st.builds(
    Guarded,
    subject=st.just(""),
    area=st.sampled_from(AREAS),
    level=st.sampled_from(Confidentiality),
    owner_id=st.none() | PERSONS,
    unit_ids=few_units,
    case_person_ids=few_persons,
    accused_units=few_units,
    accused_persons=few_persons,
)


@pytest.fixture
def table(db: None, slips: None) -> Iterator[None]:
    columns = "id BIGINT PRIMARY KEY, county TEXT, subject TEXT, area TEXT, level INTEGER, owner BIGINT"
    texts = "units TEXT, case_persons TEXT, accused_units TEXT, accused_persons TEXT"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE access_test_slip ({columns}, {texts})")
        yield
        cursor.execute("DROP TABLE access_test_slip")


class TestTheRule:
    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(actor=actors(), world=st.lists(matters, min_size=1, max_size=8), action=st.sampled_from(ACTIONS))
    @example(actor=Actor.anonymous(), world=[SLIP], action="slips.read")
    def test_lists_exactly_what_may_be_opened_one_by_one(
        self, table: None, actor: Actor, world: list[Guarded], action: str
    ) -> None:
        world = [replace(matter, subject=f"slips:{number}") for number, matter in enumerate(world)]
        Slip.objects.all().delete()
        Slip.objects.bulk_create(
            Slip(
                id=number,
                county=matter.area[:6],
                subject=matter.subject,
                area=matter.area,
                level=int(matter.level),
                owner=matter.owner_id,
                units=listed(matter.unit_ids),
                case_persons=listed(matter.case_person_ids),
                accused_units=listed(matter.accused_units),
                accused_persons=listed(matter.accused_persons),
            )
            for number, matter in enumerate(world)
        )
        seen = set(Slip.objects.filter(visible(actor, action, COLUMNS)).values_list("id", flat=True))
        assert seen == {number for number, matter in enumerate(world) if may(actor, action, matter)}

    @pytest.mark.anydb
    @settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(actor=actors(), matter=matters, action=st.sampled_from(ACTIONS))
    def test_lets_no_role_and_no_emergency_beat_the_accused_exclusion(
        self, slips: None, actor: Actor, matter: Guarded, action: str
    ) -> None:
        if actor.kind == "system" or not is_accused(actor, matter):
            return
        opened = replace(actor, opened=frozenset({matter.subject}))
        owns = matter.owner_id == actor.person_id and actor.person_id not in matter.accused_persons
        assert may(opened, action, matter) == (owns and action == "slips.read")

    @pytest.mark.anydb
    @settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(actor=actors(), matter=matters, action=st.sampled_from(ACTIONS))
    def test_lets_a_role_reach_only_its_own_subtree(
        self, slips: None, actor: Actor, matter: Guarded, action: str
    ) -> None:
        if actor.post is None or matter.owner_id == actor.person_id or matter.subject in actor.opened:
            return
        involved = actor.post.unit_id in matter.unit_ids or actor.person_id in matter.case_person_ids
        if may(actor, action, matter):
            assert involved or matter.area.startswith(actor.post.area)
            assert matter.level <= CLEARANCE[Role(actor.post.role)]

    @pytest.mark.anydb
    @settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(matter=matters, one=posts(), other=posts())
    def test_counts_every_post_against_the_accused_and_only_the_acting_one_for_rights(
        self, slips: None, matter: Guarded, one: PostRef, other: PostRef
    ) -> None:
        alone = Actor(kind="staff", person_id=9, post=one, posts=(one,))
        both = Actor(kind="staff", person_id=9, post=one, posts=(one, other))
        allowed_with_both = may(both, "slips.read", matter)
        assert allowed_with_both <= may(alone, "slips.read", matter)
        if not is_accused(both, matter):
            assert allowed_with_both == may(alone, "slips.read", matter)


class TestRequire:
    def test_tells_nobody_that_a_matter_exists_which_they_may_not_read(self, slips: None) -> None:
        post = PostRef(1, Role.HANDLER, 1, "/1/", "150627")
        stranger = Actor(kind="staff", person_id=9, post=post, posts=(post,))
        with pytest.raises(NotFound):
            require(stranger, "slips.answer", SLIP, read="slips.read")

    def test_tells_who_may_read_that_they_may_not_act(self, slips: None) -> None:
        post = PostRef(1, Role.SUPERVISOR, 1, "/1/", "150627")
        supervisor = Actor(kind="staff", person_id=9, post=post, posts=(post,))
        with pytest.raises(Forbidden):
            require(supervisor, "slips.answer", SLIP, read="slips.read")
        require(supervisor, "slips.urge", SLIP, read="slips.read")
