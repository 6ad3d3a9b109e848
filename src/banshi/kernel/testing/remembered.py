"""The small county, built once through the real commands and put back by its rows for every later test.

Building it takes longer than most tests. The rows are laid down as they were, with the keys by
which their personal values were sealed, so that a test finds what the commands would have left.
"""

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from banshi.kernel.directory.queries.areas import forget_areas
from banshi.kernel.testing.people import World, build

Rows = list[tuple[Any, ...]]
FIRST = "ledger_entry"
"""Every command writes here: where it is empty, nothing was built yet."""


@dataclass
class Remembered:
    """The county of this test run; empty until a test asks for it in an untouched database."""

    keys: Path
    """A folder for the keys, outside of any one test's."""
    build: Callable[[], World] = build
    """Puts the county down through the real commands."""
    world: World | None = None
    statements: list[str] = field(default_factory=list)
    """They lay its rows down, one for each table; on PostgreSQL one for all."""

    def again(self) -> World:
        """The county in this test's database and data folder. SQL: one read, and one insert for each table, or for all on PostgreSQL."""
        folder = Path(settings.DATA_DIR) / "keys"
        if folder.exists() or _rows(FIRST):  # the test began with something of its own
            return self.build()
        if self.world is None:
            self._first(folder)
        else:
            forget_areas()  # the test before may have named them otherwise
            shutil.copytree(self.keys, folder)
            with connection.cursor() as cursor:
                for statement in self.statements:
                    cursor.execute(statement)
        return deepcopy(self.world)  # type: ignore[return-value]  # set by now

    def _first(self, folder: Path) -> None:
        before = {table: _rows(table) for table in _tables()}
        self.world = self.build()
        shutil.copytree(folder, self.keys)
        after = {table: _rows(table) for table in before}
        laid = {table: rows for table, rows in after.items() if rows != before[table]}
        assert not any(before[table] for table in laid), "the county would be mixed with what was there"
        statements = [_statement(table, rows) for table, rows in laid.items()]
        self.statements = [";".join(statements)] if connection.vendor == "postgresql" else statements


def _tables() -> list[str]:
    """Every table, the ledger first: laying down its entries sets off triggers that write elsewhere."""
    named = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return [FIRST, *sorted(named - {FIRST})]


def _rows(table: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows: Rows = cursor.fetchall()
    return rows


def _statement(table: str, rows: Rows) -> str:
    """Lays the rows down; those that a trigger has written meanwhile stay as they are.

    Written out, since binding the same values anew for every test takes most of the time.
    """
    values = ", ".join(f"({', '.join(_literals(row))})" for row in rows)
    return f"INSERT INTO {connection.ops.quote_name(table)} VALUES {values} ON CONFLICT DO NOTHING"


def _literals(row: tuple[Any, ...]) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return [cursor.mogrify("%s", [value]) for value in row]
        cursor.execute(f"SELECT {', '.join(['quote(%s)'] * len(row))}", row)
        return list(cursor.fetchone())
