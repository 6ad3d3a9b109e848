"""The sessions behind the figures: what was held, where, and how many came."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from banshi.kernel.clocks.office import midnight
from banshi.kernel.places.queries import places_named
from banshi.services.activities.models import Occasion

PAGE = 50


@dataclass(frozen=True, slots=True)
class Held:
    """One session that somebody came to."""

    number: str
    code: str
    title: str
    kind: str
    unit: str
    where: str
    starts: datetime
    came: int


@dataclass(frozen=True, slots=True)
class HeldPage:
    """One page, the latest first, and the sums over all pages."""

    rows: tuple[Held, ...]
    sessions: int
    people: int
    after: str


def held(
    county: str,
    *,
    kind: str = "",
    place: str = "",
    since: date | None = None,
    until: date | None = None,
    after: str = "",
) -> HeldPage:
    """Sessions held on days [since, until), the latest first. SQL: 3."""
    rows = Occasion.objects.filter(county=county, counted__gt=0)
    if kind:
        rows = rows.filter(kind=kind)
    if place:
        rows = rows.filter(place=place)
    if since:
        rows = rows.filter(starts__gte=midnight(since))
    if until:
        rows = rows.filter(starts__lt=midnight(until))
    sums = rows.aggregate(people=Sum("counted"))
    sessions = rows.count()
    if after.isascii() and after.isdigit() and len(after) < 19:  # of 64 bits
        rows = rows.filter(id__lt=int(after))
    found = list(rows.select_related("offering__unit").order_by("-id")[: PAGE + 1])
    shown = found[:PAGE]
    places = places_named({row.place for row in shown} - {""})
    return HeldPage(
        tuple(
            Held(
                number=row.number,
                code=row.offering.code,
                title=row.offering.title,
                kind=row.kind,
                unit=row.offering.unit.name,
                where=places[row.place].name if row.place in places else row.offering.where,
                starts=row.starts,
                came=row.counted,
            )
            for row in shown
        ),
        sessions,
        int(sums["people"] or 0),
        str(shown[-1].pk) if len(found) > PAGE else "",
    )


def this_week(county: str, now: datetime, monday: date) -> tuple[int, int]:
    """Public sessions still to come until Sunday, and how many have come since Monday. SQL: 2."""
    begin = midnight(monday)
    week = Occasion.objects.filter(county=county, cancelled=False, internal=False, starts__gte=begin)
    week = week.filter(starts__lt=begin + timedelta(days=7))
    return week.filter(starts__gte=now).count(), int(week.aggregate(people=Sum("counted"))["people"] or 0)
