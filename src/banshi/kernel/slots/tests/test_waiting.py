"""The waiting list: who is in it sees it, and freed places find their way by themselves."""

from datetime import timedelta

import pytest

from banshi.kernel.slots import commands, queries
from banshi.kernel.slots.models import Booking
from banshi.kernel.slots.refusals import NeverFits, NoWaitingList, PlacesFree, TimeRanOut
from banshi.kernel.slots.rules.terms import Change
from banshi.kernel.slots.tasks import let_go
from banshi.kernel.slots.tests.conftest import (
    ALICE,
    BAO,
    CAI,
    CLOSES,
    DAI,
    ERDEN,
    NOW,
    Desk,
    body_of,
    books_agree,
    ctx,
    everything,
    house,
    kinds_of,
    later,
    party,
    status_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Alice has one place, Bao and Cai have two."""
    desk.alice, desk.two = desk.book(ALICE), desk.book(BAO, CAI)
    return desk


def run_job(monkeypatch: pytest.MonkeyPatch, at: object) -> None:
    monkeypatch.setattr("banshi.kernel.slots.tasks.job_context", lambda name: house(at))
    let_go.call()


class TestWhoeverWaits:
    def test_sees_the_place_in_line_and_the_line_without_names(self, full: Desk) -> None:
        first = full.join(DAI)
        second = full.join(ERDEN, "person:6", at=later(minutes=1))
        assert queries.booking(second, NOW).position == 2
        assert [(row.position, row.number, row.seats) for row in queries.line(full.session)] == [
            (1, first, 1),
            (2, second, 2),
        ]
        assert full.row().waiting == 2
        books_agree()

    def test_is_told_the_position_at_once(self, full: Desk) -> None:
        full.join(DAI)
        assert commands.join(ctx(ERDEN), session=full.session, party=party(ERDEN)).position == 2

    def test_moves_up_when_somebody_in_front_gives_up(self, full: Desk) -> None:
        first, second = full.join(DAI), full.join(ERDEN)
        commands.cancel(ctx(DAI), booking=first)
        assert queries.booking(second, NOW).position == 1
        assert full.row().waiting == 1
        books_agree()

    def test_need_not_wait_while_there_are_places(self, desk: Desk) -> None:
        before = everything()
        with pytest.raises(PlacesFree):
            desk.join(ALICE)
        assert everything() == before

    def test_must_fit_into_the_session(self, desk: Desk) -> None:
        desk.open(capacity=2, most_seats=5)
        with pytest.raises(NeverFits):
            desk.join(ALICE, BAO, CAI)

    def test_is_sent_on_where_there_is_no_list(self, desk: Desk) -> None:
        desk.open(capacity=1, waiting_list=False)
        desk.book(ALICE)
        with pytest.raises(NoWaitingList):
            desk.join(BAO)


class TestAFreedPlace:
    def test_is_offered_to_the_first_in_the_same_breath(self, full: Desk) -> None:
        first, second = full.join(DAI), full.join(ERDEN)
        found = commands.cancel(ctx(), booking=full.alice)
        assert [(each.what, each.booking, each.booker) for each in found.told] == [("offered", first, DAI)]
        assert found.told[0].until == later(minutes=120)
        assert (status_of(first), status_of(second)) == ("offered", "waiting")
        assert body_of(first, 1) == {"until": "2021-05-26T04:00:00Z"}
        assert (full.row().taken, full.row().waiting) == (3, 1)
        books_agree()

    def test_becomes_the_partys_own_when_it_is_accepted_in_time(self, full: Desk) -> None:
        first = full.join(DAI)
        commands.cancel(ctx(), booking=full.alice)
        commands.confirm(ctx(DAI, later(minutes=119)), booking=first)
        assert kinds_of(first) == ["waiting", "offered", "booked"]
        books_agree()

    def test_goes_on_to_the_next_when_the_offer_is_declined(self, full: Desk) -> None:
        first, second = full.join(DAI), full.join(ERDEN)
        commands.cancel(ctx(), booking=full.alice)
        found = commands.cancel(ctx(DAI), booking=first)
        assert [(each.what, each.booking) for each in found.told] == [("offered", second)]
        books_agree()

    def test_goes_on_to_the_next_when_the_offer_runs_out(self, full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second = full.join(DAI), full.join(ERDEN)
        commands.cancel(ctx(), booking=full.alice)
        run_job(monkeypatch, later(minutes=120))
        assert (status_of(first), status_of(second)) == ("lapsed", "offered")
        assert [(each.what, each.booking) for each in full.told[-1].told] == [("lapsed", first), ("offered", second)]
        with pytest.raises(TimeRanOut):
            commands.confirm(ctx(DAI, later(minutes=120)), booking=first)
        books_agree()

    def test_is_not_offered_to_a_party_that_does_not_fit_and_the_next_is_served(self, full: Desk) -> None:
        large, small = full.join(DAI, ERDEN), full.join("person:6")
        commands.cancel(ctx(), booking=full.alice)
        assert (status_of(large), status_of(small)) == ("waiting", "offered")
        assert queries.booking(large, NOW).passed == 1
        books_agree()

    def test_is_saved_for_a_party_that_was_passed_three_times(self, full: Desk) -> None:
        large = full.join(DAI, ERDEN)
        freed = full.alice
        for newcomer in ("person:11", "person:12", "person:13"):
            small = full.join(newcomer)
            commands.release(house(), booking=freed, reason="让出")
            assert status_of(small) == "offered"
            freed = small
        last = full.join("person:14")
        commands.release(house(), booking=freed, reason="让出")
        assert (status_of(large), status_of(last), queries.session(full.session, NOW).free) == ("waiting", "waiting", 1)
        commands.cancel(ctx(BAO), booking=full.two)
        assert (status_of(large), status_of(last)) == ("offered", "offered")
        books_agree()

    def test_that_was_saved_is_given_on_in_the_last_stretch_by_the_job(
        self, full: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        large, small = full.join(DAI, ERDEN), full.join("person:6")
        Booking.objects.filter(number=large).update(passed=3)
        commands.cancel(ctx(), booking=full.alice)
        assert status_of(small) == "waiting"
        assert queries.to_tidy(CLOSES - timedelta(hours=25)) == []
        run_job(monkeypatch, CLOSES - timedelta(hours=24))
        assert (status_of(large), status_of(small)) == ("waiting", "offered")
        books_agree()

    def test_is_offered_to_nobody_when_booking_has_closed(self, full: Desk) -> None:
        first = full.join(DAI)
        commands.release(house(CLOSES), booking=full.alice, reason="来不了")
        assert status_of(first) == "waiting"
        assert full.row().taken == 2

    def test_of_a_larger_hall_is_offered_too(self, full: Desk) -> None:
        first, second = full.join(DAI), full.join(ERDEN, "person:6")
        found = commands.change_session(house(), session=full.session, change=Change(capacity=6))
        assert [(each.what, each.booking) for each in found.told] == [("offered", first), ("offered", second)]
        assert full.row().taken == 6
        books_agree()


class TestAHoldThatRanOut:
    def test_goes_to_those_who_wait_and_not_to_whoever_comes_next(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.hold(ALICE, BAO, CAI)
        first = desk.join(DAI)
        run_job(monkeypatch, later(minutes=10))
        assert status_of(first) == "offered"
        assert desk.row().taken == 1
        books_agree()

    def test_is_let_go_once_however_often_the_job_runs(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        held = desk.hold(ALICE)
        run_job(monkeypatch, later(minutes=10))
        before = everything()
        run_job(monkeypatch, later(minutes=10))
        assert everything() == before
        assert kinds_of(held) == ["held", "lapsed"]
        assert desk.told == []
