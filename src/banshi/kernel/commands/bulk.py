"""Insert thousands of new rows at once, for imports.

`bulk_create` spends most of an import's time preparing each value anew. Here each column is
prepared by one function chosen once, and the rows go in as one prepared statement (SQLite) or
one COPY (PostgreSQL). Few rows take the ordinary way.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

FEW = 16
Prepare = Callable[[Any], Any]


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one table and give each its primary key, as `bulk_create` would."""
    if not rows:
        return
    model = type(rows[0])
    if len(rows) <= FEW:
        model._default_manager.bulk_create(rows)
        return
    fields = model._meta.concrete_fields
    key = model._meta.pk
    assert key is not None
    if isinstance(key, models.AutoField):
        for row, number in zip(rows, _numbers(model, len(rows)), strict=True):
            row.pk = number
    _write(model._meta.db_table, [str(field.column) for field in fields], _values(rows, fields))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _values(rows: Sequence[models.Model], fields: "Sequence[models.Field[Any, Any]]") -> Iterator[Sequence[Any]]:
    """The rows as the database takes them; only columns that need it are prepared."""
    read = attrgetter("pk", *(field.attname for field in fields))  # a getter of one name would give no tuple
    prepared = [(at, prepare) for at, field in enumerate(fields) if (prepare := _prepare(field)) is not None]
    for row in rows:
        values = list(read(row)[1:])
        for at, prepare in prepared:
            if values[at] is not None:
                values[at] = prepare(values[at])
        yield values


def _numbers(model: type[models.Model], count: int) -> Sequence[int]:
    """Primary keys that nobody else gets: from the sequence, or, where there is one writer, from its counter."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = found[0] if found else 0
    return range(last + 1, last + 1 + count)


def _prepare(field: "models.Field[Any, Any]") -> Prepare | None:
    """What turns a value of this column into what the database takes; None if it takes it as it is."""
    if isinstance(field, models.DateTimeField):
        return lru_cache(4096)(connection.ops.adapt_datetimefield_value)
    if isinstance(field, models.DateField):
        return lru_cache(4096)(connection.ops.adapt_datefield_value)
    return json.dumps if isinstance(field, models.JSONField) else None


def _write(table: str, columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    quoted = connection.ops.quote_name
    into = f"{quoted(table)} ({', '.join(quoted(column) for column in columns)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        holders = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {into} VALUES ({holders})", list(values))  # noqa: S608  # names come from the model
