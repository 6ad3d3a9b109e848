"""Who looked: every opening of a person's record, shown to that person."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from banshi.kernel.access import queries
from banshi.kernel.access.commands import DelayTooLong, ReasonNeeded, break_glass, delay_looks, show_looks
from banshi.kernel.access.looks import gathering, looked, middleware
from banshi.kernel.access.models import BreakGlass, Look, LookDelay
from banshi.kernel.access.tests import matters
from banshi.kernel.directory.authority import OutOfReach
from banshi.kernel.errors import NotFound
from banshi.kernel.ledger.models import Entry
from banshi.kernel.ledger.record import Subject
from banshi.kernel.testing.people import COUNTY, NEIGHBOUR, NOW, World

pytestmark = pytest.mark.django_db
SLIP = Subject("slips", "1", COUNTY)
REASON = "举报人电话失联，需立即核对住址"


def look(world: World, who: str = "handler", whose: str = "alice", why: str = "") -> None:
    looked(world.ctx(who), SLIP, world.people[whose].id, "slips.read", why)


class TestALook:
    def test_says_who_in_which_unit_and_post_when_at_what_and_why(self, world: World) -> None:
        look(world, why="核实地址")
        (row,) = queries.looks_at(world.ctx("alice"))
        assert (row.viewer, row.action, row.why, row.at, row.matter) == (
            "水利局 经办人",
            "slips.read",
            "核实地址",
            NOW,
            "1",
        )

    def test_is_shown_to_nobody_else(self, world: World) -> None:
        look(world)
        for other in ("bao", "handler", "supervisor", "anonymous"):
            assert queries.looks_at(world.ctx(other)) == ()

    def test_is_not_left_by_the_person_the_house_or_a_visitor(self, world: World) -> None:
        for who in ("alice", "system", "anonymous"):
            look(world, who)
        look(world, "handler", "handler")
        looked(world.ctx("handler"), SLIP, None, "slips.read")
        assert not Look.objects.exists()

    def test_is_read_in_pages_from_the_newest(self, world: World, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        for _each in range(3):
            look(world)
        ctx = world.ctx("alice")
        with django_assert_num_queries(1):
            first = queries.looks_at(ctx, limit=2)
        rest = queries.looks_at(world.ctx("alice"), before=first[-1].id, limit=2)
        assert [row.id for row in (*first, *rest)] == sorted((row.id for row in (*first, *rest)), reverse=True)
        assert len(rest) == 1

    def test_is_seen_by_the_inspector_of_the_area_only(self, world: World) -> None:
        look(world)
        assert len(queries.looks_in(world.ctx("inspector"), area=COUNTY)) == 1
        for who, area in (("supervisor", COUNTY), ("handler", COUNTY), ("inspector", NEIGHBOUR)):
            with pytest.raises(OutOfReach):
                queries.looks_in(world.ctx(who), area=area)


class TestLooksOfOneRequest:
    def test_are_gathered_into_one_row_a_matter_and_few_statements(
        self, world: World, django_assert_num_queries
    ) -> None:  # type: ignore[no-untyped-def]
        def page(request: object) -> HttpResponse:
            for whose in ("alice", "bao", "alice"):
                look_inside(whose)
            assert not Look.objects.exists()
            return HttpResponse()

        ctx = world.ctx("handler")

        def look_inside(whose: str) -> None:
            looked(ctx, SLIP, world.people[whose].id, "slips.read")

        with django_assert_num_queries(5):  # one of them the check inside the page
            middleware(page)(RequestFactory().get("/"))
        assert Look.objects.count() == 2

    def test_are_dropped_when_the_request_was_refused(self, world: World) -> None:
        def page(request: object) -> HttpResponse:
            look(world)
            return HttpResponse(status=403)

        middleware(page)(RequestFactory().get("/"))
        assert not Look.objects.exists()

    def test_that_cannot_be_kept_keep_the_page_from_being_shown(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def page(request: object) -> HttpResponse:
            look(world)
            return HttpResponse("secret")

        def full(*args: object, **kwargs: object) -> None:
            raise OSError("disk full")

        monkeypatch.setattr(Look.objects, "bulk_create", full)
        with pytest.raises(OSError, match="disk full"):
            middleware(page)(RequestFactory().get("/"))

    def test_do_not_leak_into_the_next_request(self, world: World) -> None:
        with gathering() as first:
            look(world)
        with gathering() as second:
            pass
        assert (len(first), len(second)) == (1, 0)


@pytest.mark.usefixtures("slips")
class TestADelay:
    def test_keeps_looks_from_the_person_until_its_day_and_is_itself_on_the_record(self, world: World) -> None:
        matters.put()
        until = NOW + timedelta(days=30)
        delay_looks(world.ctx("supervisor"), subject="slips:1", until=until, reason=REASON)
        look(world)
        assert queries.looks_at(world.ctx("alice")) == ()
        assert len(queries.looks_at(world.ctx("alice", until))) == 1
        entry = Entry.objects.get(kind="access.looks_delayed")
        assert entry.subject == "slips:1"
        assert REASON not in entry.body

    def test_touches_no_look_that_was_shown_already(self, world: World) -> None:
        matters.put()
        look(world)
        delay_looks(world.ctx("supervisor"), subject="slips:1", until=NOW + timedelta(days=1), reason=REASON)
        assert len(queries.looks_at(world.ctx("alice"))) == 1

    def test_can_be_ended_and_shows_everything_at_once(self, world: World) -> None:
        matters.put()
        delay_looks(world.ctx("supervisor"), subject="slips:1", until=NOW + timedelta(days=30), reason=REASON)
        look(world)
        show_looks(world.ctx("supervisor"), subject="slips:1")
        assert len(queries.looks_at(world.ctx("alice"))) == 1
        with pytest.raises(NotFound):
            show_looks(world.ctx("supervisor"), subject="slips:1")

    @pytest.mark.parametrize("days", [-1, 0, 181])
    def test_lasts_at_most_half_a_year(self, world: World, days: int) -> None:
        matters.put()
        with pytest.raises(DelayTooLong):
            delay_looks(world.ctx("supervisor"), subject="slips:1", until=NOW + timedelta(days=days), reason=REASON)
        assert not LookDelay.objects.exists()

    @pytest.mark.parametrize("who", ["alice", "clerk", "handler", "leader", "inspector", "administrator", "charlie"])
    def test_is_ordered_by_supervisors_only(self, world: World, who: str) -> None:
        matters.put()
        with pytest.raises(NotFound):
            delay_looks(world.ctx(who), subject="slips:1", until=NOW + timedelta(days=1), reason=REASON)
        assert not LookDelay.objects.exists()

    def test_cannot_be_ordered_by_somebody_whom_the_matter_accuses(self, world: World) -> None:
        matters.put(accused_units=frozenset({world.units["supervision"].id}))
        with pytest.raises(NotFound):
            delay_looks(world.ctx("supervisor"), subject="slips:1", until=NOW + timedelta(days=1), reason=REASON)


@pytest.mark.usefixtures("slips")
class TestBreakGlass:
    def test_opens_one_matter_for_an_hour_and_writes_the_reason_into_the_look(self, world: World) -> None:
        matters.put()
        opened = break_glass(world.ctx("handler"), subject="slips:1", reason=REASON)
        assert opened.until == NOW + timedelta(hours=1)
        assert world.actor("handler").opened == {"slips:1"}
        assert world.actor("handler", NOW + timedelta(hours=1)).opened == frozenset()
        look(world)
        assert queries.looks_at(world.ctx("alice"))[0].why == REASON

    def test_is_on_the_record_of_the_matter_and_seen_by_the_inspector(self, world: World) -> None:
        matters.put()
        break_glass(world.ctx("handler"), subject="slips:1", reason=REASON)
        entry = Entry.objects.get(kind="access.glass_broken")
        assert entry.subject == "slips:1"
        assert REASON not in entry.body
        assert [row.reason for row in queries.opened_in(world.ctx("inspector"), area=COUNTY)] == [REASON]

    def test_tells_the_owner_and_the_supervisors(self, world: World) -> None:
        from banshi.kernel.notices.models import Notice

        alice = world.people["alice"].id
        matters.put(owner_id=alice)
        break_glass(world.ctx("handler"), subject="slips:1", reason=REASON)
        told = set(Notice.objects.values_list("person_id", flat=True))
        assert told == {alice, world.people["supervisor"].id}

    def test_never_opens_a_matter_to_those_it_accuses(self, world: World) -> None:
        for accused in (
            {"accused_units": frozenset({world.units["government"].id})},
            {"accused_persons": frozenset({world.people["handler"].id})},
        ):
            matters.put(**accused)
            with pytest.raises(NotFound):
                break_glass(world.ctx("handler"), subject="slips:1", reason=REASON)
        assert not BreakGlass.objects.exists()

    def test_widens_no_clearance(self, world: World) -> None:
        matters.put(level=matters.Confidentiality.SECRET)
        with pytest.raises(NotFound):
            break_glass(world.ctx("handler"), subject="slips:1", reason=REASON)
        assert break_glass(world.ctx("supervisor"), subject="slips:1", reason=REASON)

    @pytest.mark.parametrize("who", ["alice", "anonymous", "clerk", "inspector", "administrator", "charlie"])
    def test_is_for_handlers_leaders_and_supervisors_of_the_area(self, world: World, who: str) -> None:
        matters.put()
        with pytest.raises(NotFound):
            break_glass(world.ctx(who), subject="slips:1", reason=REASON)
        assert not Entry.objects.filter(kind="access.glass_broken").exists()

    @pytest.mark.parametrize("reason", ["", "急", " " * 20, "长" * 401])
    def test_needs_a_reason_that_says_something(self, world: World, reason: str) -> None:
        matters.put()
        with pytest.raises(ReasonNeeded):
            break_glass(world.ctx("handler"), subject="slips:1", reason=reason)

    @pytest.mark.parametrize("subject", ["slips:2", "nowhere:1", "slips", ""])
    def test_of_no_matter_says_not_found(self, world: World, subject: str) -> None:
        with pytest.raises(NotFound):
            break_glass(world.ctx("handler"), subject=subject, reason=REASON)
