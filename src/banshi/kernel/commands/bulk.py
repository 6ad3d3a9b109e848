"""Insert thousands of new rows at once, for imports.

`bulk_create` spends most of an import's time preparing each value anew. Here each column is
prepared by one function chosen once, and the rows go in as one prepared statement (SQLite) or
one COPY (PostgreSQL). Few rows take the ordinary way.

`insert_new` and `insert_values` do without objects: making one takes longer than the database takes for its row.
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
    _write(model, fields, _values(rows, fields))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_new(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Sequence[int]:
    """Insert rows given as the values of the named attributes, e.g. "at" or "unit_id", and return the keys they got."""
    if not rows:
        return []
    if len(rows) > FEW:
        keys = _numbers(model, len(rows))
        insert_values(model, ("id", *names), [(key, *row) for key, row in zip(keys, rows, strict=True)])
        return keys
    fields = _named(model, names)
    holders = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    values = [value for row in _prepared(map(list, rows), fields) for value in row]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_into(model, fields)} VALUES {holders} RETURNING id", values)  # noqa: S608  # names come from the model
        return [int(key) for (key,) in cursor.fetchall()]  # in the order of the rows, as `bulk_create` trusts too


def insert_values(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """`insert_new` for rows that bring their keys."""
    if rows:
        fields = _named(model, names)
        _write(model, fields, _prepared(map(list, rows), fields))


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


def _values(rows: Sequence[models.Model], fields: "Sequence[models.Field[Any, Any]]") -> Iterator[Sequence[Any]]:
    """The rows as the database takes them."""
    read = attrgetter("pk", *(field.attname for field in fields))  # a getter of one name would give no tuple
    return _prepared((list(read(row)[1:]) for row in rows), fields)


def _prepared(rows: Iterable[list[Any]], fields: "Sequence[models.Field[Any, Any]]") -> Iterator[Sequence[Any]]:
    """The values as the database takes them; only columns that need it are prepared."""
    prepared = [(at, prepare) for at, field in enumerate(fields) if (prepare := _prepare(field)) is not None]
    for values in rows:
        for at, prepare in prepared:
            if values[at] is not None:
                values[at] = prepare(values[at])
        yield values


def _prepare(field: "models.Field[Any, Any]") -> Prepare | None:
    """What turns a value of this column into what the database takes; None if it takes it as it is."""
    if isinstance(field, models.DateTimeField):
        return lru_cache(4096)(connection.ops.adapt_datetimefield_value)
    if isinstance(field, models.DateField):
        return lru_cache(4096)(connection.ops.adapt_datefield_value)
    return json.dumps if isinstance(field, models.JSONField) else None


def _named(model: type[models.Model], names: Sequence[str]) -> "list[models.Field[Any, Any]]":
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    return [by_name[name] for name in names]


def _into(model: type[models.Model], fields: "Sequence[models.Field[Any, Any]]") -> str:
    """The table and its columns, as they stand after INSERT INTO."""
    quoted = connection.ops.quote_name
    return f"{quoted(model._meta.db_table)} ({', '.join(quoted(str(field.column)) for field in fields)})"


def _write(
    model: type[models.Model], fields: "Sequence[models.Field[Any, Any]]", values: Iterable[Sequence[Any]]
) -> None:
    into, rows = _into(model, fields), list(values)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > FEW:
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        holders = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {into} VALUES ({holders})", rows)  # noqa: S608  # names come from the model
