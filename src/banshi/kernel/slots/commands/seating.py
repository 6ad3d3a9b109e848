"""Write a party's seats: each person once where it counts once."""

from collections.abc import Sequence
from typing import Any

from banshi.kernel.commands import Context
from banshi.kernel.commands.planned import planned
from banshi.kernel.errors import Conflict
from banshi.kernel.slots.affected import affected, tell_room
from banshi.kernel.slots.commands.lapsing import lapse, told_of
from banshi.kernel.slots.models import Booking, Seat, Session
from banshi.kernel.slots.refusals import AlreadyBooked
from banshi.kernel.slots.rows import locked

SEATS = "INSERT INTO slots_seat (booking_id, scope, person, name_sealed, live) VALUES "
SEAT = "(%s, %s, %s, %s, %s)"
SKIP = " ON CONFLICT DO NOTHING"


def seat(ctx: Context, session: Session, booking: Booking, seats: Sequence[Seat]) -> None:
    """Write the seats of a new booking.

    The race: a person books twice at once. The table's uniqueness lets one through; the other
    waits for it, finds it there, and rolls back whole.

    Raises:
        AlreadyBooked: one of them has a live booking where it counts once; named where it is the booker's own.
        Conflict: somebody else has just let go a hold of theirs that ran out; trying again will do.
    """
    if _written(seats) == len(seats):
        return
    in_the_way = _in_the_way(session, booking, seats)
    over = {
        each.pk for each in in_the_way if each.session_id == session.pk and each.expires and each.expires <= ctx.now
    }
    if len(over) < len(in_the_way):
        raise AlreadyBooked(booking=next((each.number for each in in_the_way if each.booker == booking.booker), ""))
    if not over <= _let_go(ctx, session):
        raise Conflict()  # to wait for whoever may book these people now, holding the session, could be to wait in a circle
    there = set(Seat.objects.filter(booking=booking).values_list("person", flat=True))
    if _written([each for each in seats if each.person not in there]) + len(there) != len(seats):
        raise AlreadyBooked(booking="")


def _in_the_way(session: Session, booking: Booking, seats: Sequence[Seat]) -> list[Booking]:
    """The live bookings of these people where they count once."""
    people = [each.person for each in seats]
    theirs = Booking.objects.filter(party__scope=session.once_in, party__person__in=people, party__live=True)
    return list(theirs.exclude(pk=booking.pk).distinct().order_by("id"))


def _let_go(ctx: Context, session: Session) -> set[int]:
    """What ran out counts for nothing at once, for its people too. Which bookings have ended now, and by nobody else."""
    current = locked(session.pk)
    over = lapse(ctx, current)
    tell_room(ctx, affected(current, *told_of(over)))
    return {each.pk for each in over}


def _written(seats: Sequence[Seat]) -> int:
    """How many of them could be written; in plain SQL, as the booking itself."""
    values: list[Any] = []
    for each in seats:
        values += [each.booking_id, each.scope, each.person, each.name_sealed, each.live]
    with planned() as cursor:
        cursor.execute(SEATS + ", ".join([SEAT] * len(seats)) + SKIP, values)
        return int(cursor.rowcount)
