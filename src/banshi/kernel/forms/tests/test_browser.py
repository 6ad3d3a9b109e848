"""A form in a real browser: it asks further by itself where scripts run, and by a button where none do."""

from collections.abc import Iterator
from typing import Any

import pytest

from banshi.kernel.forms.tests.papers import MOTHER_ID
from banshi.kernel.testing.looks import Judged, fits_and_keeps_nobody_out

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
FURTHER = "按上面的回答，更新后面的问题"


@pytest.fixture
def paper(chromium: Any, live_server: Any, settings: Any) -> Iterator[Any]:
    """Open the paper: `paper(width=360, script=False)`."""
    settings.ROOT_URLCONF = "banshi.kernel.forms.tests.paper_urls"
    contexts = []

    def open_(*, width: int = 360, script: bool = True) -> Any:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 780}, java_script_enabled=script))
        page = contexts[-1].new_page()
        page.refused = []
        page.on("console", lambda said: page.refused.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"{live_server.url}/paper/")
        return page

    yield open_
    for context in contexts:
        context.close()


def choose(page: Any, name: str, value: str) -> None:
    page.locator(f'input[name="{name}"][value="{value}"]').check()


def test_it_fits_and_keeps_nobody_out(paper: Any) -> None:
    page, judged = paper(), Judged()
    fits_and_keeps_nobody_out(page, judged)
    page.get_by_role("button", name="提交").click()
    page.locator("[data-summary]").wait_for()
    fits_and_keeps_nobody_out(page, judged)
    assert page.refused == []


def test_an_answer_brings_the_questions_that_hang_on_it_and_the_hand_stays_where_it_was(paper: Any) -> None:
    page = paper()
    page.locator("#id_mother_name").fill("乌兰")
    choose(page, "card", "yes")
    page.locator('input[name="delivery"]').first.wait_for()
    assert page.evaluate("document.activeElement.name") == "card"
    assert page.locator("#id_mother_name").input_value() == "乌兰"
    choose(page, "delivery", "post")
    page.locator("#id_address").fill("阿勒腾席热镇 3 号")
    choose(page, "card", "no")
    page.locator("#id_address").wait_for(state="detached")
    choose(page, "card", "yes")
    page.locator("#id_address").wait_for()
    assert page.locator("#id_address").input_value() == "阿勒腾席热镇 3 号"
    assert page.refused == []


def test_it_is_filled_in_to_the_end_without_a_script(paper: Any) -> None:
    page = paper(script=False)
    page.locator("#id_mother_name").fill("乌兰")
    page.locator("#id_mother_id").fill(MOTHER_ID)
    page.locator("#id_take_phone").check()
    page.locator("#id_babies-0-name").fill("小满")
    page.locator("#id_babies-0-born").fill("2021-05-21")
    choose(page, "babies-0-early", "no")
    choose(page, "card", "yes")
    page.get_by_role("button", name=FURTHER).last.click()
    assert page.locator("#id_phone").input_value() == "13800138001"
    assert MOTHER_ID not in page.content()
    choose(page, "delivery", "window")
    page.get_by_role("button", name="提交").click()
    assert "同意" in page.locator("[data-summary]").inner_text()
    page.locator("#id_agree").check()
    page.get_by_role("button", name="提交").click()
    assert page.get_by_role("status").filter(has_text="收到").inner_text() == "收到：乌兰"
