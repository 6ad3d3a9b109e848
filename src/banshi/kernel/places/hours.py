"""Opening hours: read from OpenStreetMap's syntax or from plain Chinese, kept as rules, written back. Pure.

Understood are the parts that public places need: weekdays, holidays (PH), months, dates, several
spans a day, spans past midnight, off, 24/7. A later rule overrides an earlier one on its days.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from banshi.kernel.places.chinese import in_osm

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = 24 * 60
EVERY_DAY = frozenset(range(7))
LONGEST = 300

MONTH, WEEKDAY = "|".join(MONTHS), "|".join(WEEKDAYS)
DATES = re.compile(
    rf"(?:(?P<y1>\d{{4}}) )?(?P<m1>{MONTH}) (?P<d1>\d{{1,2}})"
    rf"(?:-(?:(?P<y2>\d{{4}}) )?(?:(?P<m2>{MONTH}) )?(?P<d2>\d{{1,2}}))?(?: |$)"
)
MONTH_LIST = re.compile(rf"((?:{MONTH})(?:-(?:{MONTH}))?(?:,(?:{MONTH})(?:-(?:{MONTH}))?)*)(?: |:|$)")
DAY_LIST = re.compile(rf"((?:{WEEKDAY}|PH)(?:-(?:{WEEKDAY}))?(?:,(?:{WEEKDAY}|PH)(?:-(?:{WEEKDAY}))?)*)(?: |$)")
SPANS = re.compile(r"\d{1,2}:\d{2}-\d{1,2}:\d{2}(?:,\d{1,2}:\d{2}-\d{1,2}:\d{2})*")


class BadHours(ValueError):
    """Opening hours that cannot be read; `piece` is what was not understood."""

    def __init__(self, piece: str) -> None:
        super().__init__(piece)
        self.piece = piece


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a minute of the day to another; an end beyond 1440 lies on the next day."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}-{self.end // 60:02}:{self.end % 60:02}"


@dataclass(frozen=True, slots=True)
class Dates:
    """From a day to a day, both included; every year where `year` is not given."""

    first: tuple[int, int]
    last: tuple[int, int]
    year: int = 0
    last_year: int = 0

    def covers(self, day: date) -> bool:
        if self.year:
            return date(self.year, *self.first) <= day <= date(self.last_year, *self.last)
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last

    def __str__(self) -> str:
        first = f"{self.year or ''} {MONTHS[self.first[0] - 1]} {self.first[1]:02}".strip()
        if self.first == self.last and self.year == self.last_year:
            return first
        year = f"{self.last_year} " if self.last_year else ""
        return f"{first}-{year}{MONTHS[self.last[0] - 1]} {self.last[1]:02}"


@dataclass(frozen=True, slots=True)
class Rule:
    """On which days which spans; no span says closed."""

    spans: tuple[Span, ...]
    weekdays: frozenset[int] = EVERY_DAY
    holidays: bool = False
    months: frozenset[int] = frozenset()
    """1 to 12; none says all."""
    dates: Dates | None = None

    def in_season(self, day: date) -> bool:
        """Whether the rule's months and dates cover the day."""
        if self.dates is not None:
            return self.dates.covers(day)
        return not self.months or day.month in self.months

    def __str__(self) -> str:
        season = str(self.dates) if self.dates is not None else ",".join(_ranges(self.months, MONTHS, 1))
        every = self.weekdays == EVERY_DAY and not self.holidays
        days = "" if every else ",".join([*_ranges(self.weekdays, WEEKDAYS, 0), *(["PH"] if self.holidays else [])])
        return " ".join(part for part in (season, days, ",".join(map(str, self.spans)) or "off") if part)


ALWAYS = Rule((Span(0, DAY),))


@dataclass(frozen=True, slots=True)
class Hours:
    """The rules of a place, in order."""

    rules: tuple[Rule, ...]

    @property
    def always(self) -> bool:
        """Day and night, all year, holidays included."""
        return self.rules == (ALWAYS,)

    def __str__(self) -> str:
        if self.always:
            return "24/7"
        return "; ".join(str(rule) for rule in self.rules)


@lru_cache(4096)
def parse(text: str) -> Hours:
    """Read opening hours in either writing.

    Raises:
        BadHours: a part that is not understood; nothing of it is guessed.
    """
    if not text.strip() or len(text) > LONGEST:
        raise BadHours(text.strip()[:40])
    return Hours(tuple(_rule(part.strip()) for part in in_osm(text).split(";") if part.strip()))


def _rule(part: str) -> Rule:
    if part == "24/7":
        return ALWAYS
    rest, dates, months = part, None, frozenset[int]()
    if found := DATES.match(rest):
        dates, rest = _dates(found, part), rest[found.end() :].strip()
    elif found := MONTH_LIST.match(rest):
        months, rest = frozenset(_listed(found[1], MONTHS, 1)), rest[found.end() :].strip()
    weekdays, holidays = EVERY_DAY, False
    if found := DAY_LIST.match(rest):
        rest = rest[found.end() :].strip()
        named = found[1].split(",")
        holidays = "PH" in named
        weekdays = frozenset(_listed(",".join(each for each in named if each != "PH"), WEEKDAYS, 0))
    if rest in ("off", "closed"):
        return Rule((), weekdays, holidays, months, dates)
    if rest == "24/7":
        rest = "00:00-24:00"
    if not SPANS.fullmatch(rest):
        raise BadHours(part)
    return Rule(_spans(rest, part), weekdays, holidays, months, dates)


def _spans(text: str, part: str) -> tuple[Span, ...]:
    found = []
    for each in text.split(","):
        start, end = (_minute(clock, part) for clock in each.split("-"))
        found.append(Span(start, end if end > start else end + DAY))
    found.sort()
    if any(later.start < earlier.end for earlier, later in pairwise(found)):
        raise BadHours(part)
    if found[-1].end > found[0].start + DAY or found[-1].start >= DAY:
        raise BadHours(part)
    return tuple(found)


def _minute(clock: str, part: str) -> int:
    hour, minute = (int(digits) for digits in clock.split(":"))
    if minute > 59 or hour * 60 + minute > 2 * DAY:
        raise BadHours(part)
    return hour * 60 + minute


def _dates(found: re.Match[str], part: str) -> Dates:
    year = int(found["y1"] or 0)
    first = (MONTHS.index(found["m1"]) + 1, int(found["d1"]))
    last = first
    if found["d2"]:
        last = (MONTHS.index(found["m2"] or found["m1"]) + 1, int(found["d2"]))
    last_year = int(found["y2"] or year)
    try:  # 29 February is a day where no year is named
        date(year or 2024, *first), date(last_year or 2024, *last)
    except ValueError:
        raise BadHours(part) from None
    if (found["y2"] and not year) or (year and (last_year, last) < (year, first)):
        raise BadHours(part)
    return Dates(first, last, year, last_year)


def _listed(text: str, names: Sequence[str], base: int) -> Iterator[int]:
    """The numbers of "Mo-We,Fr" or "Nov-Feb"; a range may pass the end."""
    for each in filter(None, text.split(",")):
        first, _dash, last = each.partition("-")
        at, end = names.index(first), names.index(last or first)
        yield at + base
        while at != end:
            at = (at + 1) % len(names)
            yield at + base


def _ranges(numbers: frozenset[int], names: Sequence[str], base: int) -> Iterator[str]:
    """The shortest list of ranges for some numbers; one that passes the end is written as one: "Oct-Apr"."""
    size = len(names)
    at = {number - base for number in numbers}
    starts = sorted(each for each in at if (each - 1) % size not in at)
    for start in starts or [0] * (len(at) == size):
        length = next((n for n in range(1, size) if (start + n) % size not in at), size)
        if length > 2:
            yield f"{names[start]}-{names[(start + length - 1) % size]}"
        else:
            yield from (names[(start + n) % size] for n in range(length))
