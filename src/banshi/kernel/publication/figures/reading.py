"""Read figures as of a day: one statement, and so one snapshot, over three parts.

1. The sums of the years and months that lie nearest to the days asked for.
2. Folded events of the days by which those months are too many or too few: at most half a
   month at either end of the days, and half a month of knowledge. They correct part 1.
3. Events that no sum holds yet.

An event is never in two parts: folding moves it from 3 to 1 in one transaction.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from banshi.kernel.publication.figures.cells import (
    AREA,
    AREA_CATEGORY,
    CATEGORY,
    TOTAL,
    UNIT,
    UNIT_CATEGORY,
    cells,
    dimensions,
)
from banshi.kernel.publication.figures.statement import Asked, Cut, counties, fetch

MONTH = "month"
FIRST, LAST = date(1900, 1, 1), date(9999, 1, 1)
CROSSED = {UNIT: UNIT_CATEGORY, AREA: AREA_CATEGORY}

Row = tuple[str, Mapping[str, int]]
"""Key of a cell, and measure → sum."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums by cell. Everything asked for that is absent is zero."""

    as_of: date | None
    values: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    """Cut → key → measure → sum; the cuts asked for, and "total"."""

    def total(self, measure: str) -> int:
        return self.values.get(TOTAL, {}).get("", {}).get(measure, 0)

    def by(self, cut: str, *, level: int | None = None) -> list[Row]:
        """The cells of a cut in the order of their keys; months are "2021-05".

        A cell in which nothing is left is none: that something was counted there and taken away is not told.

        `level`: for areas the number of digits (9: townships), for categories the depth (1: top class).
        """
        found = sorted((key, sums) for key, sums in self.values.get(cut, {}).items() if any(sums.values()))
        if level is None:
            return found
        if cut == AREA:
            return [row for row in found if len(row[0]) == level]
        return [row for row in found if row[0].count("/") + 1 == level]


def read(
    room: str,
    measures: Sequence[str],
    *,
    county: str,
    by: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    as_of: date | None = None,
    within: tuple[str, str] | None = None,
) -> Figures:
    """Totals, and the cuts in `by`, of the days [since, until).

    Cuts are "unit", "channel", "month", "area" and "category"; the last two at every level, or
    faster at one: "area:9" for townships, "category:1" for top classes. They answer as
    `figures.by("area")` and `figures.by("category")`.
    `county`: a county's code, or a shorter one for all counties below it. `as_of`: only what was
    known by the end of that day; None for everything, which is today's figure. `within`: one
    unit or area, as ("unit", "17") or ("area", "150627101"), which can be cut by "category:1"
    and "month".
    """
    asked = Asked(since or FIRST, until or LAST, (as_of + timedelta(days=1)) if as_of else LAST)
    cuts = tuple(_cuts(by, within))
    sums: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for name, measure, day, key, value, *place in fetch(counties(room, county), room, list(measures), cuts, asked):
        if name:
            sums[name][_shown(name, key, day, within)][measure] += int(value)
            continue
        for cut in cuts:
            for found in (cell[1] for cell in cells(*place) if cut.holds(*cell)):
                sums[cut.name][_shown(cut.name, found, day, within)][measure] += int(value)
    return Figures(as_of, {cut: {k: dict(v) for k, v in keys.items()} for cut, keys in sums.items()})


def _cuts(by: Sequence[str], within: tuple[str, str] | None) -> Iterator[Cut]:
    if within is None:
        yield Cut(TOTAL, (TOTAL,), "")
        for cut in by:
            yield Cut(MONTH, (TOTAL,), "") if cut == MONTH else Cut(cut.partition(":")[0], dimensions(cut))
        return
    dimension, key = within
    whole = (dimension,) if dimension == UNIT else (f"{AREA}:{len(key)}",)
    answered = {
        MONTH: Cut(MONTH, whole, key),
        f"{CATEGORY}:1": Cut(
            CATEGORY, ({UNIT: UNIT_CATEGORY, AREA: AREA_CATEGORY}[dimension],), f"{key}|", begins=True
        ),
    }
    if unknown := set(by) - set(answered):
        raise ValueError(f"within a {dimension}, figures are cut by {sorted(answered)}, not by {sorted(unknown)}")
    yield Cut(TOTAL, whole, key)
    yield from (answered[cut] for cut in by)


def _shown(cut: str, key: str, day: Any, within: tuple[str, str] | None) -> str:
    if cut == MONTH:
        return str(day)[:7]
    if cut == TOTAL:
        return ""
    return key.partition("|")[2] if within else key
