"""At the door with signal, the attendance sheet, and those who did not come."""

from datetime import timedelta

import pytest

from banshi.kernel.errors import Conflict
from banshi.kernel.slots import commands, queries
from banshi.kernel.slots.commands.settling import settle
from banshi.kernel.slots.commands.sheets import SheetRow
from banshi.kernel.slots.models import Booking, Seat
from banshi.kernel.slots.refusals import (
    AlreadyBooked,
    AlreadyIn,
    DoorShut,
    Full,
    NotBooked,
    NotIn,
    PartyRefused,
    PresentRefused,
    SessionCancelled,
    SheetTooEarly,
)
from banshi.kernel.slots.rules.terms import Change
from banshi.kernel.slots.tasks import close_books
from banshi.kernel.slots.tests.conftest import (
    ALICE,
    BAO,
    CAI,
    DAI,
    ENDS,
    NOW,
    STARTS,
    Desk,
    body_of,
    books_agree,
    ctx,
    everything,
    house,
    kinds_of,
    party,
    status_of,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OVER = ENDS + 24 * HOUR


def close(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banshi.kernel.slots.tasks.job_context", lambda name: house(OVER))
    close_books.call()


class TestCheckingIn:
    def test_puts_down_when_and_how_many_came(self, desk: Desk) -> None:
        booking = desk.book(ALICE, BAO)
        seen = commands.check_in(house(STARTS), booking=booking, present=1)
        assert (seen.present, seen.at, status_of(booking)) == (1, STARTS, "arrived")
        assert kinds_of(booking) == ["booked", "checked_in"]
        assert body_of(booking, 1) == {"at": "2021-05-29T11:00:00Z", "device": "", "present": 1}
        books_agree()

    def test_twice_says_when_it_was_and_changes_nothing(self, desk: Desk) -> None:
        booking = desk.book(ALICE)
        commands.check_in(house(STARTS), booking=booking)
        before = everything()
        with pytest.raises(AlreadyIn) as refused:
            commands.check_in(house(STARTS + HOUR), booking=booking)
        assert refused.value.data["at"] == "2021-05-29 19:00"
        assert everything() == before

    @pytest.mark.parametrize("at", [STARTS - 2 * HOUR - timedelta(seconds=1), ENDS])
    def test_when_the_door_is_shut_is_refused(self, desk: Desk, at: object) -> None:
        booking = desk.book(ALICE)
        with pytest.raises(DoorShut):
            commands.check_in(house(at), booking=booking)  # type: ignore[arg-type]
        assert status_of(booking) == "booked"

    def test_may_be_put_down_later_for_when_it_was_but_not_beforehand(self, desk: Desk) -> None:
        booking = desk.book(ALICE)
        with pytest.raises(DoorShut):
            commands.check_in(house(NOW), booking=booking, at=STARTS)
        commands.check_in(house(ENDS + HOUR), booking=booking, at=STARTS)
        assert Booking.objects.get(number=booking).arrived_at == STARTS

    def test_of_more_than_were_booked_is_refused(self, desk: Desk) -> None:
        booking = desk.book(ALICE)
        for present in (0, 2):
            with pytest.raises(PresentRefused):
                commands.check_in(house(STARTS), booking=booking, present=present)
        assert status_of(booking) == "booked"

    def test_without_a_place_of_ones_own_is_refused(self, desk: Desk) -> None:
        gone = desk.book(ALICE, BAO, CAI)
        waits = desk.join(DAI)
        commands.cancel(ctx(), booking=gone)
        for booking in (gone, waits):
            with pytest.raises(NotBooked):
                commands.check_in(house(STARTS), booking=booking)

    def test_of_a_cancelled_session_is_refused(self, desk: Desk) -> None:
        booking = desk.book(ALICE)
        commands.cancel_session(house(), session=desk.session, reason="停电")
        with pytest.raises(SessionCancelled):
            commands.check_in(house(STARTS), booking=booking)


class TestCheckingOut:
    def test_ends_the_visit(self, desk: Desk) -> None:
        booking = desk.book(ALICE)
        commands.check_in(house(STARTS), booking=booking)
        commands.check_out(house(STARTS + HOUR), booking=booking)
        row = Booking.objects.get(number=booking)
        assert (row.status, row.arrived_at, row.left_at) == ("left", STARTS, STARTS + HOUR)
        assert kinds_of(booking) == ["booked", "checked_in", "checked_out"]
        books_agree()

    def test_needs_a_check_in(self, desk: Desk) -> None:
        booking = desk.book(ALICE)
        with pytest.raises(NotIn):
            commands.check_out(house(STARTS), booking=booking)


class TestTheAttendanceSheet:
    def test_puts_down_who_came_without_a_booking(self, desk: Desk) -> None:
        rows = [SheetRow(party(f"person:{n}")) for n in (11, 12)]
        numbers = commands.enter_sheet(house(ENDS + HOUR), session=desk.session, rows=rows)
        assert [status_of(each) for each in numbers] == ["arrived", "arrived"]
        assert kinds_of(numbers[0]) == ["attended"]
        assert desk.row().taken == 2
        (figures,) = queries.attendance(room="story", since=STARTS, until=ENDS)
        assert (figures.booked, figures.came, figures.missed) == (2, 2, 0)
        books_agree()

    def test_takes_a_thousand_rows_at_once(self, desk: Desk) -> None:
        desk.open(capacity=1000)
        rows = [SheetRow(party(f"person:{n}")) for n in range(1000)]
        assert len(set(commands.enter_sheet(house(STARTS), session=desk.session, rows=rows))) == 1000
        books_agree()

    def test_is_refused_whole(self, desk: Desk) -> None:
        desk.book(ALICE)
        before = everything()
        at = house(STARTS)
        for rows, error in [
            ([SheetRow(party(BAO)), SheetRow(party(BAO))], PartyRefused),
            ([SheetRow(())], PartyRefused),
            ([], PartyRefused),
            ([SheetRow(party(BAO)), SheetRow(party(ALICE))], AlreadyBooked),
            ([SheetRow(party(f"person:{n}")) for n in (11, 12, 13)], Full),
        ]:
            with pytest.raises(error):
                commands.enter_sheet(at, session=desk.session, rows=rows)
        with pytest.raises(SheetTooEarly):
            commands.enter_sheet(house(NOW), session=desk.session, rows=[SheetRow(party(BAO))])
        assert everything() == before


class TestADayAfterTheEnd:
    def test_those_who_did_not_come_are_counted_and_nothing_is_live(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        came, missed, waits = desk.book(ALICE), desk.book(BAO, CAI), desk.join(DAI)
        commands.check_in(house(STARTS), booking=came)
        close(monkeypatch)
        assert [status_of(each) for each in (came, missed, waits)] == ["arrived", "missed", "lapsed"]
        assert (desk.row().state, desk.row().taken, desk.row().waiting) == ("over", 3, 0)
        assert not Seat.objects.filter(live=True).exists()
        assert body_of(desk.session, 1) == {"came": 1, "missed": 2}
        assert queries.absences(CAI, OVER).missed == (ENDS,)
        assert queries.absences(ALICE, OVER).missed == ()
        books_agree()

    def test_a_session_is_closed_once(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        desk.book(ALICE)
        close(monkeypatch)
        before = everything()
        close(monkeypatch)
        assert everything() == before

    def test_and_not_before(self, desk: Desk) -> None:
        assert queries.to_settle(OVER - timedelta(seconds=1)) == []
        with pytest.raises(Conflict):
            settle(house(ENDS), session_id=desk.row().pk)

    def test_a_check_in_that_is_brought_late_takes_it_back(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        booking = desk.book(ALICE)
        close(monkeypatch)
        commands.check_in(house(OVER + HOUR), booking=booking, at=STARTS)
        assert status_of(booking) == "arrived"
        assert queries.absences(ALICE, OVER).missed == ()
        books_agree()

    def test_a_session_that_was_moved_after_it_was_booked_does_not_count(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        booking = desk.book(ALICE)
        moved = Change(starts=STARTS + timedelta(minutes=30))
        commands.change_session(house(NOW + HOUR), session=desk.session, change=moved)
        close(monkeypatch)
        assert status_of(booking) == "missed"
        assert queries.absences(ALICE, OVER).missed == ()
