"""What is looked for, put once for both databases."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from banshi.kernel.search.index import MARK
from banshi.kernel.search.parse import parse
from banshi.kernel.search.schema import table_of


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
    groups = [(f"{MARK}c{county}",)] if county is not None else []
    if within:
        groups.append(tuple(f"{MARK}{mark}" for mark in within))
    return Wanted(table_of(room), terms, tuple(groups), before)


def primary_key(rows: "QuerySet[Any, Any]") -> str:
    """The column that the table's `key` stands for."""
    pk = rows.model._meta.pk
    assert pk is not None
    return f'"{rows.model._meta.db_table}"."{pk.column}"'
