"""What is looked for, put once for both databases."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet

from banshi.kernel.search.index import MARK
from banshi.kernel.search.parse import parse
from banshi.kernel.search.schema import table_of

KEY = "«key»"
FEW = 5_000
"""Hits up to which they are all gathered first; a word with more is common enough to be met while reading."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Terms and narrowing of one search in one room's table."""

    table: str
    terms: tuple[str, ...]
    marks: tuple[tuple[str, ...], ...]
    """Groups of marks: of each group a row carries at least one."""
    before: int | None

    def read(self, table: str, contains: str) -> tuple[str, list[Any]]:
        """The search as conditions on the columns of `table`, without an index.

        `contains`: the database's test whether a column holds a string, e.g. "instr({0}, %s) > 0".
        """
        body = contains.format(f'"{table}".body')
        mark = contains.format(f"' ' || \"{table}\".marks || ' '")
        parts = [body for _ in self.terms]
        params: list[Any] = list(self.terms)
        for group in self.marks:
            parts.append(f"({' OR '.join(mark for _ in group)})")
            params += [f" {m} " for m in group]
        if self.before is not None:
            parts.append(f'"{table}".key < %s')
            params.append(self.before)
        return " AND ".join(parts), params

    def read_row(self, contains: str) -> "OfKey":
        """The search as a question to one row after the other, in whatever order the list has.

        A scalar subquery, and not EXISTS, so that no planner turns it into a join over all texts.
        """
        late = f"{self.table}_late"
        sql, params = self.read(self.table, contains)
        late_sql, late_params = self.read(late, contains)
        return OfKey(
            f'COALESCE((SELECT {sql} FROM "{self.table}" WHERE key = {KEY}),'
            f' (SELECT {late_sql} FROM "{late}" WHERE key = {KEY}), FALSE)',
            [*params, *late_params],
        )

    def read_late(self, contains: str) -> tuple[str, list[Any]]:
        """The keys of hits that are not in the index yet, as a subquery."""
        sql, params = self.read(f"{self.table}_late", contains)
        return f'SELECT key FROM "{self.table}_late" WHERE {sql}', params


def wanted(
    room: str, typed: str, *, county: str | None = None, within: Sequence[str] = (), before: int | None = None
) -> Wanted | None:
    """The search, or None when nothing searchable was typed."""
    terms = parse(typed).terms
    if not terms:
        return None
    groups: list[tuple[str, ...]] = [(f"{MARK}c{county}",)] if county is not None else []
    if within:
        groups.append(tuple(f"{MARK}{mark}" for mark in within))
    return Wanted(table_of(room), terms, tuple(groups), before)


class OfKey(Func):
    """A condition in SQL in which KEY stands for the primary key of the row asked about."""

    def __init__(self, sql: str, params: Sequence[Any]) -> None:
        super().__init__(F("pk"), output_field=BooleanField())
        self.sql, self.params = sql, tuple(params)

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        column, _none = compiler.compile(self.source_expressions[0])
        return self.sql.replace(KEY, column), self.params


def primary_key(rows: QuerySet[Any, Any]) -> str:
    """The column that the table's `key` stands for."""
    pk = rows.model._meta.pk
    assert pk is not None
    return f'"{rows.model._meta.db_table}"."{pk.column}"'
