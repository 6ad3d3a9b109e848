"""A cursor for the statements of which every booking and every entry is made: PostgreSQL plans them once for a connection.

Planning takes longer than running them does. Django binds values on its own side, so that no two statements are alike;
this one sends them beside the text, which psycopg prepares once it has come often enough (`prepare_threshold`).
"""

from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper


def planned() -> CursorWrapper:
    """As `connection.cursor()`, for texts that are constant and whose parameters' types the tables say."""
    if connection.vendor != "postgresql" or connection.queries_logged:  # who looks at the queries wants to read them
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    cursor: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # the stubs know it without its base
    return connection.make_cursor(cursor)
