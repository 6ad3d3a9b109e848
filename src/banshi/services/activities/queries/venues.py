"""The hours of a venue: which are open, which are free, what waits for a decision."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from banshi.kernel.clocks.calendar import BeyondCalendar
from banshi.kernel.clocks.office import midnight
from banshi.kernel.commands import Actor
from banshi.kernel.places.hours import parse
from banshi.services.activities.models import Hour, Offering, Use
from banshi.services.activities.models.venues import LIVE, UseStatus
from banshi.services.activities.queries.bookings import UseView, use_view
from banshi.services.activities.queries.guard import READ, reached
from banshi.services.activities.queries.offerings import OfferingView
from banshi.services.activities.queries.open_hours import open_hours

ONE_DAY = timedelta(days=1)
MOST = 200


@dataclass(frozen=True, slots=True)
class HourView:
    """One hour of a venue: free, or taken, or over."""

    starts: datetime
    free: bool


def hours(venue: OfferingView, day: date, now: datetime) -> tuple[HourView, ...]:
    """The open hours of one day. SQL: 1."""
    try:
        opened = open_hours(parse(venue.hours), day)
    except BeyondCalendar:
        return ()
    begin = midnight(day)
    rows = Hour.objects.filter(offering__code=venue.code, live=True, hour__gte=begin, hour__lt=begin + ONE_DAY)
    taken = set(rows.values_list("hour", flat=True))
    return tuple(HourView(at, at not in taken and at > now) for at in opened)


def to_decide(actor: Actor) -> tuple[UseView, ...]:
    """What waits for a decision of this member of staff, the first asked first. SQL: 1."""
    rows = Use.objects.filter(offering__in=_mine(actor), status=UseStatus.ASKED).select_related("offering", "owner")
    return tuple(use_view(row) for row in rows.order_by("id")[:MOST])


def coming(actor: Actor, since: datetime, until: datetime) -> tuple[UseView, ...]:
    """The uses in [since, until) of what this member of staff runs or may read, by their start. SQL: 1."""
    rows = Use.objects.filter(offering__in=_mine(actor), starts__gte=since, starts__lt=until, status__in=LIVE)
    return tuple(use_view(row) for row in rows.select_related("offering", "owner").order_by("starts", "id")[:MOST])


def _mine(actor: Actor) -> QuerySet[Offering]:
    return Offering.objects.filter(reached(actor, READ))
