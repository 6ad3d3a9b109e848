"""Give places back: the booker in time, the room at any time before the end."""

from banshi.kernel.commands import Context, command
from banshi.kernel.slots.affected import Affected, affected, told
from banshi.kernel.slots.commands.lapsing import end
from banshi.kernel.slots.commands.offering import offer
from banshi.kernel.slots.models import KEPT, LINED, Booking, Status
from banshi.kernel.slots.refusals import BookingEnded, ReasonMissing, TooLateToCancel, shown
from banshi.kernel.slots.rows import booking_of, locked

LONGEST_REASON = 500
BOOKER, ROOM = "booker", "room"


@command
def cancel(ctx: Context, /, *, booking: str) -> Affected:
    """Give up a booking, an offer, a hold or a place in line. What was freed is offered to those who wait.

    Raises:
        NoSuchBooking: there is none.
        BookingEnded: it has ended, or the party is in.
        TooLateToCancel: booked places can be cancelled until `cancel_until` only.
    """
    row = booking_of(booking)
    if row.status == Status.BOOKED and ctx.now >= row.session.cancel_until:
        raise TooLateToCancel(until=shown(row.session.cancel_until))
    return _end(ctx, row, BOOKER, "")


@command
def release(ctx: Context, /, *, booking: str, reason: str) -> Affected:
    """Give up a booking for the room, after `cancel_until` too; the booker is among those who are told.

    Raises:
        NoSuchBooking, BookingEnded: as `cancel`.
        ReasonMissing: no reason, or longer than 500 characters.
    """
    return _end(ctx, booking_of(booking), ROOM, reasoned(reason))


def reasoned(reason: str) -> str:
    """The words without blanks around them.

    Raises:
        ReasonMissing: none, or too many.
    """
    words = reason.strip()
    if not 0 < len(words) <= LONGEST_REASON:
        raise ReasonMissing()
    return words


def _end(ctx: Context, row: Booking, by: str, reason: str) -> Affected:
    """Without a lock of its own: the session's counts and the booking change only as they were read."""
    if row.status not in {*KEPT, *LINED, Status.BOOKED}:
        raise BookingEnded(number=row.number)
    waiting = end(ctx, row.session, [row], Status.CANCELLED, {"by": by}, sealed={"reason": reason} if reason else None)
    session = locked(row.session_id) if waiting else row.session
    given = [told("cancelled", row)] if by == ROOM else []
    return affected(session, *given, *(offer(ctx, session) if waiting else ()))
