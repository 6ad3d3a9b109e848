"""Sessions whose places go by a public draw: apply, the list is fixed, the order is drawn, places by the one rule."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from banshi.kernel.draws import commands as draws
from banshi.kernel.draws import queries as drawn
from banshi.kernel.draws.chance import Drawn
from banshi.kernel.draws.tasks import reveal_due
from banshi.kernel.errors import Conflict
from banshi.kernel.ledger import sealing
from banshi.kernel.slots import commands, queries
from banshi.kernel.slots.commands.drawing import fix_draw
from banshi.kernel.slots.models import Booking
from banshi.kernel.slots.refusals import AlreadyBooked, DrawFirst, DrawRunning
from banshi.kernel.slots.tasks import hold_draws
from banshi.kernel.slots.tests.conftest import (
    ALICE,
    BAO,
    CAI,
    DAI,
    ERDEN,
    NOW,
    Desk,
    books_agree,
    ctx,
    everything,
    house,
    kinds_of,
    later,
    party,
    status_of,
    statuses,
)

pytestmark = pytest.mark.django_db
Jobs = Callable[[datetime], None]
HOUR = timedelta(hours=1)
DRAWN = NOW + HOUR


@pytest.fixture
def scarce(desk: Desk) -> Desk:
    """Three places, drawn at eleven."""
    desk.open(draw_at=DRAWN)
    return desk


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    def run(at: datetime) -> None:
        monkeypatch.setattr("banshi.kernel.slots.tasks.job_context", lambda name: house(at))
        monkeypatch.setattr("banshi.kernel.draws.tasks.job_context", lambda name: house(at))
        hold_draws.call()
        sealing.seal(at)
        reveal_due.call()
        hold_draws.call()

    return run


def in_order(monkeypatch: pytest.MonkeyPatch, *bookings: str) -> None:
    """The draw comes out like this."""
    result = tuple(Drawn(each, "", must=False) for each in bookings)
    monkeypatch.setattr("banshi.kernel.slots.commands.drawing.drawn.result", lambda number: result)


class TestBeforeTheDraw:
    def test_one_applies_and_nobody_can_book(self, scarce: Desk) -> None:
        queued = commands.join(ctx(), session=scarce.session, party=party(ALICE))
        assert (queued.position, status_of(queued.booking)) == (0, "applied")
        assert queries.session(scarce.session, NOW).phase == "applying"
        with pytest.raises(DrawFirst):
            scarce.book(BAO)
        assert scarce.row().taken == scarce.row().waiting == 0
        books_agree()

    def test_one_applies_once(self, scarce: Desk) -> None:
        scarce.join(ALICE, BAO)
        with pytest.raises(AlreadyBooked):
            scarce.join(BAO)

    def test_an_application_can_be_taken_back(self, scarce: Desk) -> None:
        commands.cancel(ctx(), booking=scarce.join(ALICE))
        scarce.join(ALICE)
        books_agree()

    def test_it_is_too_late_when_the_hour_has_come(self, scarce: Desk) -> None:
        before = everything()
        for act in (scarce.join, scarce.book):
            with pytest.raises(DrawRunning):
                act(ALICE, at=DRAWN)
        assert everything() == before

    def test_whoever_commits_after_the_list_was_fixed_is_refused(self, scarce: Desk) -> None:
        scarce.join(ALICE)
        fix_draw(house(DRAWN), session_id=scarce.row().pk)
        before = everything()
        with pytest.raises(DrawRunning):
            scarce.join(BAO, at=DRAWN - timedelta(seconds=1))
        assert everything() == before

    def test_the_list_is_fixed_once(self, scarce: Desk) -> None:
        scarce.join(ALICE)
        for at in (DRAWN - timedelta(seconds=1), DRAWN):
            if at == DRAWN:
                fix_draw(house(DRAWN), session_id=scarce.row().pk)
            before = everything()
            with pytest.raises(Conflict):
                fix_draw(house(at), session_id=scarce.row().pk)
            assert everything() == before


class TestTheDraw:
    def test_gives_out_the_places_and_the_order_of_the_line_and_anybody_can_replay_it(
        self, scarce: Desk, jobs: Jobs
    ) -> None:
        bookings = [scarce.join(f"person:{n}") for n in range(1, 9)]
        jobs(DRAWN)
        row = scarce.row()
        order = [each.token for each in drawn.result(row.draw)]
        assert sorted(order) == sorted(bookings)
        assert [status_of(each) for each in order] == ["booked"] * 3 + ["waiting"] * 5
        assert [each.number for each in queries.line(scarce.session)] == order[3:]
        assert {each.what for each in scarce.told[-1].told} == {"placed", "queued"}
        assert kinds_of(scarce.session) == ["session_opened", "draw_fixed", "drawn"]
        assert kinds_of(order[0]) == ["applied", "placed"]
        assert queries.session(scarce.session, DRAWN).phase == "bookable"
        books_agree()

    def test_without_a_waiting_list_ends_for_the_others(self, scarce: Desk, jobs: Jobs) -> None:
        scarce.open(draw_at=DRAWN, waiting_list=False)
        for n in range(1, 6):
            scarce.join(f"person:{n}")
        jobs(DRAWN)
        assert statuses() == {"booked": 3, "unlucky": 2}
        books_agree()

    def test_serves_parties_by_the_same_rule_as_the_waiting_list(
        self, scarce: Desk, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        two, three, one = scarce.join(ALICE, BAO), scarce.join(CAI, DAI, ERDEN), scarce.join("person:6")
        in_order(monkeypatch, two, three, one)
        jobs(DRAWN)
        assert [status_of(each) for each in (two, three, one)] == ["booked", "waiting", "booked"]
        assert Booking.objects.get(number=three).passed == 1
        books_agree()

    def test_puts_whoever_joins_afterwards_behind_those_drawn(self, scarce: Desk, jobs: Jobs) -> None:
        for n in range(1, 6):
            scarce.join(f"person:{n}")
        jobs(DRAWN)
        late = scarce.join("person:9", at=DRAWN + HOUR)
        assert [each.number for each in queries.line(scarce.session)][-1] == late

    def test_leaves_out_who_has_given_up_after_the_list_was_fixed(self, scarce: Desk, jobs: Jobs) -> None:
        gone, stays = scarce.join(ALICE), scarce.join(BAO)
        fix_draw(house(DRAWN), session_id=scarce.row().pk)
        commands.cancel(ctx(at=DRAWN), booking=gone)
        jobs(DRAWN)
        assert (status_of(gone), status_of(stays)) == ("cancelled", "booked")
        books_agree()

    def test_is_not_needed_where_nobody_applied(self, scarce: Desk, jobs: Jobs) -> None:
        jobs(DRAWN)
        assert scarce.row().draw == ""
        scarce.book(ALICE, at=DRAWN + HOUR)
        books_agree()

    def test_is_held_once_however_often_the_job_runs(self, scarce: Desk, jobs: Jobs) -> None:
        scarce.join(ALICE)
        jobs(DRAWN)
        before = everything()
        hold_draws.call()
        hold_draws.call()
        assert everything() == before

    def test_is_held_anew_where_it_was_cancelled_in_public(self, scarce: Desk, jobs: Jobs) -> None:
        scarce.join(ALICE)
        fix_draw(house(DRAWN), session_id=scarce.row().pk)
        first = scarce.row().draw
        draws.cancel(house(DRAWN), number=first, reason="名单有误")
        jobs(DRAWN)
        assert scarce.row().draw != first
        assert statuses() == {"booked": 1}

    def test_of_a_cancelled_session_is_given_up_in_public(self, scarce: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        scarce.join(ALICE)
        fix_draw(house(DRAWN), session_id=scarce.row().pk)
        number = scarce.row().draw
        commands.cancel_session(house(DRAWN), session=scarce.session, reason="停电")
        shown = drawn.shown(number, later(hours=2))
        assert (shown.row.status, shown.reason) == ("cancelled", "停电")
        books_agree()
