"""Search on SQLite: FTS5 walks its rowids from the newest down, so a full page stops it."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from banshi.kernel.search.canonical import exact, needed
from banshi.kernel.search.conditions import FEW, KEY, OfKey, Wanted, primary_key

CONTAINS = "instr({0}, %s) > 0"


def newest(rows: QuerySet[Any, Any], wanted: Wanted, size: int) -> list[Any]:
    """The newest rows; what is not in the index yet is read and merged in."""
    found = list(_indexed(rows, wanted)[:size])
    if not _any_late(wanted.table):
        return found
    sql, params = wanted.read_late(CONTAINS)
    late = rows.filter(pk__in=RawSQL(sql, params)).order_by("-pk")[:size]
    return sorted([*found, *late], key=lambda row: getattr(row, "pk", row), reverse=True)[:size]


def condition(wanted: Wanted) -> OfKey:
    """The search as a filter for any order: gathered while the hits are few, else read row by row."""
    where, params = _match(wanted)
    tables = f'"{wanted.table}_tokens", "{wanted.table}"'
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {tables} WHERE {where} LIMIT %s)", [*params, FEW])
        if cursor.fetchone()[0] == FEW:
            return wanted.read_row(CONTAINS)
    sql, params = keys(wanted)
    return OfKey(f"{KEY} IN ({sql})", params)


def keys(wanted: Wanted) -> tuple[str, list[Any]]:
    """The primary keys of all hits, as a subquery."""
    tokens, (where, params) = f"{wanted.table}_tokens", _match(wanted)
    late, more = wanted.read_late(CONTAINS)
    return f'SELECT "{tokens}".rowid FROM "{tokens}", "{wanted.table}" WHERE {where} UNION ALL {late}', [*params, *more]


def _indexed(rows: QuerySet[Any, Any], wanted: Wanted) -> QuerySet[Any, Any]:
    tokens, (where, params) = f"{wanted.table}_tokens", _match(wanted)
    if wanted.before is not None:
        where, params = f'{where} AND "{tokens}".rowid < %s', [*params, wanted.before]
    return rows.extra(
        tables=[wanted.table, tokens], where=[f'{where} AND "{tokens}".rowid = {primary_key(rows)}'], params=params
    ).order_by(RawSQL(f'"{tokens}".rowid', []).desc())


def _match(wanted: Wanted) -> tuple[str, list[Any]]:
    """The tokens by FTS5; the body is looked at only where tokens alone are no proof."""
    tokens = f"{wanted.table}_tokens"
    groups: list[tuple[str, ...]] = [(token,) for term in wanted.terms for token in needed(term)]
    text = " AND ".join("(" + " OR ".join(f'"{token}"' for token in group) + ")" for group in [*groups, *wanted.marks])
    looked_at = [term for term in wanted.terms if not exact(term)]
    parts = [f'"{tokens}" MATCH %s', f'"{wanted.table}".key = "{tokens}".rowid']
    parts += [CONTAINS.format(f'"{wanted.table}".body') for _ in looked_at]
    return " AND ".join(parts), [text, *looked_at]


def _any_late(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{table}_late" LIMIT 1')
        return cursor.fetchone() is not None
