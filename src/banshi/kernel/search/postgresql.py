"""Search on PostgreSQL, so that no estimate of the planner decides how long it takes.

A GIN index knows no order: for a word that every second text carries it would gather half the
table before the first row is shown. So the newest rows are read first, without the index; a
common word fills the page there. What does not is rare among the newest, and the index answers.
"""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from banshi.kernel.search.conditions import KEY, OfKey, Wanted, primary_key

WINDOW, WIDEST = 100, 10_000
"""Newest rows that are read for each row of the page, and at most, before the index is asked."""

SAMPLES, SAMPLE = 20, 100
COMMON = 0.01
"""The share of texts from which on a word is met soon enough by reading."""

CONTAINS = "{0} LIKE '%%' || %s || '%%'"  # a term holds letters, digits and spaces: no wildcard


def newest(rows: QuerySet[Any, Any], wanted: Wanted, size: int) -> list[Any]:
    """The newest rows: from the window when it fills the page, else from the index."""
    found = list(_among(rows, *_recent(wanted, min(WINDOW * size, WIDEST)))[:size])
    return found if len(found) == size else list(_among(rows, *keys(wanted))[:size])


def condition(wanted: Wanted) -> OfKey:
    """The search as a filter for any order: gathered while the hits are few, else read row by row."""
    if _share(wanted) > COMMON:
        return wanted.read_row(CONTAINS)
    sql, params = keys(wanted)
    return OfKey(f"{KEY} = ANY (ARRAY({sql}))", params)


def _share(wanted: Wanted) -> float:
    """Which share of the texts are hits, from a few thousand of them spread over the whole table."""
    sql, params = wanted.read(wanted.table, CONTAINS)
    span = f'SELECT min(key) AS first, (max(key) - min(key)) / {SAMPLES} + 1 AS step FROM "{wanted.table}"'
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {sql}) FROM ({span}) AS span,"
            f' generate_series(0, {SAMPLES - 1}) AS part, LATERAL (SELECT * FROM "{wanted.table}"'
            f' WHERE key >= first + part * step ORDER BY key LIMIT {SAMPLE}) AS "{wanted.table}"',
            params,
        )
        read, hits = cursor.fetchone()
    return hits / read if read else 0.0


def _among(rows: QuerySet[Any, Any], sql: str, params: list[Any]) -> QuerySet[Any, Any]:
    """The rows whose keys the subquery gives. As an array it is worked out once and first: no join can go wrong."""
    return rows.extra(where=[f"{primary_key(rows)} = ANY (ARRAY({sql}))"], params=params).order_by("-pk")


def _recent(wanted: Wanted, window: int) -> tuple[str, list[Any]]:
    """The hits among the newest `window` keys, late ones included."""
    sql, params = wanted.read(wanted.table, CONTAINS)
    late, more = wanted.read_late(CONTAINS)
    floor = f'key >= COALESCE(%s, (SELECT max(key) FROM "{wanted.table}")) - %s'
    bounds = [wanted.before, window]
    return (
        f'SELECT key FROM "{wanted.table}" WHERE {floor} AND {sql} UNION ALL {late} AND {floor}',
        [*bounds, *params, *more, *bounds],
    )


def keys(wanted: Wanted) -> tuple[str, list[Any]]:
    """The primary keys of all hits, as a subquery. The body has the last word on each."""
    sql, params = wanted.read(wanted.table, CONTAINS)
    late, more = wanted.read_late(CONTAINS)
    parts: list[str] = ["search_pairs(body) @@ %s::tsquery"]
    given: list[Any] = [" & ".join(map(_lexemes, wanted.terms))]
    for group in wanted.marks:
        parts.append("string_to_array(marks, ' ') && %s::text[]")
        given.append(list(group))
    where = " AND ".join([*parts, sql])
    return f'SELECT key FROM "{wanted.table}" WHERE {where} UNION ALL {late}', [*given, *params, *more]


def _lexemes(term: str) -> str:
    """The pairs of a term as a tsquery; a single character is the beginning of some pair."""
    if len(term) == 1:
        return f"'{term}':*"
    return " & ".join(f"'{pair}'" for pair in dict.fromkeys(map(str.__add__, term, term[1:])))
