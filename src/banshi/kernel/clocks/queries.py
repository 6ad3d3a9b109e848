"""Clocks and holds as frozen dataclasses, each in a fixed number of SQL queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from banshi.kernel.clocks import current
from banshi.kernel.clocks.models import LOST, RUNNING, Clock, ClockKind, Hold
from banshi.kernel.clocks.remaining import passed
from banshi.kernel.clocks.rules import Rule
from banshi.kernel.clocks.views import ClockView, view
from banshi.kernel.commands.prepared import prepared

DueColumns = tuple[int, str, str, str, int | None, str, datetime]


@dataclass(frozen=True, slots=True)
class DueRow:
    """A running clock in a list of what is due; every column comes from the index."""

    clock_id: int
    subject: str
    county: str
    kind: str
    holder_id: int | None
    rule: str
    due: datetime

    @property
    def key(self) -> tuple[datetime, int]:
        """Where the next page continues (`after`)."""
        return (self.due, self.clock_id)


@dataclass(frozen=True, slots=True)
class Alert:
    """A warning whose time has come. Units: `hours` before the deadline; 0 when it has passed."""

    clock_id: int
    subject: str
    county: str
    kind: str
    holder_id: int | None
    rule: Rule
    due: datetime
    hours: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a matter's way. Units: `days` working days, `share` of the whole way 0-1."""

    unit_id: int
    unit: str
    post_id: int | None
    kind: str
    lost: bool
    started: datetime
    ended: datetime | None
    office_seconds: int
    days: float
    share: float


@dataclass(frozen=True, slots=True)
class LostTime:
    """Lost time charged to one unit for one reason. Units: office seconds, working days."""

    unit_id: int
    kind: str
    office_seconds: int
    days: float


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many clocks of a holder are overdue and due soon."""

    county: str
    holder_id: int | None
    overdue: int
    due_soon: int


def of(subject: str) -> list[ClockView]:
    """Every clock of a matter, oldest first, with pauses and extensions. SQL: at most 3."""
    clocks = _clocks(subject)
    may_have_stood = [clock for clock in clocks if clock.kind != ClockKind.RESIDENT]
    prefetch_related_objects(may_have_stood, "pauses")
    prefetch_related_objects([clock for clock in clocks if clock.extended_by], "extensions")
    return [view(clock, pauses=clock.kind != ClockKind.RESIDENT, extensions=clock.extended_by > 0) for clock in clocks]


@prepared
def _clocks(subject: str) -> QuerySet[Clock]:
    return Clock.objects.filter(subject=subject).order_by("started", "id")


def of_many(subjects: Iterable[str]) -> dict[str, list[ClockView]]:
    """The same for many matters. SQL: 3."""
    wanted = list(subjects)
    found: dict[str, list[ClockView]] = {subject: [] for subject in wanted}
    rows = Clock.objects.filter(subject__in=wanted).prefetch_related("pauses", "extensions").order_by("started", "id")
    for clock in rows:
        found[clock.subject].append(view(clock, pauses=True, extensions=True))
    return found


def next_due(subjects: Iterable[str], *, kind: str = ClockKind.RESIDENT) -> dict[str, ClockView]:
    """For each matter the running clock that is due first; for lists. SQL: 1."""
    rows = Clock.objects.filter(RUNNING, subject__in=list(subjects), kind=kind).order_by("-due", "-id")
    return {clock.subject: view(clock) for clock in rows}


def overdue(now: datetime, **which: object) -> list[DueRow]:
    """Running clocks past their deadline, the longest overdue first. Takes what `due_between` takes. SQL: 1."""
    return due_between(None, now, **which)  # type: ignore[arg-type]


def due_soon(now: datetime, within: timedelta, **which: object) -> list[DueRow]:
    """Running clocks whose deadline falls in (now, now + within]. Takes what `due_between` takes. SQL: 1."""
    return due_between(now, now + within, **which)  # type: ignore[arg-type]


def due_between(
    after: datetime | None,
    until: datetime,
    *,
    county: str | None = None,
    holders: Sequence[int] | None = None,
    kind: str | None = None,
    page: tuple[datetime, int] | None = None,
    limit: int = 100,
) -> list[DueRow]:
    """Running clocks due in (after, until], by deadline; `page` is the key of the last row seen. SQL: 1."""
    rows = due_rows(after, until, county=county, holders=holders, kind=kind)
    if page is not None:
        rows = rows.filter(running_due__gte=page[0]).exclude(running_due=page[0], id__lte=page[1])
    return [DueRow(*row) for row in rows[:limit]]


def due_rows(
    after: datetime | None,
    until: datetime,
    *,
    county: str | None = None,
    holders: Sequence[int] | None = None,
    kind: str | None = None,
) -> QuerySet[Clock, DueColumns]:
    """The columns of DueRow, read from the index alone."""
    found = _narrowed(county, holders, kind).filter(running_due__lte=until)
    if after is not None:
        found = found.filter(running_due__gt=after)
    columns = ("id", "subject", "county", "kind", "holder_id", "rule", "running_due")
    return found.order_by("running_due", "id").values_list(*columns)


def due_counts(
    now: datetime, within: timedelta, *, county: str | None = None, kind: str | None = None
) -> list[DueCount]:
    """Per county and holder: how many are overdue, how many will be within `within`. SQL: 1."""
    rows = (
        _narrowed(county, None, kind)
        .filter(running_due__lte=now + within)
        .values("county", "holder_id")
        .annotate(late=Count("id", filter=Q(running_due__lte=now)), soon=Count("id", filter=Q(running_due__gt=now)))
        .order_by("county", "holder_id")
    )
    return [DueCount(row["county"], row["holder_id"], row["late"], row["soon"]) for row in rows]


def warnings_due(now: datetime, *, limit: int = 500) -> list[Alert]:
    """Warnings whose time has come and that have not been given. SQL: 1.

    Give each in a command that calls `operations.alerted`; the same warning is then never due
    again. When several have come at once, only the most urgent is given.
    """
    due_now = Clock.objects.filter(running_due__isnull=False, alert_at__isnull=False, alert_at__lte=now)
    columns = ("id", "subject", "county", "kind", "holder_id", "due", "alert_hours", "rule", "rule_from")
    rows = due_now.order_by("alert_at", "id").values_list(*columns)[:limit]
    alerts = []
    for clock_id, subject, county, kind, holder_id, due, pending, code, since in rows:
        rule = current.rules().version(code, since)
        hours = passed(rule, now, due, pending or 0)
        alerts.append(Alert(clock_id, subject, county, kind, holder_id, rule, due, hours))
    return alerts


def way(subject: str, now: datetime) -> list[Stretch]:
    """Who had the matter for how much working time, in order. SQL: 1."""
    calendar, office = current.calendar(), current.office()
    holds = _holds(subject)
    seconds = [office.seconds_between(calendar, hold.started, max(hold.ended or now, hold.started)) for hold in holds]
    whole = sum(seconds)
    return [
        Stretch(
            unit_id=hold.unit_id,
            unit=hold.unit.name,
            post_id=hold.post_id,
            kind=hold.kind,
            lost=hold.kind in LOST,
            started=hold.started,
            ended=hold.ended,
            office_seconds=length,
            days=length / office.seconds_per_day,
            share=length / whole if whole else 1 / len(holds),
        )
        for hold, length in zip(holds, seconds, strict=True)
    ]


@prepared
def _holds(subject: str) -> QuerySet[Hold]:
    return Hold.objects.filter(subject=subject).select_related("unit").order_by("started", "id")


def lost_time(subject: str, now: datetime) -> list[LostTime]:
    """What each unit cost the resident, by reason. SQL: 1."""
    return _charge((each.unit_id, each.kind, each.office_seconds) for each in way(subject, now) if each.lost)


def lost_time_of_units(county: str, since: datetime, until: datetime) -> list[LostTime]:
    """Lost time that ended in [since, until) in a county, per unit and reason; for weekly lists. SQL: 1."""
    calendar, office = current.calendar(), current.office()
    rows = Hold.objects.filter(kind__in=LOST, county=county, ended__gte=since, ended__lt=until).order_by("id")
    return _charge(
        (unit, kind, office.seconds_between(calendar, start, end))
        for unit, kind, start, end in rows.values_list("unit_id", "kind", "started", "ended")
        if end is not None
    )


def _charge(stretches: Iterable[tuple[int, str, int]]) -> list[LostTime]:
    charged: dict[tuple[int, str], int] = {}
    for unit, kind, seconds in stretches:
        charged[unit, kind] = charged.get((unit, kind), 0) + seconds
    per_day = current.office().seconds_per_day
    return [LostTime(unit, kind, seconds, seconds / per_day) for (unit, kind), seconds in sorted(charged.items())]


def _narrowed(county: str | None, holders: Sequence[int] | None, kind: str | None) -> QuerySet[Clock]:
    found = Clock.objects.filter(running_due__isnull=False)
    if county is not None:
        found = found.filter(county=county)
    if holders is not None:
        found = found.filter(holder_id__in=list(holders))
    return found if kind is None else found.filter(kind=kind)
