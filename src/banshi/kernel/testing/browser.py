"""A real browser for tests: Chromium without a window of its own, started once a module, and what axe finds on a page."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

CHROMIUM = os.environ.get("BANSHI_CHROMIUM", "/usr/bin/chromium-headless-shell")
NO_FEATURES = "--disable-features=PaintHolding,RenderDocument"
"""A page takes the place of the one before it: a frame of its own for each takes half as long again."""
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--process-per-site",
    NO_FEATURES,
]
AXE = "/static/axe.min.js"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser; a test opens a context of its own in it for each person."""
    yield from started()


def started() -> Iterator[Any]:
    """A browser, for as long as a fixture of any scope wants it; meanwhile the server of the tests has axe to give."""
    from playwright.sync_api import sync_playwright  # only where a browser is driven

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver keeps a loop in this thread
        _files_are_kept_for_a_minute(patch)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
            yield browser
            browser.close()


def _files_are_kept_for_a_minute(patch: pytest.MonkeyPatch) -> None:
    """As on a real site; the server of the tests would be asked for each of them at every page."""
    from axe_playwright_python.base import AXE_SCRIPT
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    plain = StaticFilesHandler.serve

    def serve(self: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        asked_for_axe = request.path == AXE
        response = HttpResponse(AXE_SCRIPT, "text/javascript") if asked_for_axe else plain(self, request)
        response["Cache-Control"] = "max-age=60"
        return response

    patch.setattr(StaticFilesHandler, "serve", serve)


LIGHT = {"resultTypes": ["violations"], "selectors": False, "preload": False}
"""Without describing each element that satisfies a rule: half the time."""
Rules = dict[str, Any]
EVERY: Rules = {}
CONTRAST: Rules = {"runOnly": ["color-contrast"], "resultTypes": ["violations", "incomplete"], "elementRef": True}
"""The rule that goes by what somebody sees; it takes longer than all others together."""
BUT_CONTRAST: Rules = {"rules": {"color-contrast": {"enabled": False}}}
BRING = """address => 'axe' in window || new Promise((brought, refused) => {
    const script = document.createElement('script');
    script.onload = brought;
    script.onerror = () => refused(`no ${address}`);
    script.src = address;
    document.head.append(script);
    script.remove();
})"""
RUN = """([part, options]) => axe.run(part ?? document, options).then(found => {
    found.incomplete.forEach(rule => rule.nodes.forEach(({element}) => element?.setAttribute('data-unsure', '')));
    return found.violations.length;
})"""
"""How much is wrong. What axe could not tell is marked, where the rules name elements."""


def axe_clean(page: Any, *, within: str = "", rules: Rules = EVERY) -> None:
    """Nothing on the page, or in what a selector finds there, keeps anybody out as far as axe can tell. Needs JavaScript.

    Raises:
        AssertionError: with axe's own report.
    """
    from axe_playwright_python.sync_playwright import Axe

    part = {"include": [[within]]} if within else None
    page.evaluate(BRING, AXE)
    if page.evaluate(RUN, [part, {**LIGHT, **rules}]):
        found = Axe(axe_script="0").run(page, part)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        raise AssertionError(f"{page.url}: axe found something, and then no more")
