"""Read figures as of a day: one statement, and so one snapshot, over three parts.

1. The monthly sums whose months lie nearest to the days asked for.
2. Folded events of the days by which those months are too many or too few: at most half a
   month at either end of the days, and half a month of knowledge. They correct part 1.
3. Events that no sum holds yet.

An event is never in two parts: folding moves it from 3 to 1 in one transaction.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from banshi.kernel.publication.figures.cells import (
    AREA,
    AREA_CATEGORY,
    CATEGORY,
    TOTAL,
    UNIT,
    UNIT_CATEGORY,
    cells,
    nearest_month,
)
from banshi.kernel.publication.models import FigureEvent

MONTH = "month"
FIRST, LAST = date(1900, 1, 1), date(9998, 12, 1)
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

        `level`: for areas the number of digits (9: townships), for categories the depth (1: top class).
        """
        found = sorted(self.values.get(cut, {}).items())
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
    """Totals, and the cuts in `by` ("unit", "area", "category", "channel", "month"), of the days [since, until).

    `county`: a county's code, or a shorter one for all counties below it. `as_of`: only what was
    known by the end of that day; None for everything, which is today's figure. `within`: one
    unit or area, as ("unit", "17") or ("area", "150627101"), which can be cut by "category"
    (top class) and "month".
    """
    asked = _Asked(since or FIRST, until or LAST, (as_of + timedelta(days=1)) if as_of else LAST)
    cuts = _cuts(by, within)
    sums: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for cut, measure, day, key, value, *place in _fetch(_counties(room, county), room, list(measures), cuts, asked):
        if cut:
            sums[cut][_shown(cut, key, day, within)][measure] += int(value)
            continue
        inside = cells(*place)
        for each, (dimension, pattern) in cuts.items():
            for _dimension, found in (cell for cell in inside if cell[0] == dimension and _fits(cell[1], pattern)):
                sums[each][_shown(each, found, day, within)][measure] += int(value)
    return Figures(as_of, {cut: {k: dict(v) for k, v in keys.items()} for cut, keys in sums.items()})


@dataclass(frozen=True, slots=True)
class _Asked:
    """Days [since, until) as known before the day `known`."""

    since: date
    until: date
    known: date

    @property
    def months(self) -> "_Asked":
        """The same on the nearest first days of months."""
        return _Asked(nearest_month(self.since), nearest_month(self.until), nearest_month(self.known))

    def holds(self, months: bool = False) -> tuple[str, list[Any]]:
        month = "month" if months else "day"
        return f"{month} >= %s AND {month} < %s AND known < %s", list(
            map(_sql_date, (self.since, self.until, self.known))
        )

    def strips(self) -> list[tuple[str, list[Any]]]:
        """Disjoint conditions on the events by which days and months differ."""
        rough, found = self.months, []
        outside: list[str] = []
        outside_params: list[Any] = []
        for ours, theirs in ((self.since, rough.since), (self.until, rough.until)):
            if ours != theirs:
                days = [_sql_date(day) for day in sorted((ours, theirs))]
                found.append((" AND ".join(["day >= %s AND day < %s", *outside]), [*days, *outside_params]))
                outside.append("NOT (day >= %s AND day < %s)")
                outside_params += days
        if self.known != rough.known:
            days = [_sql_date(day) for day in sorted((self.known, rough.known))]
            found.append((" AND ".join(["known >= %s AND known < %s", *outside]), [*days, *outside_params]))
        return found


def _cuts(by: Sequence[str], within: tuple[str, str] | None) -> dict[str, tuple[str, str]]:
    """Cut → (dimension that answers it, pattern of its keys: exact, or a beginning followed by "*")."""
    if within is None:
        return {TOTAL: (TOTAL, ""), **{cut: (TOTAL, "") if cut == MONTH else (cut, "*") for cut in by}}
    dimension, key = within
    answered = {MONTH: (dimension, key), CATEGORY: (CROSSED[dimension], f"{key}|*")}
    if unknown := set(by) - set(answered):
        raise ValueError(f"within a {dimension}, figures are cut by {sorted(answered)}, not by {sorted(unknown)}")
    return {TOTAL: (dimension, key), **{cut: answered[cut] for cut in by}}


def _fits(key: str, pattern: str) -> bool:
    return key.startswith(pattern[:-1]) if pattern.endswith("*") else key == pattern


def _shown(cut: str, key: str, day: Any, within: tuple[str, str] | None) -> str:
    if cut == MONTH:
        return str(day)[:7]
    if cut == TOTAL:
        return ""
    return key.partition("|")[2] if within else key


def _counties(room: str, county: str) -> list[str]:
    """The counties under a shorter code, e.g. a league's "1506"."""
    if len(county) == 6:
        return [county]
    found = FigureEvent.objects.filter(room=room, county__startswith=county).order_by("county")
    return list(found.values_list("county", flat=True).distinct())


def _fetch(
    counties: list[str], room: str, measures: list[str], cuts: Mapping[str, tuple[str, str]], asked: _Asked
) -> list[tuple[Any, ...]]:
    """Rows (cut, measure, day, key, value, unit, area, category, channel); events carry no cut."""
    if not counties or not measures or asked.since >= asked.until:
        return []
    held = f"{_among('county', counties)} AND room = %s AND {_among('measure', measures)}"
    holding = [*counties, room, *measures]
    statements: list[str] = []
    params: list[Any] = []
    rough, rough_dates = asked.months.holds(months=True)
    for cut, (dimension, pattern) in cuts.items():
        of_key, key = _key_condition(pattern)
        month = "month" if cut == MONTH else "MIN(month)"
        statements.append(
            f"SELECT '{cut}' AS cut, measure, {month} AS day, key, SUM(value) AS value, 0 AS unit, '' AS area,"
            f" '' AS category, '' AS channel FROM publication_figuresum WHERE {held} AND dimension = %s AND {rough}{of_key}"
            f" GROUP BY measure, key{', month' if cut == MONTH else ''}"
        )
        params += [*holding, dimension, *rough_dates, *key]
    fine, dates = asked.holds()
    event = "SELECT '', measure, day, '', {value}, unit, area, category, channel FROM publication_figureevent AS event"
    roughly, roughly_dates = asked.months.holds()
    for strip, days in asked.strips():
        sign = f"value * ((CASE WHEN {fine} THEN 1 ELSE 0 END) - (CASE WHEN {roughly} THEN 1 ELSE 0 END))"
        statements.append(f"{event.format(value=sign)} WHERE {held} AND {strip} AND NOT EXISTS ({_PENDING})")
        params += [*dates, *roughly_dates, *holding, *days]
    statements.append(
        f"{event.format(value='value')} WHERE {held} AND {fine} AND id IN (SELECT event_id FROM publication_figurepending)"
    )
    params += [*holding, *dates]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


_PENDING = "SELECT 1 FROM publication_figurepending AS pending WHERE pending.event_id = event.id"


def _key_condition(pattern: str) -> tuple[str, list[Any]]:
    if pattern == "*":
        return "", []
    if pattern.endswith("*"):
        return " AND substr(key, 1, %s) = %s", [len(pattern) - 1, pattern[:-1]]
    return " AND key = %s", [pattern]


def _among(column: str, values: list[str]) -> str:
    return f"{column} IN ({', '.join(['%s'] * len(values))})"


def _sql_date(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)
