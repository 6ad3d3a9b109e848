"""What is known of each year: the State Council's notice, the library's copy, or a computation. Pure.

A year comes from the first of these that has it: a notice kept as data (`data/<year>.json`, or
the site's own folder for a notice newer than this release), `chinesecalendar`, and otherwise
the fixed festivals of the regulation, marked provisional until the notice appears.

Source:
    全国年节及纪念日放假办法 (amended 2024-11-10, State Council Decree 795), articles 2, 6 and 7.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import chinese_calendar

FIRST_YEAR = 2004
LAST_YEAR = 2060
SATURDAY = 5

Source = Literal["notice", "library", "computed"]


class BadNotice(ValueError):
    """A holiday notice kept as data cannot be read; the message says what to correct."""


@dataclass(frozen=True, slots=True)
class Year:
    """One calendar year: its days off, its make-up workdays, and where that is written.

    Every date not named is a working day from Monday to Friday and a day off otherwise. A
    notice may also name days of the neighbouring year (2022-12-31 in the notice for 2023).
    """

    number: int
    source: Source
    papers: tuple[str, ...]
    off: Mapping[date, str]
    work: Mapping[date, str]
    compensated: frozenset[date] = frozenset()
    """Days off that stand in for a festival falling on a weekend (computed years only)."""

    @property
    def provisional(self) -> bool:
        return self.source == "computed"


def years(site: Path | None = None) -> tuple[Year, ...]:
    """Every year from FIRST_YEAR to LAST_YEAR; `site` is a folder with newer notices."""
    notices = _packaged() | (_folder(site) if site is not None else {})
    library = _library_years()
    return tuple(
        notices.get(number) or (_from_library(number) if number in library else computed(number))
        for number in range(FIRST_YEAR, LAST_YEAR + 1)
    )


def computed(number: int) -> Year:
    """The year by the regulation alone: festivals, and working days off for those on a weekend.

    A festival that falls on a Saturday or Sunday, or on another festival, is made up on the
    next working day (article 6). The notice may move days about, but seldom their number.
    """
    off: dict[date, str] = {}
    owed: list[tuple[date, str]] = []
    for day, name in _festivals(number):
        if day.weekday() >= SATURDAY or day in off:
            owed.append((day, name))
        off.setdefault(day, name)
    compensated = set()
    for day, name in owed:
        free = day + timedelta(days=1)
        while free.weekday() >= SATURDAY or free in off:
            free += timedelta(days=1)
        off[free] = name
        compensated.add(free)
    return Year(number, "computed", (), off, {}, frozenset(compensated))


def parse(text: str, name: str) -> Year:
    """Read one notice: `{"year", "papers", "off": {name: [dates]}, "work": {name: [dates]}}`.

    Raises:
        BadNotice: with the file's name and what is wrong.
    """
    try:
        given = json.loads(text)
        year = Year(
            int(given["year"]), "notice", tuple(map(str, given["papers"])), _named(given["off"]), _named(given["work"])
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadNotice(
            f"{name}: {error!r}; needed are year, papers, off and work as in the packaged notices"
        ) from error
    if not FIRST_YEAR <= year.number <= LAST_YEAR:
        raise BadNotice(f"{name}: year {year.number} is outside {FIRST_YEAR}-{LAST_YEAR}")
    if not year.papers:
        raise BadNotice(f"{name}: papers is empty; name the address of the State Council's paper")
    both = sorted(set(year.off) & set(year.work))
    if both:
        raise BadNotice(f"{name}: {both[0]} is named both off and work")
    far = [day for day in (*year.off, *year.work) if abs((day - date(year.number, 7, 1)).days) > 220]
    if far:
        raise BadNotice(f"{name}: {min(far)} does not belong to a notice for {year.number}")
    return year


def _named(group: dict[str, list[str]]) -> dict[date, str]:
    return {date.fromisoformat(day): name for name, days in group.items() for day in days}


def _packaged() -> dict[int, Year]:
    folder = files("banshi.kernel.clocks") / "data"
    found = [parse(item.read_text("utf-8"), item.name) for item in folder.iterdir() if item.name[:4].isdigit()]
    return {year.number: year for year in found}


def _folder(site: Path) -> dict[int, Year]:
    found = [parse(path.read_text("utf-8"), path.name) for path in sorted(site.glob("[0-9][0-9][0-9][0-9].json"))]
    return {year.number: year for year in found}


@cache
def _library_years() -> frozenset[int]:
    return frozenset(day.year for day in chinese_calendar.holidays)


def _from_library(number: int) -> Year:
    def named(days: Mapping[date, str]) -> dict[date, str]:
        return {day: _chinese(str(name)) for day, name in days.items() if day.year == number}

    paper = f"chinesecalendar {chinese_calendar.__version__}"
    return Year(number, "library", (paper,), named(chinese_calendar.holidays), named(chinese_calendar.workdays))


@cache
def _chinese(name: str) -> str:
    found = next((holiday for holiday in chinese_calendar.Holiday if holiday.value == name), None)
    chinese = str(found.chinese) if found is not None else name
    return f"{chinese}节" if chinese in ("清明", "端午", "中秋") else chinese


def _festivals(number: int) -> Iterator[tuple[date, str]]:
    """The regulation's thirteen days off in calendar order."""
    spring, qingming, dragon, moon = _lunar(number)
    yield date(number, 1, 1), "元旦"
    for offset in (-1, 0, 1, 2):  # 除夕 and the first three days of the lunar year
        yield spring + timedelta(days=offset), "春节"
    yield qingming, "清明节"
    yield date(number, 5, 1), "劳动节"
    yield date(number, 5, 2), "劳动节"
    yield dragon, "端午节"
    autumn = [(moon, "中秋节"), *((date(number, 10, day), "国庆节") for day in (1, 2, 3))]
    yield from sorted(autumn)


def _lunar(number: int) -> tuple[date, date, date, date]:
    spring, qingming, dragon, moon = (date.fromisoformat(f"{number}-{day}") for day in _table()[str(number)])
    return spring, qingming, dragon, moon


@cache
def _table() -> dict[str, list[str]]:
    text = (files("banshi.kernel.clocks") / "data" / "festivals.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return dict(loaded["years"])
