"""What an act did to others: the room tells them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.module_loading import import_string

from banshi.kernel.commands import Context
from banshi.kernel.ledger.record import Subject
from banshi.kernel.rooms import services
from banshi.kernel.slots.models import Booking, Session

What = Literal["moved", "cancelled", "offered", "lapsed", "placed", "queued", "unlucky"]
HOOK = "slots_affected"
"""A room's answer: f(ctx, affected) -> None, called in the transaction of what the kernel's jobs change."""


@dataclass(frozen=True, slots=True)
class Told:
    """One booking to be told of: what became of it, and until when an offer stands."""

    what: What
    booking: str
    booker: str
    seats: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Affected:
    """What became of the bookings of a session that were not the actor's own doing."""

    session: str
    about: Subject
    told: tuple[Told, ...] = ()


def told(what: What, booking: Booking, until: datetime | None = None) -> Told:
    return Told(what, booking.number, booking.booker, booking.seats, until)


def affected(session: Session, *told: Told) -> Affected:
    return Affected(session.number, Subject(session.room, session.reference, session.county), told)


def tell_room(ctx: Context, found: Affected) -> None:
    """Let the session's room tell those whom a job, or somebody else's hold, has touched."""
    if not found.told:
        return
    for service in services():
        if service.slug == found.about.room and HOOK in service.hooks:
            import_string(service.hooks[HOOK])(ctx, found)
