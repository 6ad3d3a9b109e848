"""A database of its own, of the kind the tests run on, to migrate forward and back."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from banshi.kernel.testing.databases import FILE, scratch_database

ALIAS = "scratch"
Node = tuple[str, str]


def rooms(prefix: str) -> set[str]:
    """The labels of the rooms under a package that have tables."""
    graph = MigrationLoader(None).graph
    found = {config.label for config in apps.get_app_configs() if config.name.startswith(prefix)}
    return found & {label for label, _name in graph.nodes}


@dataclass(frozen=True)
class Site:
    """A database under migration."""

    alias: str

    @property
    def executor(self) -> MigrationExecutor:
        """One that has read anew what is applied."""
        return MigrationExecutor(connections[self.alias])

    @property
    def newest(self) -> list[Node]:
        """The last migration of every room; what they stand on comes with them."""
        return [node for label in sorted(rooms("banshi.")) for node in self.executor.loader.graph.leaf_nodes(label)]

    def to(self, targets: Iterable[tuple[str, str | None]]) -> Any:
        """Migrate; gives the models as they are then."""
        return self.executor.migrate(list(targets)).apps  # type: ignore[arg-type]  # None is zero

    def tables(self) -> set[str]:
        """Every table but the one in which Django notes what it has applied."""
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            return set(connection.introspection.table_names(cursor)) - {"django_migrations"}

    def triggers(self) -> set[str]:
        """The names of all triggers that somebody wrote."""
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connections[self.alias].vendor == "postgresql":
            asked = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        return {str(name) for (name,) in self.rows(asked)}

    def rows(self, statement: str, *given: object) -> list[tuple[Any, ...]]:
        """What a statement answers, if it answers anything."""
        with connections[self.alias].cursor() as cursor:
            cursor.execute(statement, given)
            return list(cursor.fetchall()) if cursor.description else []

    def enter(self, subject: str) -> None:
        """The first entry of a subject."""
        columns = "county, subject, position, at, actor, kind, body, previous, hash"
        given = (
            "150627",
            subject,
            0,
            "2021-05-26 01:02:03+00:00",
            "person:1",
            "requests.submitted",
            "{}",
            b"",
            b"h" * 32,
        )
        self.rows(f"INSERT INTO ledger_entry ({columns}) VALUES ({', '.join(['%s'] * len(given))})", *given)


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Site]:
    """A database that was migrated from nothing."""
    folder = tmp_path_factory.mktemp("site")
    with scratch_database(migrated_for=folder) as address, django_db_blocker.unblock():
        plain = deepcopy(connections.databases["default"])
        name = address.rpartition("/")[2] or str(folder / FILE)
        connections.databases[ALIAS] = {**plain, "NAME": name}
        try:
            yield Site(ALIAS)
        finally:
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.databases[ALIAS]


@pytest.fixture
def site(database: Site, django_db_blocker: Any) -> Iterator[Site]:
    """A site that was migrated to what is newest. Tests hand it on to each other: from nothing that takes long."""
    with django_db_blocker.unblock():
        database.to(database.newest)
        yield database
