"""A room is removed by migrating it to zero: nothing of it is left, and nothing of another goes with it."""

import re

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.migrations.conftest import Site, rooms

pytestmark = pytest.mark.xdist_group("migrations")


def standing_on(labels: set[str]) -> set[str]:
    """These, and every app that cannot stand without them."""
    graph = MigrationLoader(None).graph
    roots = [root for label in labels for root in graph.root_nodes(label)]
    return labels | {label for root in roots for label, _name in graph.backwards_plan(root)}


def belongs(table: str, labels: set[str]) -> bool:
    return re.fullmatch(rf"(search_)?({'|'.join(labels)})(_.*)?", table) is not None


class TestTheRooms:
    def test_go_without_a_trace(self, site: Site) -> None:
        there = site.tables()
        services, ours = rooms("banshi.services."), rooms("banshi.")
        assert all(any(belongs(table, {label}) for table in there) for label in ours)

        site.to((label, None) for label in services)
        assert there - site.tables() == {table for table in there if belongs(table, services)}

        site.to((label, None) for label in standing_on(ours))
        assert {table for table in site.tables() if belongs(table, ours)} == set()
        assert site.triggers() == set()


@pytest.mark.anydb
class TestTheServices:
    def test_stand_on_no_other_service(self) -> None:
        """Whichever is taken away, the others stay: a foreign key between them would show as a dependency."""
        services = rooms("banshi.services.")
        assert [label for label in services if standing_on({label}) & services != {label}] == []
