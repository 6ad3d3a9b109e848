"""How much time is left or lost, and when to warn. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from banshi.kernel.clocks.calendar import DAY, Calendar
from banshi.kernel.clocks.office import OfficeHours, local
from banshi.kernel.clocks.rules import SHOWN_IN_HOURS, Rule, last_day


class Left(StrEnum):
    """On which side of the deadline we are."""

    LEFT = "left"
    TODAY = "today"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Remaining:
    """What a person is told: so many working days, or hours when the end is near."""

    left: Left
    days: int = 0
    hours: int = 0


def remaining(now: datetime, due: datetime, calendar: Calendar, *, rule: Rule | None = None) -> Remaining:
    """Working days from tomorrow to the last day, or from the day after the last to today.

    Periods in hours are told in hours while fewer than 48 are left.
    """
    today, last = local(now).date(), last_day(due)
    if now >= due:
        return Remaining(Left.OVER, days=calendar.working_days_between(last + DAY, today + DAY))
    if rule is not None and not rule.kind.in_days and due - now < SHOWN_IN_HOURS:
        return Remaining(Left.LEFT, hours=ceil((due - now) / timedelta(hours=1)))
    days = calendar.working_days_between(today + DAY, last + DAY)
    return Remaining(Left.LEFT, days=days) if days else Remaining(Left.TODAY)


@dataclass(frozen=True, slots=True)
class Alert:
    """The next warning of a clock: when, and how many hours before the deadline it is for."""

    at: datetime
    hours: int


def next_alert(
    rule: Rule, started: datetime, due: datetime, calendar: Calendar, office: OfficeHours, *, below: int | None = None
) -> Alert | None:
    """The first warning for fewer than `below` hours; 0 hours is the deadline itself.

    A warning that would come on a day off comes when the office opens on the working day
    before. One that would come before the clock began is left out.
    """
    for hours in sorted(rule.warn, reverse=True):
        if below is not None and hours >= below:
            continue
        at = due - timedelta(hours=hours)
        if hours and not calendar.is_working_day(local(at).date()):
            at = office.opening(calendar.roll_back(local(at).date()))
        if at > started:
            return Alert(at, hours)
    return None


def passed(rule: Rule, now: datetime, due: datetime, pending: int) -> int:
    """Of the warnings from `pending` hours down, the most urgent whose time has come."""
    come = [hours for hours in rule.warn if hours < pending and due - timedelta(hours=hours) <= now]
    return min(come, default=pending)
