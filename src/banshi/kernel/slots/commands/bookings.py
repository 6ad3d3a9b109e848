"""Hold, book, confirm, stand in line."""

from collections.abc import Sequence

from banshi.kernel.commands import Context, command
from banshi.kernel.ledger.record import record
from banshi.kernel.slots.admission import no_line, no_place, phase_of
from banshi.kernel.slots.affected import affected, tell_room
from banshi.kernel.slots.capacity import adjust, in_time, take
from banshi.kernel.slots.commands.answers import Booked, Held, Queued
from banshi.kernel.slots.commands.entering import checked, enter
from banshi.kernel.slots.commands.lapsing import lapse, told_of
from banshi.kernel.slots.commands.offering import offer
from banshi.kernel.slots.models import KEPT, Booking, Session, State, Status
from banshi.kernel.slots.record import entered_body, subject_of
from banshi.kernel.slots.refusals import DrawRunning, Full, NothingToConfirm, SessionCancelled, TimeRanOut
from banshi.kernel.slots.rows import booking_of, locked, session_of
from banshi.kernel.slots.rules.terms import Member
from banshi.kernel.slots.rules.times import Phase, hold_until


@command
def hold(ctx: Context, /, *, session: str, party: Sequence[Member], booker: str = "") -> Held:
    """Keep places for all of a party, or none, while a form is filled.

    Raises:
        NoSuchSession, SessionCancelled, SessionOver, NotOpenYet, BookingClosed, DrawFirst, DrawRunning.
        PartyRefused: nobody, too many, or a key that is not taken.
        OthersWait, Full: no places for newcomers; the waiting list may be open.
        AlreadyBooked: one of the party has a live booking where it counts once.
    """
    row = _bookable(ctx, session, party, booker)
    until = hold_until(ctx.now, row.hold_minutes, row.closes)
    booking, entry = enter(ctx, row, party, booker or ctx.actor.key, Status.HELD, expires=until)
    _take(ctx, row, len(party))
    return Held(booking.number, booking.seats, until, entry)


@command
def book(ctx: Context, /, *, session: str, party: Sequence[Member], booker: str = "") -> Booked:
    """Book in one step, where there is no form to fill.

    Raises:
        As `hold`.
    """
    row = _bookable(ctx, session, party, booker)
    booking, entry = enter(ctx, row, party, booker or ctx.actor.key, Status.BOOKED)
    _take(ctx, row, len(party))
    return Booked(booking.number, booking.seats, entry)


@command
def confirm(ctx: Context, /, *, booking: str) -> Booked:
    """Make a hold or an offer the party's own. Touches nobody else's row.

    Raises:
        NoSuchBooking: there is none.
        TimeRanOut: it lapsed, or its time is over and it will.
        NothingToConfirm: it is neither held nor offered.
        SessionCancelled: the session was cancelled meanwhile.
    """
    row = booking_of(booking)
    kept = Booking.objects.filter(pk=row.pk, status__in=KEPT, expires__gt=ctx.now)
    if not kept.update(status=Status.BOOKED, expires=None, booked_at=ctx.now):
        raise _not_confirmed(row)
    entry = record(ctx, subject_of(row), "slots.booked", entered_body(row.session, row.seats))
    return Booked(row.number, row.seats, entry)


@command
def join(ctx: Context, /, *, session: str, party: Sequence[Member], booker: str = "") -> Queued:
    """Stand in line: on the waiting list, or, before a draw, among those who apply.

    Raises:
        PlacesFree: there are places for the party, and nobody waits.
        NoWaitingList: the session has none.
        NeverFits: the party is larger than the session.
        Otherwise as `hold`.
    """
    row = session_of(session)
    checked(party, booker or ctx.actor.key, row)
    refused = no_line(row, len(party), ctx.now)
    if refused is not None:
        raise refused
    applying = phase_of(row, ctx.now) is Phase.APPLYING
    status = Status.APPLIED if applying else Status.WAITING
    booking, entry = enter(ctx, row, party, booker or ctx.actor.key, status)
    if applying:
        if not in_time(row.pk):
            raise DrawRunning()
        return Queued(booking.number, booking.seats, 0, entry)
    position = adjust(row.pk, waiting=1)
    now = locked(row.pk)
    if now.state != State.OPEN:
        raise SessionCancelled()
    tell_room(ctx, affected(now, *offer(ctx, now)))
    return Queued(booking.number, booking.seats, position, entry)


def _bookable(ctx: Context, number: str, party: Sequence[Member], booker: str) -> Session:
    row = session_of(number)
    checked(party, booker or ctx.actor.key, row)
    refused = no_place(row, len(party), ctx.now)
    if refused is not None:
        raise refused
    return row


def _take(ctx: Context, row: Session, seats: int) -> None:
    """Take the places; where they look taken, let go what is only kept and over, and try once more."""
    if take(row.pk, seats, ctx.now):
        return
    current = locked(row.pk)
    over = lapse(ctx, current)
    if not take(row.pk, seats, ctx.now):
        current.refresh_from_db()
        raise no_place(current, seats, ctx.now) or Full(seats=seats, free=current.capacity - current.taken)
    tell_room(ctx, affected(current, *told_of(over)))


def _not_confirmed(row: Booking) -> Exception:
    """Why, as the rows stand by now."""
    now = booking_of(row.number)
    if now.session.state == State.CANCELLED:
        return SessionCancelled()
    ran_out = now.status in {*KEPT, Status.LAPSED}
    return TimeRanOut() if ran_out else NothingToConfirm(number=row.number)
