"""The page of parameters in a real browser: it fits a phone and a desk, and keeps nobody out."""

from typing import Any

import pytest

from banshi.kernel.policy.tests.books import ALLOWANCE
from banshi.kernel.testing.looks import fits_and_keeps_nobody_out

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_it_fits_and_keeps_nobody_out(chromium: Any, live_server: Any, settings: Any) -> None:
    own = settings.DATA_DIR / "policy" / "parameters.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(ALLOWANCE)
    page = chromium.new_page()
    page.goto(f"{live_server.url}/policy/?on=2021-05-26")
    fits_and_keeps_nobody_out(page)
    assert "3,000.00 元" in page.locator("main").inner_text()
    page.close()
