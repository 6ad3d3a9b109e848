"""A new booking with its party and its first entry. The race for its places comes after, as late as can be."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from banshi.kernel.commands import Context
from banshi.kernel.commands.planned import planned
from banshi.kernel.directory.personal import seal
from banshi.kernel.ledger.record import First, Recorded, record_first
from banshi.kernel.slots import numbers
from banshi.kernel.slots.commands.seating import seat
from banshi.kernel.slots.models import LIVE, Booking, Seat, Session, Status
from banshi.kernel.slots.people import NAME
from banshi.kernel.slots.record import entered_body, people, subject_of
from banshi.kernel.slots.refusals import PartyRefused
from banshi.kernel.slots.rules.terms import Member, party_flaw

INSERT = """INSERT INTO slots_booking
            (number, county, session_id, booker, status, seats, turn, passed, expires, made_at, booked_at)
            VALUES (%s, %s, %s, %s, %s, %s, %s, 0, %s, %s, %s) RETURNING id"""
FIRST = {
    Status.APPLIED: "slots.applied",
    Status.WAITING: "slots.waiting",
    Status.HELD: "slots.held",
    Status.BOOKED: "slots.booked",
    Status.ARRIVED: "slots.attended",
}


def checked(party: Sequence[Member], booker: str, session: Session) -> None:
    """Raises PartyRefused where the party cannot be taken."""
    flaw = party_flaw(party, booker, session.most_seats)
    if flaw is not None:
        raise PartyRefused.of(flaw)


def enter(
    ctx: Context,
    session: Session,
    party: Sequence[Member],
    booker: str,
    status: Status,
    *,
    expires: datetime | None = None,
) -> tuple[Booking, Recorded]:
    """Write the booking, its party and its first entry.

    Raises:
        AlreadyBooked: one of the party has a live booking where it counts once.
    """
    booking = Booking(
        number=numbers.fresh(numbers.BOOKING, ctx.now),
        county=session.county,
        session=session,
        booker=booker,
        status=status,
        seats=len(party),
        turn=turn(ctx.now),
        expires=expires,
        made_at=ctx.now,
        booked_at=ctx.now if status == Status.BOOKED else None,
    )
    _insert(booking)
    seat(ctx, session, booking, seats_of(booking, session, party, live=status in LIVE))
    first = First(
        subject_of(booking), FIRST[status], entered_body(session, len(party)), people(party, booker, ctx.actor.key)
    )
    return booking, record_first(ctx, [first])[0]


def seats_of(booking: Booking, session: Session, party: Sequence[Member], *, live: bool) -> list[Seat]:
    """In the order of the keys, so that parties which share people never wait for each other in a circle."""
    return [
        Seat(booking=booking, scope=session.once_in, person=each.person, name_sealed=seal(each.name, NAME), live=live)
        for each in sorted(party, key=lambda member: member.person)
    ]


def turn(now: datetime) -> int:
    """The place in line of whoever joins now: microseconds, so that places in a draw come before."""
    return int(now.timestamp() * 1_000_000)


def _insert(booking: Booking) -> None:
    """In plain SQL, as the ledger writes its entries: a third of the ORM's time."""
    values: list[Any] = [
        booking.number,
        booking.county,
        booking.session_id,
        booking.booker,
        booking.status,
        booking.seats,
    ]
    values += [booking.turn, *(_instant(at) for at in (booking.expires, booking.made_at, booking.booked_at))]
    with planned() as cursor:
        cursor.execute(INSERT, values)
        booking.pk = int(cursor.fetchone()[0])


def _instant(at: datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(at) if at is not None else None
