"""At the door, with signal: let a party in by its number or name, and out again."""

from collections.abc import Sequence
from datetime import datetime

from banshi.kernel.commands import Context, command
from banshi.kernel.ledger.record import record
from banshi.kernel.slots.commands.answers import Seen
from banshi.kernel.slots.models import Booking, Mark, Seat, Session, State, Status
from banshi.kernel.slots.record import second, subject_of
from banshi.kernel.slots.refusals import (
    AlreadyIn,
    DoorShut,
    NotBooked,
    NotIn,
    PresentRefused,
    SessionCancelled,
    shown,
)
from banshi.kernel.slots.rows import booking_of
from banshi.kernel.slots.rules.times import DOOR_OPENS, door_open

IN, OUT, REPLAY = "in", "out", "replay"
INSIDE = (Status.ARRIVED, Status.LEFT)
DESK = ""
"""The device of marks that are made here, with signal."""


@command
def check_in(ctx: Context, /, *, booking: str, at: datetime | None = None, present: int | None = None) -> Seen:
    """Let a party in, from two hours before the start to the end; `present` of it came, or all.

    Raises:
        NoSuchBooking, SessionCancelled.
        NotBooked: it has no place of its own.
        AlreadyIn: it came before.
        DoorShut: too early, or over at `at`.
        PresentRefused: nobody, or more than were booked.
    """
    row, moment = _at_door(ctx, booking, at)
    if row.status in INSIDE:
        raise AlreadyIn(number=row.number, at=shown(row.arrived_at or moment))
    if row.status not in {Status.BOOKED, Status.MISSED}:
        raise NotBooked(number=row.number)
    if present is not None and not 1 <= present <= row.seats:
        raise PresentRefused(seats=row.seats)
    row.present = present or row.seats
    _mark(ctx, row, IN, moment)
    record(ctx, subject_of(row), "slots.checked_in", {"at": second(moment), "device": DESK, "present": row.present})
    return Seen(row.number, row.present, moment)


@command
def check_out(ctx: Context, /, *, booking: str, at: datetime | None = None) -> Seen:
    """Put down that a party has left.

    Raises:
        NoSuchBooking, SessionCancelled, DoorShut: as `check_in`.
        NotIn: it was not let in, or has left.
    """
    row, moment = _at_door(ctx, booking, at)
    if row.status != Status.ARRIVED:
        raise NotIn(number=row.number)
    _mark(ctx, row, OUT, moment)
    record(ctx, subject_of(row), "slots.checked_out", {"at": second(moment), "device": DESK})
    return Seen(row.number, row.present or row.seats, moment)


def settle_marks(booking: Booking, marks: Sequence[Mark]) -> list[Mark]:
    """Put the booking where its marks say: in whatever order they were brought, the earliest counts, later ones are replays.

    `marks` are all of the booking's that hold, by time. Returns those whose outcome has changed.
    """
    first = marks[0]
    outs = [mark.at for mark in marks if mark.act == OUT]
    ins = [mark for mark in marks if mark.act == IN]
    changed = []
    for mark in ins:
        outcome = IN if mark is ins[0] else REPLAY
        if mark.outcome != outcome:
            mark.outcome = outcome
            changed.append(mark)
    booking.arrived_at = first.at
    booking.left_at = max(outs, default=None)
    booking.status = Status.LEFT if outs else Status.ARRIVED
    booking.present = booking.present or booking.seats
    Booking.objects.filter(pk=booking.pk).update(
        arrived_at=booking.arrived_at, left_at=booking.left_at, status=booking.status, present=booking.present
    )
    if outs:
        Seat.objects.filter(booking=booking, live=True).update(live=False)
    return changed


def marks_of(booking: Booking) -> list[Mark]:
    """The booking's marks that hold, by time."""
    held = Mark.objects.filter(booking=booking, outcome__in=[IN, OUT, REPLAY])
    return list(held.order_by("at", "device", "sequence", "id"))


def _at_door(ctx: Context, number: str, at: datetime | None) -> tuple[Booking, datetime]:
    """The booking, locked, and the moment that counts."""
    session: Session = booking_of(number).session
    row = Booking.objects.select_for_update().get(number=number)
    moment = ctx.now if at is None else at
    if session.state == State.CANCELLED:
        raise SessionCancelled()
    if not door_open(moment, session.starts, session.ends) or moment > ctx.now:
        raise DoorShut(since=shown(session.starts - DOOR_OPENS), until=shown(session.ends))
    return row, moment


def _mark(ctx: Context, row: Booking, act: str, at: datetime) -> None:
    Mark.objects.create(
        session_id=row.session_id,
        booking=row,
        device=DESK,
        sequence=0,
        act=act,
        at=at,
        received_at=ctx.now,
        outcome=act,
    )
    settle_marks(row, marks_of(row))
