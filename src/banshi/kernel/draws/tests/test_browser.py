"""A draw's page in a real browser: for everyone, without a script, and replayed on the reader's own device."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest

from banshi.kernel.draws.tests.conftest import Desk
from banshi.kernel.draws.tests.files import documents
from banshi.kernel.testing.looks import Judged, fits_and_keeps_nobody_out

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
REPLAY = "就在这台设备上重算一遍"


@pytest.fixture
def made(desk: Desk) -> dict[str, str]:
    """The number of each draw; made before the browser starts its loop."""
    return {name: str(file["ledger"][0]["entry"]["subject"][6:]) for name, file in documents(desk).items()}


@pytest.fixture
def reader(made: dict[str, str], chromium: Any, live_server: Any) -> Iterator[Any]:
    """Open a page: `reader("/draws/", width=360, script=False)`."""
    contexts = []

    def read(path: str, *, width: int = 360, script: bool = True) -> Any:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 780}, java_script_enabled=script))
        page = contexts[-1].new_page()
        page.refused = []
        page.on("console", lambda said: page.refused.append(said.text) if "Content Security" in said.text else None)
        page.goto(live_server.url + path)
        return page

    yield read
    for context in contexts:
        context.close()


def test_every_page_fits_and_keeps_nobody_out(reader: Any, made: dict[str, str]) -> None:
    judged = Judged()
    page = reader("/draws/")
    for path in ("/draws/", *(f"/draws/{number}/" for number in made.values())):
        page.goto(urljoin(page.url, path))
        fits_and_keeps_nobody_out(page, judged)
        assert page.refused == []


def test_a_token_is_looked_up_without_a_script(reader: Any, made: dict[str, str]) -> None:
    page = reader(f"/draws/{made['plain']}/", script=False)
    page.get_by_role("searchbox").fill("T001")
    page.get_by_role("button", name="查找").click()
    assert "T001" in page.locator("main [role=status]:visible").inner_text()
    assert not page.get_by_role("button", name=REPLAY).is_visible()


@pytest.mark.parametrize("name", ["plain", "mixed"])
def test_the_readers_own_device_replays_the_draw(reader: Any, made: dict[str, str], name: str) -> None:
    page = reader(f"/draws/{made[name]}/")
    page.get_by_role("button", name=REPLAY).click()
    page.get_by_text("已在这台设备上重算").wait_for()
    assert page.refused == []


def test_the_readers_own_device_says_when_the_result_is_another(reader: Any, made: dict[str, str]) -> None:
    page = reader(f"/draws/{made['mixed']}/")

    def swapped(route: Any) -> None:
        file = json.loads(route.fetch().text())
        route.fulfill(json={**file, "result": file["result"][::-1]})

    page.route("**/*.json", swapped)
    page.get_by_role("button", name=REPLAY).click()
    page.get_by_text("与公布的不一致").wait_for()
    page.unroute("**/*.json")
    page.route("**/*.json", lambda route: route.abort())
    page.get_by_role("button", name=REPLAY).click()
    page.get_by_text("这台设备现在算不了").wait_for()
