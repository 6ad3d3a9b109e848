"""Copy a whole database out of, and into, SQLite or PostgreSQL."""

import os
import secrets
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.management.base import CommandError

Settings = dict[str, Any]


def vendor(database: Settings) -> str:
    """ "sqlite" or "postgresql"."""
    return "postgresql" if "postgresql" in database["ENGINE"] else "sqlite"


def url(database: Settings, name: str = "") -> str:
    """The database as BANSHI_DATABASE_URL says it."""
    if vendor(database) == "sqlite":
        return f"sqlite:///{name or database['NAME']}"
    who = f"{quote(str(database['USER']))}:{quote(str(database['PASSWORD']))}"
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"postgres://{who}@{database['HOST'] or 'localhost'}{port}/{quote(name or str(database['NAME']))}"


def copy_out(database: Settings, target: Path) -> None:
    """A consistent copy of the database as of one moment, while the site goes on serving.

    Raises:
        CommandError: the tools of PostgreSQL are missing or refuse.
    """
    if vendor(database) == "sqlite":
        _copy_sqlite(Path(str(database["NAME"])), target)
    else:
        _tool(database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _copy_sqlite(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)  # in one step: a writer meanwhile does not make it begin again
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, no companions
    target.chmod(0o600)


def holds_data(database: Settings) -> bool:
    """Whether there is a site in this database already."""
    if vendor(database) == "sqlite":
        path = Path(str(database["NAME"]))
        if not path.exists() or path.stat().st_size == 0:
            return False
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    found = _ask(
        database, "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    return found != "0"


def is_served(database: Settings) -> bool:
    """Whether a worker was seen in this database within the last half minute."""
    if not holds_data(database):
        return False
    try:
        if vendor(database) == "sqlite":
            with closing(sqlite3.connect(str(database["NAME"]))) as connection:
                seen = "SELECT count(*) FROM jobs_worker WHERE seen_at > datetime('now', '-30 seconds')"
                return bool(connection.execute(seen).fetchone()[0])
        return _ask(database, "SELECT count(*) FROM jobs_worker WHERE seen_at > now() - interval '30 seconds'") != "0"
    except (sqlite3.Error, CommandError):
        return False  # a database without such a table is served by nobody


@dataclass(frozen=True, slots=True)
class Swap:
    """A database restored beside the one in use, waiting to take its place."""

    database: Settings
    fresh: str
    """Path of the file, or name of the PostgreSQL database."""

    @property
    def url(self) -> str:
        return url(self.database, self.fresh)

    def take_place(self, stamp: str) -> str:
        """Put the restored database in place; returns where the old one is kept, empty where there was none."""
        if vendor(self.database) == "sqlite":
            return _swap_files(Path(str(self.database["NAME"])), Path(self.fresh), stamp)
        old = str(self.database["NAME"])
        kept = f"{old}_replaced_{stamp}"[:63]
        _ask(self.database, f'ALTER DATABASE "{old}" RENAME TO "{kept}"', on="postgres")
        _ask(self.database, f'ALTER DATABASE "{self.fresh}" RENAME TO "{old}"', on="postgres")
        return kept

    def discard(self) -> None:
        """Give the restored database up."""
        if vendor(self.database) == "sqlite":
            Path(self.fresh).unlink(missing_ok=True)
        else:
            _ask(self.database, f'DROP DATABASE IF EXISTS "{self.fresh}" WITH (FORCE)', on="postgres")


def copy_in(database: Settings, source: Path) -> Swap:
    """Restore a copy beside the database in use, which is not touched.

    Raises:
        CommandError: PostgreSQL refuses, e.g. the role may not create databases.
    """
    if vendor(database) == "sqlite":
        return Swap(database, str(source))
    swap = Swap(database, f"{database['NAME']}_restore_{secrets.token_hex(4)}"[-63:])
    _ask(database, f'CREATE DATABASE "{swap.fresh}"', on="postgres")
    restored = {**database, "NAME": swap.fresh}
    try:
        _tool(restored, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", str(source))
    except CommandError:
        swap.discard()
        raise
    return swap


def _swap_files(place: Path, fresh: Path, stamp: str) -> str:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = place.with_name(f"{place.name}.replaced-{stamp}")
    had = place.exists()
    for source, target in ((place, kept), (fresh, place)):
        for ending in ("-wal", "-shm", ""):
            companion = source.with_name(source.name + ending)
            if companion.exists():
                shutil.move(companion, target.with_name(target.name + ending))
    return str(kept) if had else ""


def _tool(database: Settings, program: str, *arguments: str) -> str:
    if shutil.which(program) is None:
        raise CommandError(f"{program} is not installed: install the client tools of PostgreSQL (postgresql-client)")
    line = [program, *arguments, f"--dbname={database['NAME']}"]
    environment = {
        **os.environ,
        "PGHOST": str(database["HOST"] or ""),
        "PGPORT": str(database["PORT"] or ""),
        "PGUSER": str(database["USER"] or ""),
        "PGPASSWORD": str(database["PASSWORD"] or ""),
    }
    kept = {name: value for name, value in environment.items() if value}
    done = subprocess.run(line, env=kept, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise CommandError(f"{program}: {done.stderr.strip()[-1500:]}")
    return done.stdout


def _ask(database: Settings, sql: str, on: str = "") -> str:
    there = {**database, "NAME": on or database["NAME"]}
    return _tool(
        there, "psql", "--no-psqlrc", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "-c", sql
    ).strip()
