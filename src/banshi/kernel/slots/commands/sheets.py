"""Who came without a booking, from the attendance sheet; thousands of rows at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from banshi.kernel.commands import Context, command
from banshi.kernel.commands.bulk import insert_all
from banshi.kernel.ledger.record import First, record_first
from banshi.kernel.slots import numbers
from banshi.kernel.slots.commands.entering import FIRST, seats_of, turn
from banshi.kernel.slots.models import TAKING, Booking, Seat, Session, State, Status
from banshi.kernel.slots.record import entered_body, people, subject_of
from banshi.kernel.slots.refusals import AlreadyBooked, Full, PartyRefused, SessionCancelled, SheetTooEarly, shown
from banshi.kernel.slots.rows import locked, session_of
from banshi.kernel.slots.rules.terms import MOST_SEATS, Member, party_flaw


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A party that came; `booker` is by default its first member, `at` the beginning of the session."""

    party: tuple[Member, ...]
    booker: str = ""
    at: datetime | None = None

    @property
    def answers(self) -> str:
        return self.booker or (self.party[0].person if self.party else "")


@command
def enter_sheet(ctx: Context, /, *, session: str, rows: Sequence[SheetRow]) -> tuple[str, ...]:
    """Put down who came without a booking; the numbers of their bookings, in the order given.

    Raises:
        NoSuchSession, SessionCancelled.
        SheetTooEarly: the session has not begun.
        PartyRefused: a row cannot be taken, or somebody is on the sheet twice.
        AlreadyBooked: somebody has a place of this session already; they are checked in instead.
        Full: more people than places; change the session's capacity first.
    """
    row = locked(session_of(session).pk)
    if row.state == State.CANCELLED:
        raise SessionCancelled()
    if ctx.now < row.starts:
        raise SheetTooEarly(starts=shown(row.starts))
    _check(row, rows)
    bookings = [_booking(ctx, row, each) for each in rows]
    insert_all(bookings)
    pairs = list(zip(bookings, rows, strict=True))
    insert_all([seat for booking, each in pairs for seat in seats_of(booking, row, each.party, live=False)])
    record_first(
        ctx,
        [
            First(subject_of(booking), FIRST[Status.ARRIVED], entered_body(row, booking.seats), _people(ctx, each))
            for booking, each in pairs
        ],
    )
    _take(row, sum(booking.seats for booking in bookings))
    return tuple(booking.number for booking in bookings)


def _check(row: Session, rows: Sequence[SheetRow]) -> None:
    for each in rows:
        flaw = party_flaw(each.party, each.answers, MOST_SEATS)
        if flaw is not None:
            raise PartyRefused.of(flaw)
    people_ = [member.person for each in rows for member in each.party]
    if not people_ or len(set(people_)) != len(people_):
        raise PartyRefused.of("twice" if people_ else "nobody")
    here = Seat.objects.filter(booking__session=row, booking__status__in=TAKING).values_list("person", flat=True)
    if not set(here).isdisjoint(people_):
        raise AlreadyBooked(booking="")


def _booking(ctx: Context, row: Session, each: SheetRow) -> Booking:
    return Booking(
        number=numbers.fresh(numbers.BOOKING, ctx.now),
        county=row.county,
        session=row,
        booker=each.answers,
        status=Status.ARRIVED,
        seats=len(each.party),
        turn=turn(ctx.now),
        made_at=ctx.now,
        arrived_at=each.at or row.starts,
        present=len(each.party),
    )


def _people(ctx: Context, each: SheetRow) -> dict[str, str]:
    return people(each.party, each.answers, ctx.actor.key)


def _take(row: Session, seats: int) -> None:
    """The sheet counts as it stands: neither closing nor a waiting list keeps out who was in the room."""
    fits = Session.objects.filter(pk=row.pk, taken__lte=F("capacity") - seats)
    if not fits.update(taken=F("taken") + seats):
        raise Full(seats=seats, free=row.capacity - row.taken)
