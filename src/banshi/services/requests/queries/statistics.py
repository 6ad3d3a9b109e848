"""Rates of answering, solving and satisfying, as of a day, with what they leave out and how sure they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from banshi.kernel.directory.queries.units import units_named
from banshi.kernel.publication import figures
from banshi.services.requests.queries.measures import MEASURES
from banshi.services.requests.rules.rates import Rate

By = Literal["unit", "area", "category", "channel", "month"]
ROOM = "requests"
COUNTED = tuple(measure.slug for measure in MEASURES)
LEFT_OUT = ("withdrawn", "merged")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the statistics: a unit, an area, a category, a month, or the total."""

    key: str
    title: str
    counts: Mapping[str, int]
    response: Rate
    """Answered in time, of those answered."""
    solution: Rate
    """Solved, of those answered."""
    satisfaction: Rate
    """Satisfied, of those rated."""
    callback: Rate
    """Reached on the telephone, of those called back after a draw."""
    told_solution: Rate
    """Solved as residents told, of those who were drawn by lot and reached."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of requests brought on days [since, until), as they were known on a day."""

    county: str
    as_of: date | None
    total: Line
    lines: tuple[Line, ...]


def statistics(
    county: str,
    *,
    by: By = "unit",
    as_of: date | None = None,
    since: date | None = None,
    until: date | None = None,
    level: int | None = None,
) -> Statistics:
    """Counts and rates of a county, in all and cut one way. SQL: 2.

    Matters that accuse somebody and tip-offs are in none of the figures; that they are left
    out is said, how many there are is not.
    """
    read = figures.read(ROOM, COUNTED, county=county, by=(by,), as_of=as_of, since=since, until=until)
    found = read.by(by, level=level)
    names = units_named(int(key) for key, _counts in found) if by == "unit" else {}
    lines = tuple(_line(key, names.get(int(key), key) if by == "unit" else key, counts) for key, counts in found)
    return Statistics(county, as_of, _line("", "", {slug: read.total(slug) for slug in COUNTED}), lines)


def _line(key: str, title: str, counts: Mapping[str, int]) -> Line:
    held = {slug: counts.get(slug, 0) for slug in COUNTED}
    out = {slug: held[slug] for slug in LEFT_OUT}
    waiting = max(0, held["received"] - sum(out.values()) - held["answered"])
    return Line(
        key=key,
        title=title,
        counts=held,
        response=Rate(held["in_time"], held["answered"], waiting, out),
        solution=Rate(held["solved"], held["answered"], waiting, out),
        satisfaction=Rate(held["satisfied"], held["rated"], max(0, held["answered"] - held["rated"]), out),
        callback=Rate(held["reached"], held["called"]),
        told_solution=Rate(
            held["told_solved"],
            held["told"],
            held["asked"] - held["told"],
            {"by_rule": held["called"] - held["asked"]},
        ),
    )
