"""Insert thousands of new rows at once, for imports.

`bulk_create` spends most of an import's time preparing each value anew, and most of a single
submission's compiling the same statement again. Here each column is prepared by one function
chosen once. Many rows go in as one prepared statement (SQLite) or one COPY (PostgreSQL), few as
one statement whose words are put together once a process.

`insert_new` and `insert_values` do without objects: making one takes longer than the database takes for its row.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

FEW = 16
PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.BooleanField,
    models.BinaryField,
    models.ForeignKey,
)
"""Columns whose values go in as they are."""
Prepare = Callable[[Any], Any]
M = TypeVar("M", bound=models.Model)


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one table and give each its primary key, as `bulk_create` would."""
    if not rows:
        return
    columns = _all_columns(type(rows[0]))
    if columns.key and len(rows) <= FEW:
        keys: Sequence[int] = _insert(columns, [columns.read(row)[1:] for row in rows])
        for row, number in zip(rows, keys, strict=True):
            row.pk = number
    else:
        if columns.key:
            for row, number in zip(rows, _numbers(columns.model, len(rows)), strict=True):
                row.pk = number
            columns = _columns(columns.model, ("id", *columns.names))
        _write(columns, [columns.read(row)[1:] for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_new(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Sequence[int]:
    """Insert rows given as the values of the named attributes, e.g. "at" or "unit_id", and return the keys they got."""
    if not rows:
        return []
    if len(rows) <= FEW:
        return _insert(_columns(model, tuple(names)), rows)
    keys = _numbers(model, len(rows))
    insert_values(model, ("id", *names), [(key, *row) for key, row in zip(keys, rows, strict=True)])
    return keys


def insert_values(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """`insert_new` for rows that bring their keys."""
    if rows:
        _write(_columns(model, tuple(names)), rows)


def fresh(model: type[M], **values: Any) -> M:
    """An object as `model(**values)` makes it, in a twentieth of the time; values by attribute, e.g. `unit_id` and not `unit`."""
    made = model.__new__(model)
    made.__dict__ = {**_blank(model), **values}
    made._state = ModelState()
    return made


@cache
def _blank(model: type[models.Model]) -> dict[str, Any]:
    """What a new object holds that is told nothing.

    Raises:
        TypeError: a default is worked out anew for each object, so that none can stand for all.
    """
    fields = model._meta.concrete_fields
    if worked_out := [field.attname for field in fields if callable(field.default) and field.has_default()]:
        raise TypeError(f"{model.__name__}: {worked_out} must be given, or the object made in the ordinary way")
    return {field.attname: field.get_default() for field in fields}


class _Columns:
    """Columns of a table in the order in which values are given, and all that can be said of them once."""

    def __init__(self, model: type[models.Model], names: tuple[str, ...], *, key: bool = False) -> None:
        self.model, self.names, self.key = model, names, key
        """`key`: these are all but the key, which the database gives."""
        by_name = {field.attname: field for field in model._meta.concrete_fields}
        fields = [by_name[name] for name in names]
        self.read = attrgetter("pk", *names)  # a getter of one name would give no tuple
        self.prepared = [(at, prepare) for at, field in enumerate(fields) if (prepare := _prepare(field)) is not None]
        quoted = connection.ops.quote_name  # both databases quote alike
        self.into = f"{quoted(model._meta.db_table)} ({', '.join(quoted(str(field.column)) for field in fields)})"
        self._statements: dict[int, str] = {}

    def statement(self, rows: int) -> str:
        """What inserts so many rows; names come from the model."""
        if rows not in self._statements:
            holders = ", ".join([f"({', '.join(['%s'] * len(self.names))})"] * rows)
            self._statements[rows] = f"INSERT INTO {self.into} VALUES {holders}"  # noqa: S608
        return self._statements[rows]

    def taken(self, rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
        """The rows as the database takes them; only columns that need it are prepared."""
        for row in rows:
            values = list(row)
            for at, prepare in self.prepared:
                if values[at] is not None:
                    values[at] = prepare(values[at])
            yield values

    def flat(self, rows: Iterable[Sequence[Any]]) -> list[Any]:
        return [value for row in self.taken(rows) for value in row]


@cache
def _columns(model: type[models.Model], names: tuple[str, ...]) -> _Columns:
    return _Columns(model, names)


@cache
def _all_columns(model: type[models.Model]) -> _Columns:
    given = isinstance(model._meta.pk, models.AutoField)
    names = [field.attname for field in model._meta.concrete_fields if not (given and field.primary_key)]
    return _Columns(model, tuple(names), key=given)


def _insert(columns: _Columns, rows: Sequence[Sequence[Any]]) -> list[int]:
    """Insert few rows in one statement; keys come in the order of the rows, as `bulk_create` trusts too."""
    with connection.cursor() as cursor:
        cursor.execute(f"{columns.statement(len(rows))} RETURNING id", columns.flat(rows))
        return [int(key) for (key,) in cursor.fetchall()]


def _write(columns: _Columns, rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        if len(rows) <= FEW:
            cursor.execute(columns.statement(len(rows)), columns.flat(rows))
        elif connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {columns.into} FROM STDIN") as copy:
                for row in columns.taken(rows):
                    copy.write_row(row)
        else:
            cursor.executemany(columns.statement(1), list(columns.taken(rows)))


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
        return _instant
    if isinstance(field, models.DateField):
        return _day
    if isinstance(field, models.JSONField):
        return json.dumps
    return None if isinstance(field, PLAIN) else lambda value: field.get_db_prep_save(value, connection)


@lru_cache(4096)
def _instant(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


@lru_cache(4096)
def _day(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value)
