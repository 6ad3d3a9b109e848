"""Bookings: one, a person's, a session's roll and its line. Names are for the room to show, or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from banshi.kernel.directory.personal import unseal
from banshi.kernel.slots.capacity import over
from banshi.kernel.slots.models import TAKING, Booking, Seat, Status
from banshi.kernel.slots.people import NAME
from banshi.kernel.slots.queries.sessions import SessionView, view
from banshi.kernel.slots.rows import booking_of, session_of
from banshi.kernel.slots.rules.absence import Past, counts, paused_until
from banshi.kernel.slots.rules.terms import Member


@dataclass(frozen=True, slots=True)
class BookingView:
    """One booking. `position` counts the parties in line, 1 first, 0 where it does not wait; `until` is when a hold or an offer lapses."""

    number: str
    session: SessionView
    booker: str
    status: str
    seats: int
    party: tuple[Member, ...]
    position: int
    passed: int
    until: datetime | None
    made_at: datetime
    booked_at: datetime | None
    ended_at: datetime | None
    arrived_at: datetime | None
    left_at: datetime | None
    present: int | None


@dataclass(frozen=True, slots=True)
class MyBooking:
    """A booking in the list of whoever answers for it."""

    number: str
    status: str
    seats: int
    until: datetime | None
    session: str
    room: str
    reference: str
    title: str
    place: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class RollRow:
    """A party with places, as the warden's list shows it."""

    number: str
    booker: str
    status: str
    seats: int
    party: tuple[Member, ...]
    present: int | None
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class LineRow:
    """A party in line: no names, so that every booker may see the line."""

    position: int
    number: str
    seats: int
    passed: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Absences:
    """When the sessions ended that a person missed, and until when they may be asked to wait."""

    missed: tuple[datetime, ...]
    paused_until: datetime | None


def booking(number: str, now: datetime) -> BookingView:
    """One booking. A hold or an offer whose time is over is shown as lapsed. SQL: 4.

    Raises:
        NoSuchBooking: there is none.
    """
    row = booking_of(number)
    gone = row.expires is not None and row.expires <= now
    return BookingView(
        number=row.number,
        session=view(row.session, over(row.session_id, now), now),
        booker=row.booker,
        status=Status.LAPSED if gone else row.status,
        seats=row.seats,
        party=_parties([row.pk]).get(row.pk, ()),
        position=_ahead(row) + 1 if row.status == Status.WAITING else 0,
        passed=row.passed,
        until=None if gone else row.expires,
        made_at=row.made_at,
        booked_at=row.booked_at,
        ended_at=row.ended_at,
        arrived_at=row.arrived_at,
        left_at=row.left_at,
        present=row.present,
    )


def mine(booker: str, now: datetime) -> list[MyBooking]:
    """What somebody answers for, newest first; at most the last 200. SQL: 1."""
    rows = Booking.objects.filter(booker=booker).select_related("session").order_by("-id")[:200]
    return [
        MyBooking(
            number=row.number,
            status=Status.LAPSED if row.expires is not None and row.expires <= now else row.status,
            seats=row.seats,
            until=row.expires,
            session=row.session.number,
            room=row.session.room,
            reference=row.session.reference,
            title=row.session.title,
            place=row.session.place,
            starts=row.session.starts,
            ends=row.session.ends,
        )
        for row in rows
    ]


def roll(session: str) -> list[RollRow]:
    """Everybody with a place, in the order of booking. SQL: 3.

    Raises:
        NoSuchSession: there is none.
    """
    rows = list(Booking.objects.filter(session=session_of(session), status__in=TAKING).order_by("id"))
    parties = _parties([row.pk for row in rows])
    return [
        RollRow(row.number, row.booker, row.status, row.seats, parties.get(row.pk, ()), row.present, row.arrived_at)
        for row in rows
    ]


def line(session: str) -> list[LineRow]:
    """Who waits, in the order in which they are served; nobody is named. SQL: 1."""
    rows = Booking.objects.filter(session__number=session, status=Status.WAITING).order_by("turn", "id")
    read = rows.values_list("number", "seats", "passed", "made_at")
    return [LineRow(position, *values) for position, values in enumerate(read, 1)]


def absences(person: str, now: datetime) -> Absences:
    """The sessions that a person missed, by the published rule (rules/absence.py). SQL: 1."""
    seats = Seat.objects.filter(person=person, booking__status=Status.MISSED)
    read = seats.values_list("booking__booked_at", "booking__session__ends", "booking__session__moved_at")
    missed = sorted(
        ends
        for booked, ends, moved in read
        if booked is not None and counts(Past(booked, arrived=False, ended=ends, moved_at=moved))
    )
    return Absences(tuple(missed), paused_until(missed, now))


def _ahead(row: Booking) -> int:
    """Parties before this one in line."""
    before = Q(turn__lt=row.turn) | Q(turn=row.turn, pk__lt=row.pk)
    return Booking.objects.filter(before, session=row.session_id, status=Status.WAITING).count()


def _parties(bookings: Iterable[int]) -> dict[int, tuple[Member, ...]]:
    found: dict[int, tuple[Member, ...]] = {}
    seats = Seat.objects.filter(booking__in=list(bookings)).order_by("id")
    for booking_id, person, sealed in seats.values_list("booking_id", "person", "name_sealed"):
        found[booking_id] = (*found.get(booking_id, ()), Member(person, unseal(sealed, NAME)))
    return found
