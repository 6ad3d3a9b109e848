"""The table of one room's texts, as a migration of that room.

    operations = [SearchTable("requests")]

Columns: `key` (the row's primary key in the room), `county`, `marks`, `body` (canonical text).
Rows that an import has brought wait in `…_late` until they are indexed. SQLite keeps the tokens
in a contentless FTS5 table whose rowid is the key, so that hits stream newest first. PostgreSQL
keeps no tokens at all: its GIN index is over a function of the body, every pair of neighbouring
characters as a lexeme.
"""

import re
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

SQLITE = [
    """CREATE TABLE "search_{room}" (key integer PRIMARY KEY, county text NOT NULL, marks text NOT NULL, body text NOT NULL)""",
    """CREATE TABLE "search_{room}_late" (key integer PRIMARY KEY, county text NOT NULL, marks text NOT NULL, body text NOT NULL)""",
    """CREATE VIRTUAL TABLE "search_{room}_tokens" USING fts5(tokens, content='', columnsize=0, detail=none, tokenize='ascii')""",
]
POSTGRESQL = [
    # Its cost keeps the planner from working it out for rows outside the index.
    """CREATE OR REPLACE FUNCTION search_pairs(body text) RETURNS tsvector
       LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
       SELECT array_to_tsvector(array_agg(a || b))
       FROM unnest(string_to_array(body, NULL), (string_to_array(body, NULL))[2:]) AS pair (a, b) WHERE b IS NOT NULL $$""",
    """CREATE TABLE "search_{room}" (key bigint PRIMARY KEY, county varchar(6) NOT NULL, marks text NOT NULL, body text NOT NULL)""",
    """CREATE TABLE "search_{room}_late" (LIKE "search_{room}" INCLUDING ALL)""",
    """CREATE INDEX "search_{room}_tokens" ON "search_{room}"
       USING gin (search_pairs(body), string_to_array(marks, ' ')) WITH (fastupdate = off)""",
]
UNDO = [
    """DROP TABLE "search_{room}_tokens" """,
    """DROP TABLE "search_{room}_late" """,
    """DROP TABLE "search_{room}" """,
]


def table_of(room: str) -> str:
    """The room's table, named so that it may stand in SQL as it is.

    Raises:
        ValueError: anything but lower-case letters, digits and underscores.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", room):
        raise ValueError(f"a search room is named in lower-case letters, digits and underscores, got {room!r}")
    return f"search_{room}"


class SearchTable(Operation):
    """Create the search table `room` (backwards: drop it)."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, room: str) -> None:
        table_of(room)
        self.room = room

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The table has no model: only this room's functions touch it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
            schema_editor.execute(statement.replace("{room}", self.room))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        tables = UNDO if schema_editor.connection.vendor == "sqlite" else UNDO[1:]
        for statement in tables:
            schema_editor.execute(statement.replace("{room}", self.room))

    def describe(self) -> str:
        return f"Search table of {self.room}"
