"""Every address of the house answers each kind of visitor as its room's matrix says."""

from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse

from banshi.kernel.access.actors import FACTOR_KEY
from banshi.kernel.testing.matrix import VISITORS, Row, addresses, rows
from banshi.kernel.testing.people import World, build
from banshi.kernel.testing.remembered import Remembered

ROWS = rows()


class Doors:
    """The small county in which every visitor has signed in, put down once: signing in takes longer than a page."""

    def __init__(self, keys: Path) -> None:
        self.cookies: dict[str, SimpleCookie] = {"anonymous": SimpleCookie()}
        self.county = Remembered(keys, self._build)

    def _build(self) -> World:
        world = build()
        for visitor in set(VISITORS) - {"anonymous"}:
            client = Client()
            client.force_login(world.account(visitor))
            session = client.session
            session[FACTOR_KEY] = True
            session.save()
            self.cookies[visitor] = client.cookies
        return world


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Doors:
    return Doors(tmp_path_factory.mktemp("doors") / "keys")


@pytest.fixture
def world(db: None, doors: Doors) -> World:
    return doors.county.again()


def visit(client: Client, cookies: SimpleCookie, world: World, row: Row, path: str) -> int:
    """The status that the visitor with these cookies gets, leaving nothing behind."""
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
    before = transaction.savepoint()
    kind = {"content_type": "application/json"} if row.json else {}
    data = None if row.method in {"GET", "DELETE"} else dict(row.data(world))
    send = getattr(client, row.method.lower())
    status: int = send(path, data, headers={"accept": row.accept}, **kind).status_code
    transaction.savepoint_rollback(before)
    return status


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_address_answers_each_visitor_as_the_matrix_says(row: Row, doors: Doors, world: World, settings) -> None:  # type: ignore[no-untyped-def]
    caches["default"].clear()
    for name, value in row.settings.items():
        setattr(settings, name, value)
    path = reverse(row.name, kwargs=dict(row.args(world)))
    client = Client(raise_request_exception=False)
    got = {visitor: visit(client, doors.cookies[visitor], world, row, path) for visitor in VISITORS}
    assert got == {visitor: row.status(visitor) for visitor in VISITORS}


@pytest.mark.parametrize("name", sorted(set(addresses())))
def test_every_address_has_a_row(name: str) -> None:
    assert name in {row.name for row in ROWS}, f"add Row({name!r}, …) to tests/matrix.py of its room"


def test_no_row_speaks_of_an_address_that_is_gone() -> None:
    assert {row.name for row in ROWS} <= set(addresses())


def test_every_row_names_known_visitors_only() -> None:
    for row in ROWS:
        assert set(row.statuses) <= {*VISITORS, "*"}, row
