"""Cancelling, confirming, and the last guard in the table."""

import pytest
from django.db import IntegrityError, transaction

from banshi.kernel.directory import personal
from banshi.kernel.ledger.models import Entry
from banshi.kernel.slots import commands, people
from banshi.kernel.slots.models import Booking, Seat, Session
from banshi.kernel.slots.refusals import (
    BookingEnded,
    LinkRefused,
    NoSuchBooking,
    NothingToConfirm,
    ReasonMissing,
    SessionCancelled,
    TooLateToCancel,
)
from banshi.kernel.slots.tests.conftest import (
    ALICE,
    BAO,
    CAI,
    CANCEL_UNTIL,
    DAI,
    Desk,
    body_of,
    books_agree,
    ctx,
    everything,
    house,
    later,
    status_of,
)

pytestmark = pytest.mark.django_db
LAPSED = later(minutes=10)


class TestCancelling:
    def test_gives_the_places_back(self, desk: Desk) -> None:
        booking = desk.book(ALICE, BAO)
        found = commands.cancel(ctx(), booking=booking)
        assert found.told == ()
        assert (desk.row().taken, status_of(booking)) == (0, "cancelled")
        assert body_of(booking, 1) == {"by": "booker", "was": "booked"}
        books_agree()

    def test_a_hold_before_it_lapses_gives_back_at_once(self, desk: Desk) -> None:
        commands.cancel(ctx(), booking=desk.hold(ALICE))
        assert desk.row().taken == 0

    def test_is_refused_when_it_is_too_late_and_the_room_may_still_release(self, desk: Desk) -> None:
        booking = desk.book(ALICE)
        before = everything()
        with pytest.raises(TooLateToCancel):
            commands.cancel(ctx(at=CANCEL_UNTIL), booking=booking)
        assert everything() == before
        found = commands.release(house(CANCEL_UNTIL), booking=booking, reason="来电说家里有事")
        assert [(each.what, each.booking) for each in found.told] == [("cancelled", booking)]
        assert "来电说家里有事" not in Entry.objects.get(subject=f"slots:{booking}", position=1).body
        books_agree()

    def test_by_the_room_needs_a_reason(self, desk: Desk) -> None:
        booking = desk.book(ALICE)
        for reason in ["", "  ", "因" * 501]:
            with pytest.raises(ReasonMissing):
                commands.release(house(), booking=booking, reason=reason)
        assert status_of(booking) == "booked"

    def test_twice_is_refused_and_frees_once(self, desk: Desk) -> None:
        booking = desk.book(ALICE)
        commands.cancel(ctx(), booking=booking)
        before = everything()
        with pytest.raises(BookingEnded):
            commands.cancel(ctx(), booking=booking)
        assert everything() == before

    def test_what_is_not_there_is_refused(self, desk: Desk) -> None:
        with pytest.raises(NoSuchBooking):
            commands.cancel(ctx(), booking="B210526-00000000")

    def test_by_link_needs_the_link_and_nothing_else(self, desk: Desk) -> None:
        booking = desk.book(ALICE)
        link = people.link_of(booking)
        assert people.booking_of(link) == booking
        for wrong in [booking, f"{booking}.", link[:-1], link[:-1] + ("0" if link[-1] != "0" else "1"), f"x{link}", ""]:
            with pytest.raises(LinkRefused):
                people.booking_of(wrong)

    def test_by_link_works_after_the_keys_were_rotated(self, desk: Desk) -> None:
        link = people.link_of(desk.book(ALICE))
        personal.rotate()
        assert people.booking_of(link)


class TestConfirming:
    def test_what_is_confirmed_already_or_waits_is_refused(self, desk: Desk) -> None:
        booked = desk.book(ALICE, BAO, CAI)
        waits = desk.join(DAI)
        before = everything()
        for booking in [booked, waits]:
            with pytest.raises(NothingToConfirm):
                commands.confirm(ctx(), booking=booking)
        assert everything() == before

    def test_a_hold_of_a_session_that_was_cancelled_says_so(self, desk: Desk) -> None:
        held = desk.hold(ALICE)
        commands.cancel_session(house(), session=desk.session, reason="停电")
        with pytest.raises(SessionCancelled):
            commands.confirm(ctx(), booking=held)


class TestTheTableItself:
    def test_refuses_more_taken_than_there_are_places(self, desk: Desk) -> None:
        for wrong in (4, -1):
            with pytest.raises(IntegrityError), transaction.atomic():
                Session.objects.filter(number=desk.session).update(taken=wrong)

    def test_refuses_a_person_twice(self, desk: Desk) -> None:
        desk.book(ALICE)
        seat = Seat.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.create(booking=seat.booking, scope=seat.scope, person=ALICE)

    def test_refuses_a_hold_without_an_end(self, desk: Desk) -> None:
        desk.hold(ALICE)
        with pytest.raises(IntegrityError), transaction.atomic():
            Booking.objects.update(expires=None)
