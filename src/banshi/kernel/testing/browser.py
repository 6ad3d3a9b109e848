"""A real browser for tests: Chromium without a window of its own, started once a module, and what axe finds on a page."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

CHROMIUM = os.environ.get("BANSHI_CHROMIUM", "/usr/bin/chromium-headless-shell")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser; a test opens a context of its own in it for each person."""
    from playwright.sync_api import sync_playwright  # only where a browser is driven

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver keeps a loop in this thread
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
            yield browser
            browser.close()


LIGHT = {"resultTypes": ["violations"], "selectors": False, "preload": False}
"""Every rule, without describing each element that satisfies it: half the time."""


def axe_clean(page: Any, *, within: str = "") -> None:
    """Nothing on the page, or in what a selector finds there, keeps anybody out as far as axe can tell. Needs JavaScript.

    Raises:
        AssertionError: with axe's own report.
    """
    from axe_playwright_python.sync_playwright import Axe

    brought = page.evaluate("'axe' in window")
    axe = Axe(axe_script="0") if brought else Axe()
    part = {"include": [[within]]} if within else None
    if axe.run(page, part, LIGHT).violations_count:
        found = Axe(axe_script="0").run(page, part)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
