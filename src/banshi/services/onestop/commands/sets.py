"""Statements over sets of rows, in plain SQL: the same for one case as for ten thousand."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection


def among(column: str, ids: Sequence[int]) -> tuple[str, list[Any]]:
    """A condition that the column is one of these, with its parameter."""
    if len(ids) == 1:
        return f"{column} = %s", [ids[0]]
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(ids)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(ids))]  # noqa: S608  # the column is written out by the caller


def run(statement: str, values: Iterable[Any]) -> int:
    """Carry it out. Returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return int(cursor.rowcount)


def rows(statement: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """What it finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def second(at: datetime) -> datetime:
    """When it was, to the second: SQLite keeps what is finer in seven more letters, of every step twice."""
    return at.replace(microsecond=0)


def moment(at: datetime) -> Any:
    """An instant as the database takes it."""
    return connection.ops.adapt_datetimefield_value(second(at))


def day(at: Any) -> Any:
    """A day as the database takes it."""
    return connection.ops.adapt_datefield_value(at)


def locking(table: str) -> str:
    """What a SELECT ends with to keep its rows of `table` from others; SQLite has one writer anyway."""
    return f" FOR UPDATE OF {table}" if connection.vendor == "postgresql" else ""
