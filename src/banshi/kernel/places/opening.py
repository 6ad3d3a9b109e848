"""Open now, and when next: opening hours on real days, make-up workdays and holidays included. Pure.

What the hours do not say of a day off by notice or a make-up workday follows from the week they
show: a place that keeps the same hours from Monday to Friday works on a make-up workday as well,
and one that is closed on both weekend days is closed on holidays. Otherwise the weekday's hours
stand, and the answer says that it is not certain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from banshi.kernel.clocks.calendar import BeyondCalendar, Calendar, Day, DayKind
from banshi.kernel.clocks.office import local, midnight
from banshi.kernel.places.hours import Hours, Rule, Span

WORKWEEK, WEEKEND = range(5), (5, 6)
LOOK_AHEAD = 400
"""Days searched for the next opening: more than a year, so that a season is found."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayHours:
    """The spans of one day, and whether the hours say so or it only follows from the week."""

    day: date
    spans: tuple[Span, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """How it stands with a place at an instant."""

    open: bool
    until: datetime | None
    """When it closes; None while closed, and where it never does."""
    opens: datetime | None
    """When it opens next; None while open, and where no opening is known."""
    certain: bool
    """False where a holiday is near and the hours say nothing of it: better ring first."""
    today: DayHours


def hours_on(hours: Hours, day: Day) -> DayHours:
    """The spans of a day as the calendar knows it."""
    off = day.kind in (DayKind.FESTIVAL, DayKind.COMPENSATION)
    spoken = _spoken(hours, day, off=off)
    if spoken is not None:
        return DayHours(day.date, spoken.spans, certain=True)
    weekday = day.date.weekday()
    plain = _plain(hours, day.date, weekday)
    if off:
        if hours.always:
            return DayHours(day.date, plain, certain=True)
        if not any(_plain(hours, day.date, each) for each in WEEKEND):
            return DayHours(day.date, (), certain=True)
        return DayHours(day.date, plain, certain=False)
    if day.kind is DayKind.MAKEUP:
        week = {_plain(hours, day.date, each) for each in WORKWEEK}
        return DayHours(day.date, week.pop() if len(week) == 1 else plain, certain=True)
    return DayHours(day.date, plain, certain=True)


def opening(hours: Hours, calendar: Calendar, instant: datetime) -> Opening:
    """Whether a place is open at an instant, until when, and when it opens next."""
    now = local(instant)
    today = hours_on(hours, calendar.day(now.date()))
    if hours.always:
        return Opening(True, None, None, True, today)
    known = _stretches(hours, calendar, now.date() - ONE_DAY)
    for start, end, certain in known:
        if end is None or end > now:
            if start <= now:
                return Opening(True, end, None, certain, today)
            return Opening(False, None, start, certain and today.certain, today)
    return Opening(False, None, None, today.certain, today)


def week(hours: Hours, calendar: Calendar, first: date) -> tuple[DayHours, ...]:
    """Seven days from `first`, as a place page shows them."""
    return tuple(hours_on(hours, calendar.day(first + timedelta(days=n))) for n in range(7))


def _stretches(hours: Hours, calendar: Calendar, first: date) -> Iterator[tuple[datetime, datetime | None, bool]]:
    """Times of being open from `first` on, joined where one ends as the next begins; endless ones end with None."""
    start: datetime | None = None
    end, sure = midnight(first), True
    for shown in _days(hours, calendar, first):
        for span in shown.spans:
            opens, closes = _at(shown.day, span.start), _at(shown.day, span.end)
            if start is not None and opens > end:
                yield start, end, sure
                start, sure = None, True
            start, end, sure = start or opens, closes, sure and shown.certain
    if start is not None:
        yield start, end if end - start < timedelta(days=LOOK_AHEAD - 1) else None, sure


def _days(hours: Hours, calendar: Calendar, first: date) -> Iterator[DayHours]:
    for number in range(LOOK_AHEAD):
        try:
            day = calendar.day(first + timedelta(days=number))
        except BeyondCalendar:
            return
        yield hours_on(hours, day)


def _spoken(hours: Hours, day: Day, *, off: bool) -> Rule | None:
    """The rule that names this very day: its date, or holidays where it is one."""
    for rule in reversed(hours.rules):
        if rule.in_season(day.date):
            if rule.dates is not None and (rule.holidays or day.date.weekday() in rule.weekdays):
                return rule
            if off and rule.holidays:
                return rule
    return None


def _plain(hours: Hours, day: date, weekday: int) -> tuple[Span, ...]:
    """What the hours say of a weekday in the season of `day`."""
    for rule in reversed(hours.rules):
        if rule.dates is None and weekday in rule.weekdays and rule.in_season(day):
            return rule.spans
    return ()


def _at(day: date, minute: int) -> datetime:
    return midnight(day) + timedelta(minutes=minute)
