"""Read figures as of a day: rollups plus what is not folded yet, in one statement and so one snapshot."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
    month_of,
    next_month,
)
from banshi.kernel.publication.models import FigureEvent

MONTH = "month"
FIRST, LAST = date(1900, 1, 1), date(9999, 1, 1)
CROSSED = {UNIT: UNIT_CATEGORY, AREA: AREA_CATEGORY}


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums by cell. Everything asked for that is absent is zero."""

    as_of: date | None
    values: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    """Cut → key → measure → sum; cuts are the dimensions asked for, "total" and "month"."""

    def total(self, measure: str) -> int:
        return self.values.get(TOTAL, {}).get("", {}).get(measure, 0)

    def by(self, cut: str, *, level: int | None = None) -> list[tuple[str, Mapping[str, int]]]:
        """(key, measure → sum) in the order of the keys.

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

    `as_of`: only what was known by the end of that day. `within`: one unit or area, as
    ("unit", "17") or ("area", "150627101"); it can be cut by "category" (top class) and "month".
    """
    span = _Span(since or FIRST, until or LAST, as_of)
    cuts = _cuts(by, within)
    rows, tail = _fetch(_counties(room, county), room, list(measures), cuts, span)
    sums: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for cut, key, measure, day, value in rows:
        sums[cut][_shown_key(cut, key, day, within)][measure] += value
    for measure, day, value, unit, area, category, channel in tail:
        inside = set(cells(unit, area, category, channel))
        for cut, (dimension, pattern) in cuts.items():
            for key in (k for d, k in inside if d == dimension and _fits(k, pattern)):
                sums[cut][_shown_key(cut, key, day, within)][measure] += value
    return Figures(as_of, {cut: {k: dict(v) for k, v in keys.items()} for cut, keys in sums.items()})


@dataclass(frozen=True, slots=True)
class _Span:
    """The days asked for, and by when they must have been known."""

    since: date
    until: date
    as_of: date | None

    def parts(self) -> Iterator[tuple[str, list[date]]]:
        """Conditions that together meet every sum of the span exactly once: months first, days at the edges."""
        first = self.since if self.since.day == 1 else next_month(self.since)
        last = month_of(self.until)
        if first >= last:
            yield from self._days(self.since, self.until)
            return
        yield from self._days(self.since, first)
        yield from self._days(last, self.until)
        if self.as_of is None:
            yield "grain = 'm' AND day >= %s AND day < %s", [first, last]
            return
        open_month = month_of(self.as_of + timedelta(days=1))  # the month of which only some days count
        yield "grain = 'm' AND day >= %s AND day < %s AND known < %s", [first, last, open_month]
        if open_month <= self.as_of:
            yield from self._days(max(first, open_month), min(last, self.as_of + timedelta(days=1)))
            yield (
                "grain = 'd' AND known > day AND day >= %s AND day < %s AND known >= %s AND known <= %s",
                [first, min(last, open_month), open_month, self.as_of],
            )

    def _days(self, start: date, end: date) -> Iterator[tuple[str, list[date]]]:
        if start < end and self.as_of is None:
            yield "grain = 'd' AND day >= %s AND day < %s", [start, end]
        elif start < end and self.as_of is not None:
            yield "grain = 'd' AND day >= %s AND day < %s AND known <= %s", [start, end, self.as_of]


def _cuts(by: Sequence[str], within: tuple[str, str] | None) -> dict[str, tuple[str, str]]:
    """Cut → (dimension that answers it, pattern of its keys: exact, or a beginning followed by "*")."""
    if within is None:
        found = {cut: (TOTAL, "") if cut == MONTH else (cut, "*") for cut in by}
        return {TOTAL: (TOTAL, ""), **found}
    dimension, key = within
    answered = {MONTH: (dimension, key), CATEGORY: (CROSSED[dimension], f"{key}|*")}
    if unknown := set(by) - set(answered):
        raise ValueError(f"within a {dimension}, figures are cut by {sorted(answered)}, not by {sorted(unknown)}")
    return {TOTAL: (dimension, key), **{cut: answered[cut] for cut in by}}


def _fits(key: str, pattern: str) -> bool:
    return key.startswith(pattern[:-1]) if pattern.endswith("*") else key == pattern


def _shown_key(cut: str, key: str, day: date, within: tuple[str, str] | None) -> str:
    if cut == MONTH:
        return f"{day:%Y-%m}"
    if cut == TOTAL:
        return ""
    return key.partition("|")[2] if within else key


def _counties(room: str, county: str) -> list[str]:
    """The counties under a shorter code, e.g. a league's "1506"."""
    if len(county) == 6:
        return [county]
    found = FigureEvent.objects.filter(room=room, county__startswith=county).order_by("county")
    return list(found.values_list("county", flat=True).distinct())


_SumRow = tuple[str, str, str, date, int]
_TailRow = tuple[str, date, int, int, str, str, str]


def _fetch(
    counties: list[str], room: str, measures: list[str], cuts: Mapping[str, tuple[str, str]], span: _Span
) -> tuple[list[_SumRow], list[_TailRow]]:
    if not counties or not measures or span.since >= span.until:
        return [], []
    held = _held("county", counties) + " AND room = %s AND " + _held("measure", measures)
    statements: list[str] = []
    params: list[Any] = []
    for cut, (dimension, pattern) in cuts.items():
        condition_of_key, key = _key_condition(pattern)
        day = "day" if cut == MONTH else "MIN(day)"
        for condition, dates in span.parts():
            statements.append(
                f"SELECT '{cut}' AS cut, key, measure, {day} AS day, SUM(value) AS value,"
                " 0 AS unit, '' AS area, '' AS category, '' AS channel"
                f" FROM publication_figuresum WHERE {held} AND dimension = %s AND {condition}{condition_of_key}"
                f" GROUP BY key, measure{', day' if cut == MONTH else ''}"
            )
            params += [*counties, room, *measures, dimension, *map(_sql_date, dates), *key]
    statements.append(
        "SELECT '' AS cut, '' AS key, measure, day, value, unit, area, category, channel"
        " FROM publication_figureevent JOIN publication_figurepending ON event_id = id"
        f" WHERE {held} AND day >= %s AND day < %s AND known <= %s"
    )
    params += [*counties, room, *measures, *map(_sql_date, (span.since, span.until, span.as_of or LAST))]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        rows = cursor.fetchall()
    sums = [(cut, key, measure, _date(day), int(value)) for cut, key, measure, day, value, *_ in rows if cut]
    tail = [(measure, _date(day), int(value), *place) for cut, _key, measure, day, value, *place in rows if not cut]
    return sums, tail


def _key_condition(pattern: str) -> tuple[str, list[Any]]:
    if pattern == "*":
        return "", []
    if pattern.endswith("*"):
        return " AND substr(key, 1, %s) = %s", [len(pattern) - 1, pattern[:-1]]
    return " AND key = %s", [pattern]


def _held(column: str, values: list[str]) -> str:
    return f"{column} IN ({', '.join(['%s'] * len(values))})"


def _sql_date(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
