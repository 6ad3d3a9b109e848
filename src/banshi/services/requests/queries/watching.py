"""What those who watch over the work read: who is late, what was demanded, what lost time was charged to whom.

Everything counted here starts from what the actor may read, so a unit complained of is told nothing by a number either.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Substr

from banshi.kernel.clocks import current
from banshi.kernel.clocks.models import LOST, Hold
from banshi.kernel.commands import Actor
from banshi.kernel.directory.queries.units import units_named
from banshi.services.requests.models import Supervision
from banshi.services.requests.queries.desk import midnight, within_reach
from banshi.services.requests.queries.guard import READ, ROOM, readable

MOST_DEMANDS = 500
AFTER_ROOM = len(ROOM) + 2
"""Where the number begins in "requests:<number>", counted from 1."""


@dataclass(frozen=True, slots=True)
class DueUnit:
    """How many open requests with one unit are overdue, and how many soon will be."""

    unit_id: int | None
    unit: str
    late: int
    soon: int


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand of a supervisor, with the request it is about."""

    number: str
    title: str
    unit: str
    cause: str
    demand: str
    at: datetime
    by_day: date | None
    answered_at: datetime | None
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class LostOf:
    """Working days that one unit cost residents, for one reason, in a period."""

    unit_id: int
    unit: str
    kind: str
    days: float
    matters: int


def due_by_unit(actor: Actor, now: datetime, hours: int = 48) -> tuple[DueUnit, ...]:
    """Units with something late or soon due, the most overdue first. SQL: 1."""
    until = now + timedelta(hours=hours)
    rows = within_reach(readable(actor), actor, READ).filter(open=True, due_at__lte=until)
    counted = rows.values("holder_unit", "holder_unit__name").annotate(
        late=Count("id", filter=Q(due_at__lte=now)), soon=Count("id", filter=Q(due_at__gt=now))
    )
    found = [
        DueUnit(each["holder_unit"], each["holder_unit__name"] or "", each["late"], each["soon"]) for each in counted
    ]
    return tuple(sorted(found, key=lambda each: (-each.late, -each.soon, each.unit)))


def demands(actor: Actor, since: date, until: date) -> tuple[Demand, ...]:
    """Demands made on days [since, until) on requests the actor may read, newest first; at most 500. SQL: 1."""
    rows = Supervision.objects.filter(
        at__gte=midnight(since), at__lt=midnight(until), request__in=readable(actor).values("pk")
    ).select_related("request", "unit")
    return tuple(
        Demand(
            each.request.number,
            each.request.title,
            each.unit.name if each.unit else "",
            each.cause,
            each.demand,
            each.at,
            each.by_day,
            each.answered_at,
            each.lifted_at,
        )
        for each in rows.order_by("-at", "-id")[:MOST_DEMANDS]
    )


def lost_by_unit(actor: Actor, since: date, until: date) -> tuple[LostOf, ...]:
    """Lost time that ended on days [since, until), per unit and reason, the most first. SQL: 2.

    Of requests the actor may read; those that accuse somebody are in no figure.
    """
    known = readable(actor).filter(accusing=False, number=Substr(OuterRef("subject"), AFTER_ROOM))
    rows = Hold.objects.filter(
        Exists(known),
        kind__in=LOST,
        subject__startswith=f"{ROOM}:",
        ended__gte=midnight(since),
        ended__lt=midnight(until),
    )
    if actor.post is not None and len(actor.post.area) >= 6:
        rows = rows.filter(county=actor.post.area[:6])
    calendar, office = current.calendar(), current.office()
    seconds: dict[tuple[int, str], int] = {}
    matters: dict[tuple[int, str], set[str]] = {}
    for unit, kind, subject, start, end in rows.values_list("unit_id", "kind", "subject", "started", "ended"):
        if end is not None:
            seconds[unit, kind] = seconds.get((unit, kind), 0) + office.seconds_between(calendar, start, end)
            matters.setdefault((unit, kind), set()).add(subject)
    names = units_named(unit for unit, _kind in seconds)
    found = [
        LostOf(unit, names.get(unit, ""), kind, spent / office.seconds_per_day, len(matters[unit, kind]))
        for (unit, kind), spent in seconds.items()
        if round(spent / office.seconds_per_day, 1) > 0  # less would be shown as nothing
    ]
    return tuple(sorted(found, key=lambda each: (-each.days, each.unit, each.kind)))
