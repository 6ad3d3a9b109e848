"""Chinese working days, make-up workdays (调休) included. Pure: no Django, no clock.

Every question is answered from two flat tables made once: how many working days lie before a
day, and which day is the n-th working day. Adding or counting costs the same for 2 days as for
2,000. Periods are half-open.
"""

import hashlib
from array import array
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from banshi.kernel.clocks.years import FIRST_YEAR, LAST_YEAR, SATURDAY, Year, years

DAY = timedelta(days=1)


class BeyondCalendar(ValueError):
    """The day lies outside the years this calendar knows."""


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WORKDAY = "workday"
    MAKEUP = "makeup"  # a weekend day worked for a longer holiday (调休上班)
    WEEKEND = "weekend"
    FESTIVAL = "festival"
    COMPENSATION = "compensation"  # a working day off for a festival on a weekend (补假)


@dataclass(frozen=True, slots=True)
class Day:
    """One day: whether it is worked, why, and whether a coming notice may still change that."""

    date: date
    working: bool
    kind: DayKind
    festival: str
    """The Chinese name of the festival the day belongs to, or empty."""
    provisional: bool


class Calendar:
    """The working days of FIRST_YEAR to LAST_YEAR."""

    def __init__(self, known: tuple[Year, ...]) -> None:
        self._years = {year.number: year for year in known}
        self._off = {day: name for year in known for day, name in year.off.items()}
        self._work = {day: name for year in known for day, name in year.work.items()}
        self._compensated = frozenset(day for year in known for day in year.compensated)
        self._first = date(known[0].number, 1, 1).toordinal()
        self._end = date(known[-1].number + 1, 1, 1).toordinal()
        before, workdays = array("i", [0]), array("i")
        for ordinal in range(self._first, self._end):
            if self._is_worked(date.fromordinal(ordinal)):
                workdays.append(ordinal)
            before.append(len(workdays))
        self._before, self._workdays = before, workdays
        self._digests = {year.number: self._digest(year) for year in known}
        self._versions: dict[tuple[int, int], str] = {}

    def year(self, number: int) -> Year:
        """What is known of a year and where it is written."""
        if number not in self._years:
            raise BeyondCalendar(f"year {number} is outside the calendar ({FIRST_YEAR}-{LAST_YEAR})")
        return self._years[number]

    def day(self, day: date) -> Day:
        """Whether `day` is worked, and why."""
        worked = self.is_working_day(day)
        kind, festival = (DayKind.WORKDAY if worked else DayKind.WEEKEND), ""
        if day in self._work and day.weekday() >= SATURDAY:  # a notice may also name a weekday as worked (2020-02-03)
            kind, festival = DayKind.MAKEUP, self._work[day]
        elif not worked and day in self._off:
            kind = DayKind.COMPENSATION if day in self._compensated else DayKind.FESTIVAL
            festival = self._off[day]
        return Day(day, worked, kind, festival, self._years[day.year].provisional)

    def is_working_day(self, day: date) -> bool:
        at = self._index(day)
        return self._before[at + 1] > self._before[at]

    def working_days_before(self, day: date) -> int:
        """How many working days lie before `day` since the calendar begins."""
        return self._before[self._index(day)]

    def working_days_between(self, start: date, end: date) -> int:
        """Working days in [start, end); negative when `end` comes first."""
        return self._before[self._index(end)] - self._before[self._index(start)]

    def add_working_days(self, day: date, amount: int) -> date:
        """The `amount`-th working day after `day`, which itself is not counted.

        0 rolls forward to a working day; a negative amount counts backwards.
        """
        if amount == 0:
            return self.roll_forward(day)
        at = self._index(day)
        return self.working_day(self._before[at + 1] + amount - 1 if amount > 0 else self._before[at] + amount)

    def roll_forward(self, day: date) -> date:
        """`day` if it is worked, otherwise the next working day."""
        return self.working_day(self._before[self._index(day)])

    def roll_back(self, day: date) -> date:
        """`day` if it is worked, otherwise the working day before."""
        return self.working_day(self._before[self._index(day) + 1] - 1)

    def working_day(self, number: int) -> date:
        """The working day before which `number` working days lie."""
        if not 0 <= number < len(self._workdays):
            raise BeyondCalendar(f"the deadline lies outside the calendar ({FIRST_YEAR}-{LAST_YEAR})")
        return date.fromordinal(self._workdays[number])

    def provisional(self, first: date, last: date) -> bool:
        """Whether any year from `first` to `last` still waits for its notice."""
        return any(self.year(number).provisional for number in range(first.year, last.year + 1))

    def version(self, first: date, last: date) -> str:
        """Which calendar was used between two days: years and a hash of their content.

        It changes exactly when one of these years changes, not when another year does.
        "2026+2027p:1f0c9a72" says that 2027 was provisional.
        """
        span = (first.year, last.year)
        if span not in self._versions:
            touched = [self.year(number) for number in range(first.year, last.year + 1)]
            names = "+".join(f"{year.number}{'p' if year.provisional else ''}" for year in touched)
            content = "".join(self._digests[year.number] for year in touched)
            self._versions[span] = f"{names}:{hashlib.sha256(content.encode()).hexdigest()[:8]}"
        return self._versions[span]

    def _is_worked(self, day: date) -> bool:
        return day in self._work or (day.weekday() < SATURDAY and day not in self._off)

    def _index(self, day: date) -> int:
        at = day.toordinal() - self._first
        if not 0 <= at < self._end - self._first:
            raise BeyondCalendar(f"{day} is outside the calendar ({FIRST_YEAR}-{LAST_YEAR})")
        return at

    def _digest(self, year: Year) -> str:
        first, end = date(year.number, 1, 1), date(year.number + 1, 1, 1)
        worked = self._workdays[self.working_days_before(first) : self._before[end.toordinal() - self._first]]
        return hashlib.sha256(f"{year.number}:{year.provisional}:{worked.tolist()}".encode()).hexdigest()


@cache
def official(site: Path | None = None) -> Calendar:
    """The calendar of this release, with newer notices from the folder `site` if there are any."""
    return Calendar(years(site))
