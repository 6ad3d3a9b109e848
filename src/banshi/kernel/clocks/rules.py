"""From a rule and a start to a deadline that explains itself, day by day. Pure.

`explain` is the definition: it walks the days and says of each why it counted or not. `due_of`
gives the same instant from the calendar's tables, without the list.

Source:
    民法典 articles 201 and 203 (the day on which a period begins is not counted; hours run from
    the moment itself; a last day that is a statutory day off moves to the next day after it; the
    last day ends at 24:00). 行政许可法 article 82 (periods in working days leave out days off).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import count

from banshi.kernel.clocks.calendar import DAY, Calendar, Day
from banshi.kernel.clocks.office import OfficeHours, local, midnight

TICK = timedelta(microseconds=1)
HOUR = 3600
SHOWN_IN_HOURS = timedelta(hours=48)


class RuleKind(StrEnum):
    """In what a period is counted."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS_ROLL = "calendar_days_roll"  # every day counts; a last day off moves to the next working day
    HOURS = "hours"
    OFFICE_HOURS = "office_hours"

    @property
    def in_days(self) -> bool:
        return self in (RuleKind.WORKING_DAYS, RuleKind.CALENDAR_DAYS_ROLL)


class Start(StrEnum):
    """Which is the first day counted."""

    SAME_DAY = "same_day"
    NEXT_DAY = "next_day"
    INSTANT = "instant"  # periods in hours


class Standing(StrEnum):
    """Whether the figure was read in the document named, or stands in for a county's own."""

    VERIFIED = "verified"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a deadline's rule, valid in [valid_from, valid_to).

    Units: `amount` and `extension` in days or hours, as `kind` says; `warn` in hours before.
    """

    code: str
    kind: RuleKind
    amount: int
    start: Start
    title_zh: str
    title_en: str
    document: str
    article: str
    standing: Standing
    valid_from: date
    valid_to: date | None = None
    extension: int = 0
    """The most by which the period may be extended in all; 0 for never."""
    warn: tuple[int, ...] = (48, 24, 0)
    source: str = ""
    counting: str = ""
    """Where the way of counting days comes from, when the document itself does not say."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Time in [start, end) that a unit's own clock does not count."""

    start: datetime
    end: datetime

    def covers(self, day: date) -> bool:
        """Whether the clock stood still at the end of `day`."""
        return local(self.start).date() <= day < local(self.end).date()


class Why(StrEnum):
    """Why a day of the list counted or not."""

    COUNTED = "counted"
    START = "start"  # the day on which the period begins
    REST = "rest"
    PAUSED = "paused"
    ROLLED = "rolled"  # the last day was a day off, so the deadline moved on


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day of a deadline's list; `number` is its count, 0 when it does not count."""

    day: Day
    why: Why
    number: int = 0
    seconds: int = 0
    """Seconds counted on this day (periods in hours only)."""

    @property
    def counted(self) -> bool:
        return self.why is Why.COUNTED


@dataclass(frozen=True, slots=True)
class Deadline:
    """An instant with everything that led to it. The last day ends at 24:00, so `due` is exclusive."""

    rule: Rule
    started: datetime
    due: datetime
    days: tuple[DayMark, ...]
    calendar_version: str
    provisional: bool
    extra: int = 0

    @property
    def last_day(self) -> date:
        return last_day(self.due)


def last_day(due: datetime) -> date:
    """The day at whose end, or during which, the deadline falls."""
    return local(due - TICK).date()


def due_of(
    rule: Rule,
    started: datetime,
    calendar: Calendar,
    office: OfficeHours,
    *,
    extra: int = 0,
    pauses: Sequence[Pause] = (),
) -> datetime:
    """When a period that began at `started` ends; `extra` is what extensions have added."""
    if pauses:
        return explain(rule, started, calendar, office, extra=extra, pauses=pauses).due
    amount, first = rule.amount + extra, local(started).date()
    if rule.kind is RuleKind.HOURS:
        return started + timedelta(hours=amount)
    if rule.kind is RuleKind.OFFICE_HOURS:
        return office.add_seconds(calendar, started, amount * HOUR)
    before = first if rule.start is Start.NEXT_DAY else first - DAY
    if rule.kind is RuleKind.WORKING_DAYS:
        return midnight(calendar.add_working_days(before, amount) + DAY)
    return midnight(calendar.roll_forward(before + timedelta(days=amount)) + DAY)


def explain(
    rule: Rule,
    started: datetime,
    calendar: Calendar,
    office: OfficeHours,
    *,
    extra: int = 0,
    pauses: Sequence[Pause] = (),
) -> Deadline:
    """The deadline with each of its days and why it counted or not."""
    if rule.kind.in_days:
        days = tuple(_walk(rule, local(started).date(), calendar, rule.amount + extra, pauses))
        due = midnight(days[-1].day.date + DAY)
    else:
        due = _hours_due(rule, started, calendar, office, amount=rule.amount + extra, pauses=pauses)
        days = tuple(_hour_days(rule, started, due, calendar, office, pauses=pauses))
    first, last = local(started).date(), last_day(due)
    version, provisional = calendar.version(first, last), calendar.provisional(first, last)
    return Deadline(rule, started, due, days, version, provisional, extra)


def _walk(rule: Rule, first: date, calendar: Calendar, amount: int, pauses: Sequence[Pause]) -> Iterator[DayMark]:
    """The days from the start to the deadline, which is the last one given."""
    number = 0
    for offset in count():
        day = calendar.day(first + timedelta(days=offset))
        if offset == 0 and rule.start is Start.NEXT_DAY:
            yield DayMark(day, Why.START)
        elif any(pause.covers(day.date) for pause in pauses):
            yield DayMark(day, Why.PAUSED)
        elif number == amount:  # only calendar days get here: the last of them was a day off
            yield DayMark(day, Why.ROLLED)
            if day.working:
                return
        elif rule.kind is RuleKind.WORKING_DAYS and not day.working:
            yield DayMark(day, Why.REST)
        else:
            number += 1
            yield DayMark(day, Why.COUNTED, number)
            if number == amount and day.working:
                return


def _hours_due(
    rule: Rule, started: datetime, calendar: Calendar, office: OfficeHours, *, amount: int, pauses: Sequence[Pause]
) -> datetime:
    def after(seconds: int) -> datetime:
        if rule.kind is RuleKind.OFFICE_HOURS:
            return office.add_seconds(calendar, started, seconds)
        return started + timedelta(seconds=seconds)

    seconds = amount * HOUR
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.start < after(seconds):
            seconds += _counted(rule, calendar, office, pause.start, pause.end)
    return after(seconds)


def _hour_days(
    rule: Rule, started: datetime, due: datetime, calendar: Calendar, office: OfficeHours, *, pauses: Sequence[Pause]
) -> Iterator[DayMark]:
    first, last = local(started).date(), last_day(due)
    for offset in range((last - first).days + 1):
        day = calendar.day(first + timedelta(days=offset))
        start, end = max(started, midnight(day.date)), min(due, midnight(day.date + DAY))
        still = sum(
            _counted(rule, calendar, office, max(start, pause.start), min(end, pause.end))
            for pause in pauses
            if pause.start < end and pause.end > start
        )
        seconds = _counted(rule, calendar, office, start, end) - still
        why = Why.COUNTED if seconds else Why.PAUSED if still else Why.REST
        yield DayMark(day, why, 0, seconds)


def _counted(rule: Rule, calendar: Calendar, office: OfficeHours, start: datetime, end: datetime) -> int:
    if rule.kind is RuleKind.OFFICE_HOURS:
        return office.seconds_between(calendar, start, end)
    return int((end - start).total_seconds())
