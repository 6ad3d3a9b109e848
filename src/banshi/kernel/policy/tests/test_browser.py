"""The page of parameters in a real browser: it fits a phone and a desk, and keeps nobody out."""

from typing import Any

import pytest

from banshi.kernel.policy.tests.books import ALLOWANCE
from banshi.kernel.testing.browser import axe_clean

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1440])
def test_it_fits_and_keeps_nobody_out(chromium: Any, live_server: Any, settings: Any, width: int) -> None:
    own = settings.DATA_DIR / "policy" / "parameters.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(ALLOWANCE)
    context = chromium.new_context(viewport={"width": width, "height": 780})
    page = context.new_page()
    page.goto(f"{live_server.url}/policy/?on=2021-05-26")
    axe_clean(page)
    assert "3,000.00 元" in page.locator("main").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
