"""What the jobs have to do, each found by an index."""

from datetime import datetime

from django.db.models import F

from banshi.kernel.draws import queries as drawn
from banshi.kernel.draws.models import Status as DrawStatus
from banshi.kernel.slots.models import Booking, Session, State
from banshi.kernel.slots.record import ROOM
from banshi.kernel.slots.rules.times import DOOR_SHUTS
from banshi.kernel.slots.serving import planned

AT_ONCE = 500


def to_tidy(now: datetime) -> list[int]:
    """Sessions with holds or offers that ran out, or with free places that somebody in line is to be offered."""
    over = Booking.objects.filter(expires__lte=now).order_by("expires").values_list("session_id", flat=True)
    waited = Session.objects.filter(state=State.OPEN, waiting__gt=0, closes__gt=now, taken__lt=F("capacity"))
    served = [row.pk for row in waited.order_by("closes", "id") if planned(row, now).served]
    return list(dict.fromkeys([*over[:AT_ONCE], *served]))


def to_draw(now: datetime) -> list[tuple[int, str]]:
    """Sessions whose hour of the draw has come, with what is to be done: "fix" the list, or "finish"."""
    found = []
    due = Session.objects.filter(state=State.OPEN, draw_at__lte=now, ends__gt=now, drawn_at=None).order_by(
        "draw_at", "id"
    )
    for key, number in due.values_list("pk", "number"):
        draw = drawn.of_matter(ROOM, number)
        if draw is None:
            found.append((key, "fix"))
        elif draw.status == DrawStatus.REVEALED:
            found.append((key, "finish"))
    return found


def to_settle(now: datetime) -> list[int]:
    """Sessions that ended a day ago and whose books are open."""
    ended = Session.objects.filter(state=State.OPEN, ends__lte=now - DOOR_SHUTS).order_by("ends", "id")
    return list(ended.values_list("pk", flat=True)[:AT_ONCE])
