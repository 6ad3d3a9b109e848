"""In a real browser: axe, targets, no sideways scrolling, drafts, and life without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest

from banshi.kernel.testing.looks import Judged, fits_and_keeps_nobody_out

pytestmark = [pytest.mark.journey, pytest.mark.anydb, pytest.mark.django_db(transaction=True)]
SMALL = """() => [...document.querySelectorAll('main a, main button, header a, header button, summary, input:not([type=hidden]), select')]
  .filter(e => e.checkVisibility() && !e.closest('label') && !e.matches('.skip, p a, td a, li > a:only-child'))
  .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 && box.height > 0).map(([html]) => html)"""


@pytest.fixture
def reader(chromium: Any, live_server: Any) -> Iterator[Any]:
    """Open a page with these wishes: `reader("/", width=360, size="large")`."""
    contexts = []

    def read(path: str, *, width: int = 360, scheme: str = "light", size: str = "normal", script: bool = True) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 780}, color_scheme=scheme, java_script_enabled=script
        )
        context.add_cookies([{"name": "banshi_size", "value": size, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.refused = []
        page.on(
            "console", lambda message: page.refused.append(message.text) if "Content Security" in message.text else None
        )
        page.goto(live_server.url + path)
        return page

    yield read
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def judged() -> Judged:
    """What axe has seen on these pages."""
    return Judged()


@pytest.mark.parametrize("path", ["/", "/style/", "/ask/?q=x", "/fail/conflict/"])
@pytest.mark.parametrize(
    ("width", "scheme", "size"), [(360, "light", "normal"), (1440, "dark", "normal"), (360, "light", "large")]
)
class TestEveryPage:
    def test_satisfies_axe_fits_and_is_refused_nothing(self, reader, judged, path, width, scheme, size):
        page = reader(path, width=width, scheme=scheme, size=size)
        assert page.evaluate(SMALL) == []
        fits_and_keeps_nobody_out(page, judged, widths=[width])
        assert page.refused == []


class TestWithoutJavaScript:
    def test_large_type_is_switched_on_and_stays(self, reader, live_server):
        page = reader("/", script=False)
        page.get_by_role("button", name="长辈版").click()
        assert page.locator("html").get_attribute("data-size") == "large"
        page.goto(live_server.url + "/style/")
        assert page.locator("html").get_attribute("data-size") == "large"

    def test_a_question_is_asked(self, reader):
        page = reader("/", script=False)
        page.get_by_role("searchbox").fill("路灯")
        page.get_by_role("button", name="往下走").click()
        assert "/ask/?q=" in page.url


class TestADraft:
    def test_is_there_again_after_the_page_was_lost(self, reader):
        page = reader("/style/")
        page.locator("#ok_what").fill("希勃图村路灯不亮")
        page.reload()
        assert page.locator("#ok_what").input_value() == "希勃图村路灯不亮"
        assert "接着上次写的" in page.locator("[data-draft-note]").inner_text()

    def test_is_not_sent_without_a_signal(self, reader):
        page = reader("/style/")
        page.locator("#ok_what").fill("路灯不亮")
        page.context.set_offline(True)
        before = page.url
        page.evaluate("document.querySelector('form[data-draft]').requestSubmit()")
        assert page.url == before
        assert page.get_by_text("现在没有网络").is_visible()
        page.context.set_offline(False)
