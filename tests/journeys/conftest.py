"""People of the small county at real browsers: `come("alice")` opens one in which she is signed in."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from banshi.kernel.access.actors import FACTOR_KEY
from banshi.kernel.access.tests.signing import Inbox
from banshi.kernel.ledger.audit import verify_database
from banshi.kernel.testing.browser import started
from banshi.kernel.testing.people import World, build
from tests.journeys.looking import DESK, PHONE, Device, Seen, size
from tests.journeys.person import Person

Come = Callable[..., Person]
Places = dict[Device, list[Page]]


DESKTOP = Device(DESK, script=True)
ON_A_PHONE = pytest.mark.parametrize("device", [Device(PHONE, script=False)], ids=["phone"], indirect=True)
AT_A_DESK = pytest.mark.parametrize("device", [DESKTOP], ids=["desk"], indirect=True)
"""For a lesser story that need not be told twice."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories at a desk follow one another in one process: what one of them has looked over with axe is not looked over again."""
    for item in items:
        call = getattr(item, "callspec", None)
        if call is not None and call.params.get("device") == DESKTOP:
            item.add_marker(pytest.mark.xdist_group("desk"))


@pytest.fixture(params=[Device(PHONE, script=False), DESKTOP], ids=["phone", "desk"])
def device(request: pytest.FixtureRequest) -> Device:
    """A phone on which no script runs, and a desk on which they do."""
    found: Device = request.param
    return found


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all stories that follow one another."""
    yield from started()


@pytest.fixture
def county(transactional_db: None) -> World:
    """The small county as it is today: the pages go by the real clock. What is done in it stays whole on the ledger."""
    for name in ("default", "local"):
        caches[name].clear()  # limits count from zero
    return build(timezone.now())


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Inbox:
    """The text messages of the story."""
    caught = Inbox()
    monkeypatch.setattr("banshi.kernel.access.adapters.text", caught)
    return caught


@pytest.fixture(scope="package")
def places(chromium: Browser) -> Places:
    """Browsers that somebody has left: opening one takes longer than anything that is done in it."""
    return defaultdict(list)


@pytest.fixture(scope="session")
def looked_over() -> dict[Device, Seen]:
    """What the people of all journeys came to before, on each device."""
    return defaultdict(Seen)


@pytest.fixture
def come(
    chromium: Browser,
    live_server: LiveServer,
    county: World,
    device: Device,
    inbox: Inbox,
    places: Places,
    looked_over: dict[Device, Seen],
) -> Iterator[Come]:
    """`come("clerk")` sits down signed in; `come()` is somebody whom nobody knows.

    When the story is over nothing has gone wrong in any browser, and the ledger verifies.
    """
    there: list[Person] = []
    left, seen = places[device], looked_over[device]

    def arrive(name: str = "") -> Person:
        page = left.pop() if left else _opened(chromium, live_server.url, device)
        if name:
            page.context.add_cookies([{**_session(county, name), "url": live_server.url}])
        there.append(Person(page, device, seen, name or "somebody"))
        return there[-1]

    yield arrive
    for person in there:
        person.leaves()
        _cleared(person.page, live_server.url)
        left.append(person.page)
    report = verify_database(file=False)
    assert report.ok, report


def _opened(chromium: Browser, home: str, device: Device) -> Page:
    context = chromium.new_context(
        viewport=size(device.width), java_script_enabled=device.script, base_url=home, locale="zh-CN"
    )
    return context.new_page()


def _cleared(page: Page, home: str) -> None:
    """Whoever sits down here next finds nothing of whoever has left."""
    page.goto("about:blank")
    page.context.clear_cookies()
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": home, "storageTypes": "all"})
    session.detach()


def _session(county: World, name: str) -> Any:
    """The cookie of somebody who has signed in with both factors; the sign-in pages have journeys of their own."""
    client = Client()
    client.force_login(county.account(name))
    session = client.session
    session[FACTOR_KEY] = True
    session.save()
    return {"name": configured.SESSION_COOKIE_NAME, "value": client.cookies[configured.SESSION_COOKIE_NAME].value}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph of a broken well."""
    file = BytesIO()
    Image.frombytes("RGB", (640, 480), Random(1).randbytes(640 * 480 * 3)).save(file, "JPEG", quality=60)
    path = tmp_path / "well.jpg"
    path.write_bytes(file.getvalue())
    return path
