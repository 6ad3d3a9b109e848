"""Databases for tests: migrated once a run, and copied for every worker and for every site that a test sets up."""

import fcntl
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

FILE = "banshi.sqlite3"
"""What a site calls its database in its data folder."""
RUN = os.environ.setdefault("PYTEST_BANSHI_RUN", f"{os.getpid()}_{secrets.token_hex(4)}")
"""The workers of a run inherit its name from the process that began it, whose number is in it."""
KEPT = Path(gettempdir()) / f"banshi-test-{RUN}"
TEMPLATE = f"template_{RUN}"


def on_postgresql() -> bool:
    """Whether the tests run on PostgreSQL."""
    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


@contextmanager
def scratch_database(*, migrated_for: Path | None = None) -> Iterator[str]:
    """The address of an empty database of the kind the tests run on, dropped afterwards.

    Empty on SQLite, where a site keeps its database in its own data folder. With `migrated_for`,
    that folder, the site there begins with every table, as after `banshi migrate`.
    """
    if not on_postgresql():
        if migrated_for is not None:
            migrated_for.mkdir(parents=True, exist_ok=True)
            shutil.copy(_template() / FILE, migrated_for / FILE)
        yield ""
        return
    name = f"scratch_{secrets.token_hex(6)}"
    if migrated_for is not None:
        _template()
    _on_server(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{TEMPLATE}"' if migrated_for is not None else ""))
    try:
        yield _address(name)
    finally:
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def copy_test_database() -> None:
    """Have this process's test database copied instead of migrated."""
    creation: Any = connection.creation
    plain = creation.create_test_db

    def create(verbosity: int = 1, autoclobber: bool = False, serialize: bool = True, keepdb: bool = False) -> str:
        if keepdb:
            return str(plain(verbosity, autoclobber, serialize, keepdb))
        kept, name = _template(), str(creation._get_test_db_name())
        creation.connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
        creation._create_test_db(verbosity, autoclobber)
        creation.connection.close()
        settings.DATABASES[connection.alias]["NAME"] = creation.connection.settings_dict["NAME"] = name
        connection.ensure_connection()
        if not on_postgresql():
            with closing(sqlite3.connect(kept / FILE)) as source:
                source.backup(connection.connection)
        return name

    creation.create_test_db = create


def forget() -> None:
    """What was kept for the run, once it is over; nothing in a process that did not begin it."""
    if not RUN.startswith(f"{os.getpid()}_") or not KEPT.exists():
        return
    shutil.rmtree(KEPT)
    if on_postgresql():
        _on_server(f'DROP DATABASE IF EXISTS "{TEMPLATE}" WITH (FORCE)')


def _template() -> Path:
    """The folder in which a site was migrated in this run; its database is `TEMPLATE` on PostgreSQL."""
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (KEPT / "made").exists():
            _migrate()
            (KEPT / "made").touch()
    return KEPT


def _migrate() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BANSHI_")}
    environment["BANSHI_DATA_DIR"] = str(KEPT)
    if on_postgresql():
        _on_server(f'CREATE DATABASE "{TEMPLATE}"')
        environment["BANSHI_DATABASE_URL"] = _address(TEMPLATE)
    line = [sys.executable, "-m", "banshi", "migrate", "-v0", "--skip-checks"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"a site cannot be migrated:\n{done.stdout}{done.stderr}"


def _address(name: str) -> str:
    user, password, host, port = (quote(str(_server()[key])) for key in ("user", "password", "host", "port"))
    return f"postgres://{user}:{password}@{host}:{port}/{name}"


def _server() -> dict[str, Any]:
    given: dict[str, Any] = settings.DATABASES["default"]
    return {key: str(given[key.upper()]) for key in ("user", "password", "host", "port")}


def _on_server(statement: str) -> None:
    import psycopg  # only where PostgreSQL is used

    address = psycopg.conninfo.make_conninfo(dbname="postgres", **_server())
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(statement)
