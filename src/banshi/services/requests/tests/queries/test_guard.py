"""One rule in two forms: what may be read singly is what is listed, over random worlds of real rows."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.kernel.access.actions import may
from banshi.kernel.commands import Actor, PostRef
from banshi.kernel.directory.models import Unit
from banshi.kernel.rooms import Role
from banshi.kernel.testing.people import COUNTY, NEIGHBOUR, NOW, TOWN, VILLAGE, World
from banshi.services.requests.models import AccusedParty, CoHandler, Request
from banshi.services.requests.queries.guard import guarded, readable
from banshi.services.requests.rules.moves import OPEN, Stage
from banshi.services.requests.service import SERVICE

ACTIONS = sorted({action for actions in SERVICE.grants.values() for action in actions})
AREAS = ("15", "1506", COUNTY, TOWN, VILLAGE, NEIGHBOUR)
UNITS = ("government", "hotline", "water", "roads", "road-team", "supervision", "town", "neighbour")
PEOPLE = ("alice", "bao", "clerk", "handler", "leader", "supervisor", "charlie")


rows = st.fixed_dictionaries(
    {
        "area": st.sampled_from(AREAS[2:]),
        "level": st.integers(0, 3),
        "stage": st.sampled_from(list(Stage)),
        "resident": st.sampled_from((None, *PEOPLE)),
        "leader": st.sampled_from((None, *PEOPLE)),
        "lead": st.sampled_from((None, *UNITS)),
        "holder": st.sampled_from((None, *UNITS)),
        "helpers": st.lists(
            st.tuples(st.sampled_from(UNITS), st.booleans()), max_size=2, unique_by=lambda each: each[0]
        ),
        "accused_units": st.sets(st.sampled_from(UNITS), max_size=2),
        "accused_people": st.sets(st.sampled_from(PEOPLE), max_size=2),
    }
)
posts = st.lists(st.tuples(st.sampled_from(list(Role)[1:]), st.sampled_from(UNITS), st.sampled_from(AREAS)), max_size=2)
actors = st.tuples(st.sampled_from(PEOPLE), posts, st.booleans(), st.sets(st.integers(0, 3), max_size=2))


def write(world: World, index: int, given: dict) -> None:  # type: ignore[type-arg]
    unit = {name: row.id for name, row in world.units.items()}
    person = {name: row.id for name, row in world.people.items()}
    stage = given["stage"] if given["stage"] != Stage.MERGED else Stage.CLOSED
    row = Request.objects.create(
        number=f"210526-{index:06}",
        county=given["area"][:6],
        area=given["area"],
        kind="appeal",
        channel="web",
        stage=stage,
        open=stage in OPEN,
        title="机井",
        text="机井坏了",
        level=given["level"],
        resident_id=person.get(given["resident"]),
        leader_id=person.get(given["leader"]),
        lead_unit_id=unit.get(given["lead"]),
        holder_unit_id=unit.get(given["holder"]),
        submitted_at=NOW,
        due_at=NOW + timedelta(days=7),
        accusing=bool(given["accused_units"] or given["accused_people"]),
    )
    for name, removed in given["helpers"]:
        CoHandler.objects.create(request=row, unit_id=unit[name], added_at=NOW, removed_at=NOW if removed else None)
    for name in given["accused_units"]:
        AccusedParty.objects.create(request=row, unit_id=unit[name], at=NOW)
    for name in given["accused_people"]:
        AccusedParty.objects.create(request=row, person_id=person[name], at=NOW)


def actor_of(world: World, name: str, held: list, acting: bool, opened: set[int]) -> Actor:  # type: ignore[type-arg]
    paths = dict(Unit.objects.values_list("id", "path"))
    refs = tuple(
        PostRef(1000 + index, role.value, world.units[unit].id, paths[world.units[unit].id], area)
        for index, (role, unit, area) in enumerate(held)
    )
    return Actor(
        kind="staff" if refs else "resident",
        person_id=world.people[name].id,
        post=refs[0] if refs and acting else None,
        posts=refs,
        opened=frozenset(f"requests:210526-{index:06}" for index in opened),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=st.lists(rows, min_size=1, max_size=4), asked=actors, action=st.sampled_from(ACTIONS))
def test_no_list_shows_what_its_page_would_refuse_nor_hides_what_it_would_show(
    world: World,
    requests: list,
    asked: tuple,
    action: str,  # type: ignore[type-arg]
) -> None:
    actor = actor_of(world, *asked)
    with transaction.atomic():
        for index, each in enumerate(requests):
            write(world, index, each)
        listed = set(readable(actor, action).values_list("number", flat=True))
        singly = {row.number for row in Request.objects.all() if may(actor, action, guarded(row))}
        assert listed == singly
        transaction.set_rollback(True)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=st.lists(rows, min_size=1, max_size=4), asked=actors)
def test_the_accused_never_sees(world: World, requests: list, asked: tuple) -> None:  # type: ignore[type-arg]
    name, held, _acting, _opened = asked
    actor = actor_of(world, *asked)
    mine = {ancestor for _role, unit, _area in held for ancestor in above(world, unit)}
    with transaction.atomic():
        for index, each in enumerate(requests):
            write(world, index, each)
        seen = set(readable(actor).values_list("number", flat=True))
        for index, each in enumerate(requests):
            accused = name in each["accused_people"] or (mine & each["accused_units"] and each["resident"] != name)
            assert not (accused and f"210526-{index:06}" in seen)
        transaction.set_rollback(True)


def above(world: World, unit: str) -> set[str]:
    """The unit and those above it, by their short names."""
    names = {row.id: name for name, row in world.units.items()}
    return {names[each] for each in world.units[unit].path_ids}
