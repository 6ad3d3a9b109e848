"""What somebody has booked, and one booking with what it is of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from banshi.kernel.commands import Actor
from banshi.kernel.directory import numbers
from banshi.kernel.directory.personal import keyed_indexes, unseal
from banshi.kernel.errors import Invalid, NotFound, SignInNeeded
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.people import booking_of, link_of
from banshi.kernel.slots.queries import BookingView, MyBooking
from banshi.services.activities.models import Contact, Talk, Use
from banshi.services.activities.queries.guard import ROOM
from banshi.services.activities.queries.offerings import OfferingView, offering
from banshi.services.activities.rules.purposes import GUARDIAN, NAME, PHONE


@dataclass(frozen=True, slots=True)
class Mine:
    """One booking in a person's list, with the link to its page."""

    booking: MyBooking
    link: str


@dataclass(frozen=True, slots=True)
class UseView:
    """A use of a venue. `name` and `phone` are for those who run it."""

    number: str
    link: str
    code: str
    title: str
    where: str
    place: str
    starts: datetime
    ends: datetime
    people: int
    purpose: str
    status: str
    internal: bool
    reason: str
    made_at: datetime
    owner: int | None
    owner_name: str
    """Of the account; empty where there is none, or nobody asked for it."""
    sealed_name: bytes
    sealed_phone: bytes

    @property
    def name(self) -> str:
        return unseal(self.sealed_name, NAME) if self.sealed_name else self.owner_name

    @property
    def phone(self) -> str:
        return unseal(self.sealed_phone, PHONE) if self.sealed_phone else ""


@dataclass(frozen=True, slots=True)
class Reached:
    """What was left with a booking: for those at the door."""

    name: str
    phone: str
    guardian: str
    ages: str


def booked(link: str, now: datetime) -> tuple[BookingView, OfferingView]:
    """The booking that a link was made for, and what it is of. SQL: 6.

    Raises:
        LinkRefused, NoSuchBooking: of kernel.slots.
    """
    view = taken.booking(booking_of(link), now)
    return view, offering(view.session.reference)


def mine(actor: Actor, now: datetime) -> tuple[Mine, ...]:
    """What the signed-in person has booked here, newest first. SQL: 1."""
    if actor.person_id is None:
        raise SignInNeeded()
    found = taken.mine(f"person:{actor.person_id}", now)
    return tuple(Mine(each, link_of(each.number)) for each in found if each.room == ROOM)


def my_uses(actor: Actor) -> tuple[UseView, ...]:
    """The venues that the signed-in person has asked for, newest first. SQL: 1."""
    rows = Use.objects.filter(owner_id=actor.person_id or 0).select_related("offering", "owner").order_by("-id")[:100]
    return tuple(use_view(row) for row in rows)


def link_for(actor: Actor, number: str, now: datetime) -> str:
    """The link to a booking, for the signed-in person who answers for it.

    Raises:
        SignInNeeded: nobody is signed in.
        NotFound: it is not theirs, or there is none.
    """
    if actor.person_id is None:
        raise SignInNeeded()
    view = taken.booking(number[:20], now)
    if view.booker != f"person:{actor.person_id}" or view.session.room != ROOM:
        raise NotFound()
    return link_of(view.number)


def find(number: str, phone: str) -> str:
    """The link to a booking or a use, for whoever knows its number and the phone that was left.

    Raises:
        NotFound: they do not belong together.
    """
    plain = number.strip().upper()[:20]
    try:
        indexes = keyed_indexes(numbers.mobile(phone), PHONE)
    except Invalid:
        raise NotFound() from None
    if Contact.objects.filter(booking=plain, phone_index__in=indexes).exists():
        return link_of(plain)
    if Use.objects.filter(number=plain, phone_index__in=indexes).exists():
        return link_of(plain)
    raise NotFound()


def use(link: str) -> UseView:
    """The use of a venue that a link was made for. SQL: 1.

    Raises:
        LinkRefused: of kernel.slots.
        NotFound: there is none.
    """
    row = Use.objects.select_related("offering", "owner").filter(number=booking_of(link)).first()
    if row is None:
        raise NotFound()
    return use_view(row)


def reached(bookings: Sequence[str]) -> dict[str, Reached]:
    """What was left with these bookings. SQL: 1."""
    rows = Contact.objects.filter(booking__in=bookings)
    return {
        row.booking: Reached(
            _open(row.name_sealed, NAME), _open(row.phone_sealed, PHONE), _open(row.guardian_sealed, GUARDIAN), row.ages
        )
        for row in rows
    }


def talks_of(bookings: Sequence[str]) -> dict[str, str]:
    """Bookings whose talk was put down → the number of the request, empty where none is needed or yet. SQL: 1."""
    return dict(Talk.objects.filter(booking__in=bookings).values_list("booking", "request"))


def use_view(row: Use) -> UseView:
    return UseView(
        number=row.number,
        link=link_of(row.number),
        code=row.offering.code,
        title=row.offering.title,
        where=row.offering.where,
        place=row.offering.place,
        starts=row.starts,
        ends=row.ends,
        people=row.people,
        purpose=row.purpose,
        status=row.status,
        internal=row.internal,
        reason=row.reason,
        made_at=row.made_at,
        owner=row.owner_id,
        owner_name=row.owner.name if row.owner is not None else "",
        sealed_name=bytes(row.name_sealed),
        sealed_phone=bytes(row.phone_sealed),
    )


def _open(sealed: bytes | memoryview, purpose: str) -> str:
    return unseal(bytes(sealed), purpose) if sealed else ""
