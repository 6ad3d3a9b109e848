"""The one statement that reads figures: sums, the events that correct them, and what is not folded yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from banshi.kernel.publication.figures.cells import month_of, nearest_month, next_month, year_of
from banshi.kernel.publication.models import FigureEvent

LISTED_MONTHS = 120
"""Months before the day of knowledge that are looked up one by one; older ones are read as a range."""

_Condition = tuple[str, list[Any]]
_PENDING = "SELECT 1 FROM publication_figurepending AS pending WHERE pending.event_id = event.id"


@dataclass(frozen=True, slots=True)
class Cut:
    """One way of cutting, the dimensions that answer it, and which of their keys."""

    name: str
    dimensions: tuple[str, ...]
    key: str | None = None
    """Only this key, or with `begins` the keys that begin so."""
    begins: bool = False

    def holds(self, dimension: str, key: str) -> bool:
        if dimension not in self.dimensions:
            return False
        return self.key is None or (key.startswith(self.key) if self.begins else key == self.key)

    def condition(self) -> _Condition:
        sql, params = _among("dimension", self.dimensions)
        if self.key is None:
            return sql, params
        if self.begins:
            return f"{sql} AND substr(key, 1, %s) = %s", [*params, len(self.key), self.key]
        return f"{sql} AND key = %s", [*params, self.key]


@dataclass(frozen=True, slots=True)
class Asked:
    """Days [since, until) as known before the day `known`."""

    since: date
    until: date
    known: date

    @property
    def nearest(self) -> "Asked":
        """The same on the nearest first days of months."""
        return Asked(nearest_month(self.since), nearest_month(self.until), nearest_month(self.known))

    def holds(self) -> _Condition:
        """The events asked for."""
        return "day >= %s AND day < %s AND known < %s", _dates(self.since, self.until, self.known)

    def strips(self) -> Iterator[_Condition]:
        """Disjoint conditions on the events by which the days and the nearest months differ."""
        rough = self.nearest
        before: list[str] = []
        params: list[Any] = []
        for column, ours, theirs in (
            ("day", self.since, rough.since),
            ("day", self.until, rough.until),
            ("known", self.known, rough.known),
        ):
            if ours == theirs:
                continue
            edge = f"{column} >= %s AND {column} < %s"
            dates = _dates(min(ours, theirs), max(ours, theirs))
            yield " AND ".join([edge, *before]), [*dates, *params]
            before.append(f"NOT ({edge})")
            params += dates

    def sums(self) -> Iterator[_Condition]:
        """Disjoint conditions on the sums that make up whole months: years where they fit."""
        first = (
            self.since if self.since == year_of(self.since) else year_of(self.since).replace(year=self.since.year + 1)
        )
        last = year_of(self.until)
        if first >= last:
            yield _months(self.since, self.until, self.known)
            return
        yield "grain = 'y' AND month >= %s AND month < %s AND known < %s", _dates(first, last, year_of(self.known))
        if self.known != year_of(self.known):
            yield from _known_within_a_year(first, last, self.known)
        if self.since < first:
            yield _months(self.since, first, self.known)
        if last < self.until:
            yield _months(last, self.until, self.known)


def _months(since: date, until: date, known: date) -> _Condition:
    return "grain = 'm' AND month >= %s AND month < %s AND known < %s", _dates(since, until, known)


def _known_within_a_year(since: date, until: date, known: date) -> Iterator[_Condition]:
    """What became known in the year of `known` before it, for the months [since, until).

    The index leads by month and then knowledge: recent months one by one, each a few rows; of
    earlier months little becomes known so late.
    """
    horizon = year_of(known).replace(year=max(since.year, known.year - LISTED_MONTHS // 12))
    listed = list(_each_month(max(since, horizon), min(until, known)))
    bounds = _dates(year_of(known), known)
    if listed:
        sql, params = _among("month", _dates(*listed))
        yield f"grain = 'm' AND {sql} AND known >= %s AND known < %s", [*params, *bounds]
    if since < horizon:
        early = _dates(since, min(horizon, until))
        yield "grain = 'm' AND month >= %s AND month < %s AND known >= %s AND known < %s", [*early, *bounds]
    if until > known:
        late = _dates(max(since, month_of(known)), until)
        yield "grain = 'm' AND month >= %s AND month < %s AND known >= %s AND known < %s", [*late, *bounds]


def _each_month(since: date, until: date) -> Iterator[date]:
    while since < until:
        yield since
        since = next_month(since)


def counties(room: str, county: str) -> list[str]:
    """The counties under a shorter code, e.g. a league's "1506"."""
    if len(county) == 6:
        return [county]
    found = FigureEvent.objects.filter(room=room, county__startswith=county).order_by("county")
    return list(found.values_list("county", flat=True).distinct())


def fetch(
    within: list[str], room: str, measures: list[str], cuts: Sequence[Cut], asked: Asked
) -> list[tuple[Any, ...]]:
    """Rows (cut, measure, day, key, value, unit, area, category, channel); events carry no cut."""
    if not within or not measures or asked.since >= asked.until:
        return []
    of_counties, county_params = _among("county", within)
    of_measures, measure_params = _among("measure", measures)
    held, holding = f"{of_counties} AND room = %s AND {of_measures}", [*county_params, room, *measure_params]
    statements: list[str] = []
    params: list[Any] = []
    for sql, given in [*_sums(cuts, asked), *_events(asked)]:
        statements.append(sql.format(held=held))
        for part in given:
            params += holding if part is None else part
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


_Statement = tuple[str, list[list[Any] | None]]
"""SQL with a {held}, and its parameters; None stands for those of {held}."""


def _sums(cuts: Sequence[Cut], asked: Asked) -> Iterator[_Statement]:
    for cut in cuts:
        of_cut, cut_params = cut.condition()
        day, by_day = ("month", ", month") if cut.name == "month" else ("MIN(month)", "")
        parts = (
            list(asked.nearest.sums())
            if not by_day
            else [_months(asked.nearest.since, asked.nearest.until, asked.nearest.known)]
        )
        for sql, dates in parts:
            yield (
                f"SELECT '{cut.name}' AS cut, measure, {day} AS day, key, SUM(value) AS value, 0 AS unit, '' AS area,"
                f" '' AS category, '' AS channel FROM publication_figuresum WHERE {{held}} AND {of_cut} AND {sql}"
                f" GROUP BY measure, key{by_day}",
                [None, cut_params, dates],
            )


def _events(asked: Asked) -> Iterator[_Statement]:
    fine, dates = asked.holds()
    roughly, rough_dates = asked.nearest.holds()
    event = "FROM publication_figureevent AS event WHERE {held} AND"
    columns = "unit, area, category, channel"
    sign = f"(CASE WHEN {fine} THEN 1 ELSE 0 END) - (CASE WHEN {roughly} THEN 1 ELSE 0 END)"
    for strip, strip_dates in asked.strips():
        yield (
            f"SELECT '', measure, day, '', value * ({sign}), {columns} {event} {strip} AND NOT EXISTS ({_PENDING})",
            [dates, rough_dates, None, strip_dates],
        )
    # CROSS JOIN makes SQLite begin with the few that wait; left to itself it walks through every event of the days.
    waiting = "publication_figurepending AS pending CROSS JOIN publication_figureevent AS event"
    yield (
        f"SELECT '', measure, day, '', value, {columns} FROM {waiting}"
        f" WHERE event.id = pending.event_id AND {{held}} AND {fine}",
        [None, dates],
    )


def _among(column: str, values: Sequence[Any]) -> _Condition:
    return f"{column} IN ({', '.join(['%s'] * len(values))})", list(values)


def _dates(*days: date) -> list[Any]:
    return [connection.ops.adapt_datefield_value(day) for day in days]
