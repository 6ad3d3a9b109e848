"""How many were booked and how many came, session by session, for figures and briefings."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum

from banshi.kernel.slots.models import COMING, Session, State, Status


@dataclass(frozen=True, slots=True)
class Attendance:
    """The figures of one session. Units: people; `missed` is those who had booked and did not come."""

    session: str
    county: str
    reference: str
    place: str
    unit_id: int | None
    starts: datetime
    capacity: int
    booked: int
    came: int
    missed: int


def attendance(*, room: str, since: datetime, until: datetime, county: str = "") -> list[Attendance]:
    """The sessions of a room that started in [since, until) and took place, by their start. SQL: 1."""
    rows = Session.objects.filter(room=room, starts__gte=since, starts__lt=until).exclude(state=State.CANCELLED)
    if county:
        rows = rows.filter(county=county)
    with_place = Q(bookings__status__in=(*COMING, Status.LEFT, Status.MISSED))
    counted = rows.annotate(
        booked=Sum("bookings__seats", filter=with_place, default=0),
        came=Sum("bookings__present", filter=Q(bookings__arrived_at__isnull=False), default=0),
        missed=Sum("bookings__seats", filter=Q(bookings__status=Status.MISSED), default=0),
    )
    names = ("number", "county", "reference", "place", "unit_id", "starts", "capacity", "booked", "came", "missed")
    return [Attendance(*values) for values in counted.order_by("starts", "id").values_list(*names)]
