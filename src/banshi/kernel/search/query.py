"""Find a room's rows by what somebody typed, together with the room's own filter."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from banshi.kernel.search.canonical import exact, needed
from banshi.kernel.search.index import MARK
from banshi.kernel.search.parse import Query, parse
from banshi.kernel.search.schema import checked

M = TypeVar("M", bound=Model)


def matching(room: str, typed: str, *, county: str | None = None, within: Sequence[str] = ()) -> Q:
    """Rows of `room` that carry every term, as a filter on the primary key.

    For counts and lists in another order; a page of the newest hits is `newest`.
    `within`: only rows with one of these marks, e.g. ["u17", "u21"].
    Nothing searchable typed finds nothing.
    """
    query = parse(typed)
    if not query:
        return Q(pk__in=[])
    table = f"search_{checked(room)}"
    tables, where, params = _conditions(table, query, county, within)
    names = ", ".join(f'"{name}"' for name in tables)
    return Q(pk__in=RawSQL(f'SELECT "{table}".key FROM {names} WHERE {" AND ".join(where)}', params))


def newest(
    rows: QuerySet[M, Any],
    room: str,
    typed: str,
    *,
    before: int | None = None,
    county: str | None = None,
    within: Sequence[str] = (),
) -> QuerySet[M, Any]:
    """`rows` that carry every term, newest (highest primary key) first, as one statement.

    `rows` comes filtered by the room's access rule and is sliced by the caller; `before` is
    the last key of the page before. Stops reading as soon as the page is full.
    """
    query = parse(typed)
    if not query:
        return rows.none()
    table = f"search_{checked(room)}"
    tables, where, params = _conditions(table, query, county, within)
    order = f'"{tables[-1]}".{_key(tables[-1])}'
    pk = rows.model._meta.pk
    assert pk is not None
    where.append(f'{order} = "{rows.model._meta.db_table}"."{pk.column}"')
    if before is not None:
        where.append(f"{order} < %s")
        params.append(before)
    return rows.extra(tables=tables, where=where, params=params).order_by(RawSQL(order, []).desc())


def _key(table: str) -> str:
    return "rowid" if table.endswith("_tokens") else "key"


def _conditions(
    table: str, query: Query, county: str | None, within: Sequence[str]
) -> tuple[list[str], list[str], list[Any]]:
    """Tables, conditions and parameters; the last table is the one to order by."""
    looked_at = [wanted for wanted in query.terms if not exact(wanted)]
    groups = [[token] for wanted in query.terms for token in needed(wanted)]
    if county is not None:
        groups.append([f"{MARK}c{county}"])
    if within:
        groups.append([f"{MARK}{mark}" for mark in within])
    if connection.vendor == "postgresql":
        text = " & ".join("(" + " | ".join(f"'{token}'" for token in group) + ")" for group in groups)
        where = [f'"{table}".tokens @@ %s::tsquery', *[f'position(%s in "{table}".body) > 0' for _ in looked_at]]
        return [table], where, [text, *looked_at]
    text = " AND ".join("(" + " OR ".join(f'"{token}"' for token in group) + ")" for group in groups)
    tokens = f"{table}_tokens"
    where = [f'"{tokens}" MATCH %s', *[f'instr("{table}".body, %s) > 0' for _ in looked_at]]
    where.append(f'"{table}".key = "{tokens}".rowid')
    return [table, tokens], where, [text, *looked_at]
