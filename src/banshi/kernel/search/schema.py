"""The table of one room's texts, as a migration of that room.

    operations = [SearchTable("requests")]

Columns: `key` (the row's primary key in the room), `county`, `marks`, `body` (canonical text).
SQLite keeps the tokens in a contentless FTS5 table whose rowid is the key, so that hits stream
newest first; PostgreSQL keeps them in a tsvector column with a GIN index.
"""

import re
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

SQLITE = [
    """CREATE TABLE "search_{room}" (key integer PRIMARY KEY, county text NOT NULL, marks text NOT NULL, body text NOT NULL)""",
    """CREATE VIRTUAL TABLE "search_{room}_tokens" USING fts5(tokens, content='', columnsize=0, detail=none, tokenize='ascii')""",
]
POSTGRESQL = [
    """CREATE TABLE "search_{room}" (key bigint PRIMARY KEY, county varchar(6) NOT NULL, marks text NOT NULL,
       body text NOT NULL, tokens tsvector NOT NULL)""",
    """CREATE INDEX "search_{room}_tokens" ON "search_{room}" USING gin (tokens)""",
]
UNDO = {
    "sqlite": ["""DROP TABLE "search_{room}_tokens" """, """DROP TABLE "search_{room}" """],
    "postgresql": ["""DROP TABLE "search_{room}" """],
}


def checked(room: str) -> str:
    """A name that may stand in SQL as it is.

    Raises:
        ValueError: anything but lower-case letters, digits and underscores.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", room):
        raise ValueError(f"a search room is named in lower-case letters, digits and underscores, got {room!r}")
    return room


class SearchTable(Operation):
    """Create the search table `room` (backwards: drop it)."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, room: str) -> None:
        self.room = checked(room)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The table has no model: only this room's functions touch it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(room=self.room))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in UNDO[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(room=self.room))

    def describe(self) -> str:
        return f"Search table of {self.room}"
