"""Search on PostgreSQL, so that no estimate of the planner decides how long it takes.

A GIN index knows no order: for a word that every second text carries it would gather half the
table before the first row is shown. So the newest rows are read first, without the index; a
common word fills the page there. What does not is rare among the newest, and the index answers.
"""

from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from banshi.kernel.search.conditions import Wanted, primary_key

WINDOW = 100
"""Newest rows that are read for each row of the page, before the index is asked."""

_CONTAINS = "{0} LIKE '%%' || %s || '%%'"  # a term holds letters, digits and spaces: no wildcard


def newest(rows: QuerySet[Any, Any], wanted: Wanted, size: int) -> list[Any]:
    """The newest rows: from the window when it fills the page, else from the index."""
    table = wanted.table
    sql, params = wanted.read(_CONTAINS)
    floor = f'"{table}".key >= COALESCE(%s, (SELECT max(key) FROM "{table}")) - %s'
    recent = rows.extra(
        tables=[table],
        where=[f'"{table}".key = {primary_key(rows)} AND {floor} AND {sql}'],
        params=[wanted.before, WINDOW * size, *params],
    ).order_by(RawSQL(f'"{table}".key', []).desc())
    found = list(recent[:size])
    if len(found) == size:
        return found
    sql, params = keys(wanted)
    # An array is worked out once, before the rows are read: no join order can be chosen wrongly.
    indexed = rows.extra(where=[f"{primary_key(rows)} = ANY (ARRAY({sql}))"], params=params)
    return list(indexed.order_by("-pk")[:size])


def keys(wanted: Wanted) -> tuple[str, list[Any]]:
    """The primary keys of all hits, as a subquery. The body has the last word on each."""
    table = wanted.table
    sql, params = wanted.read(_CONTAINS)
    parts, given = ["search_pairs(body) @@ %s::tsquery"], [" & ".join(map(_lexemes, wanted.terms))]
    for group in wanted.marks:
        parts.append("string_to_array(marks, ' ') && %s::text[]")
        given.append(list(group))  # type: ignore[arg-type]  # psycopg takes a list as an array
    return (
        f'SELECT key FROM "{table}" WHERE NOT late AND {" AND ".join(parts)} AND {sql}'
        f' UNION ALL SELECT key FROM "{table}" WHERE late AND {sql}',
        [*given, *params, *params],
    )


def _lexemes(term: str) -> str:
    """The pairs of a term as a tsquery; a single character is the beginning of some pair."""
    if len(term) == 1:
        return f"'{term}':*"
    return " & ".join(f"'{pair}'" for pair in dict.fromkeys(map(str.__add__, term, term[1:])))
