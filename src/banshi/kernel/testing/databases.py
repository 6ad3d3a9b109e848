"""Databases of their own for tests that run whole sites."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from django.conf import settings


@contextmanager
def scratch_database() -> Iterator[str]:
    """The address of an empty database of the kind the tests run on, dropped afterwards.

    Empty on SQLite, where a site keeps its database in its own data folder.
    """
    given: dict[str, Any] = settings.DATABASES["default"]
    if "postgresql" not in given["ENGINE"]:
        yield ""
        return
    import psycopg  # only where PostgreSQL is used

    name = f"scratch_{secrets.token_hex(6)}"
    user, password, host, port = (str(given[key]) for key in ("USER", "PASSWORD", "HOST", "PORT"))
    server = psycopg.conninfo.make_conninfo(user=user, password=password, host=host, port=port, dbname="postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"postgres://{quote(user)}:{quote(password)}@{host}:{port}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
