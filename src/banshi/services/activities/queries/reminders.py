"""What is to be reminded of, each found by an index."""

from dataclasses import dataclass
from datetime import datetime

from banshi.kernel.slots.models import Booking, Status
from banshi.services.activities.models import Occasion, Use, UseStatus
from banshi.services.activities.queries.guard import ROOM
from banshi.services.activities.rules.reminding import until

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Due:
    """Sessions that somebody has booked, and uses of venues, by number."""

    sessions: tuple[str, ...]
    uses: tuple[str, ...]


def due(now: datetime) -> Due:
    """What starts until the end of tomorrow, and of which nobody was reminded yet. SQL: 3."""
    soon = Occasion.objects.filter(cancelled=False, reminded_at=None, starts__gt=now, starts__lt=until(now))
    numbers = list(soon.order_by("starts", "id").values_list("number", flat=True)[:AT_ONCE])
    booked = Booking.objects.filter(session__number__in=numbers, session__room=ROOM, status=Status.BOOKED)
    having = set(booked.values_list("session__number", flat=True).distinct())
    uses = Use.objects.filter(
        status=UseStatus.APPROVED, internal=False, reminded_at=None, starts__gt=now, starts__lt=until(now)
    )
    found = uses.order_by("starts", "id").values_list("number", flat=True)[:AT_ONCE]
    return Due(tuple(number for number in numbers if number in having), tuple(found))
