"""When a repeating activity takes place: RFC 5545 rules on real days, with holidays and make-up workdays.

Rules are read by python-dateutil; days are those of Asia/Shanghai, where clocks never change.
"""

import re
from calendar import isleap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.rrule import rrule, rrulestr

from banshi.services.activities.rules.words import gettext_noop as _

MOST = 400
"""Sessions of one series."""
LONGEST = timedelta(days=366)
SATURDAY = 5
ALLOWED = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYHOUR", "BYMINUTE", "WKST"}
)
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
PART = re.compile(r"([A-Z]+)=([0-9A-Z,+-]+)")
LONGEST_PART = 60
SEARCH = 15
"""Days in which the next fit day is looked for: longer than any holiday."""


class Holidays(StrEnum):
    """What becomes of a session on a day that is not as its weekday says."""

    KEEP = "keep"
    SKIP = "skip"
    SHIFT = "shift"
    WORKDAYS = "workdays"


HOLIDAY_TITLES = {
    Holidays.SKIP: _("遇放假、调休停一次"),
    Holidays.SHIFT: _("遇放假、调休顺延到下一个同样的日子"),
    Holidays.KEEP: _("照常，不管放假和调休"),
    Holidays.WORKDAYS: _("只在工作日，调休上班的周末也算"),
}


class BadRule(ValueError):
    """The rule is none of RFC 5545, or one that is not taken here."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One session: the day that the rule says, and when it starts. Local time, without zone."""

    day: date
    starts: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """All sessions of a series in order, and the days that fall out."""

    sessions: tuple[Planned, ...]
    skipped: tuple[date, ...]


Working = Callable[[date], bool]
"""Whether a day is worked, make-up workdays included."""


def read(rule: str, first: datetime, last: datetime) -> Iterator[datetime]:
    """The starts that a rule gives from `first` to `last`, no more than `LONGEST` after it.

    Raises:
        BadRule: names the part that cannot be taken.
    """
    text = rule.strip().upper().removeprefix("RRULE:")
    parts = {match[1]: match[2] for each in text.split(";") if (match := PART.fullmatch(each))}
    if len(parts) != text.count(";") + 1 or not set(parts) <= ALLOWED or parts.get("FREQ") not in FREQUENCIES:
        raise BadRule(rule[:80])
    count = parts.pop("COUNT", str(MOST))
    if any(len(value) > LONGEST_PART for value in parts.values()) or not count.isdigit() or int(count) > MOST:
        raise BadRule(rule[:80])
    later = _late_alike(first.year) - first.year
    begins, ends = (at.replace(year=at.year + later) for at in (first, last))
    try:
        found = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=begins, cache=False)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise BadRule(str(error)[:80]) from error
    assert isinstance(found, rrule)
    starts = (at.replace(year=at.year - later) for at in found.replace(until=ends))
    return islice(starts, int(count) if int(count) < MOST else None)


def _late_alike(year: int) -> int:
    """A year at the end of all years in which, as in the two after it, every date has the weekday that it has from `year` on.

    Of a rule that fits no day, such as 31 February, python-dateutil tries every day until the years end: 8 s of them.
    """
    known = [(isleap(year + after), date(year + after, 1, 1).weekday()) for after in range(3)]
    late = range(MAXYEAR - 2, MAXYEAR - 31, -1)
    alike = ([(isleap(each + after), date(each + after, 1, 1).weekday()) for after in range(3)] for each in late)
    return next(each for each, found in zip(late, alike, strict=True) if found == known)


def plan(rule: str, first: datetime, until: date, holidays: Holidays, working: Working) -> Plan:
    """The sessions of a rule from `first` to the day `until`, that day included.

    Raises:
        BadRule: it cannot be read, says nothing in that time, or more than `MOST` sessions.
    """
    last = datetime.combine(min(until, first.date() + LONGEST), time.max)
    starts = _few(read(rule, first, last))
    taken: set[datetime] = set()
    sessions: list[Planned] = []
    skipped: list[date] = []
    for at in starts:
        day = _held_on(at.date(), holidays, working)
        moved = None if day is None else datetime.combine(day, at.time())
        if moved is None or moved in taken or moved > last:
            skipped.append(at.date())
            continue
        taken.add(moved)
        sessions.append(Planned(at.date(), moved))
    if not sessions:
        raise BadRule(rule[:80])
    return Plan(tuple(sorted(sessions, key=lambda each: each.starts)), tuple(skipped))


def _few(starts: Iterator[datetime]) -> Iterator[datetime]:
    """No more than a series may have."""
    for number, at in enumerate(starts):
        if number >= MOST:
            raise BadRule(f"> {MOST}")
        yield at


def _held_on(day: date, holidays: Holidays, working: Working) -> date | None:
    """The day on which it is held; None where it falls out.

    A weekend session moves to the next free day, one of a weekday to the next working day.
    """
    if holidays is Holidays.KEEP:
        return day
    if holidays is Holidays.WORKDAYS:
        return day if working(day) else None
    if _as_usual(day, working):
        return day
    if holidays is Holidays.SKIP:
        return None
    weekend = day.weekday() >= SATURDAY
    following = (day + timedelta(days=n) for n in range(1, SEARCH))
    return next((each for each in following if working(each) is not weekend), None)


def _as_usual(day: date, working: Working) -> bool:
    """Whether the day is what its weekday says: a working day from Monday to Friday, a day off at the weekend."""
    return working(day) is (day.weekday() < SATURDAY)
