"""The clerk at the window fills in for Alice, who agrees by a code on her own phone."""

import re

import pytest

from banshi.kernel.testing.people import World
from banshi.services.onestop.models import Case
from banshi.services.onestop.tests.desk.conftest import Browser
from banshi.services.onestop.tests.lately import prepared_now
from banshi.services.onestop.tests.pages.test_applying import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Text messages instead of a telephone."""
    caught: list[tuple[str, str]] = []
    monkeypatch.setattr("banshi.kernel.access.messages.text", lambda phone, words: caught.append((phone, words)))
    return caught


@pytest.fixture
def fill(world: World) -> str:
    prepared_now(world)
    return f"/onestop/desk/window/moving/{world.people['alice'].id}/"


def code_in(sent: list[tuple[str, str]]) -> str:
    found = re.search(r"\d{6}", sent[-1][1])
    assert found
    return found.group()


def consent_in(page: str) -> str:
    found = re.search(r'name="consent_id" value="(\d+)"', page)
    assert found
    return found.group(1)


class TestTheClerk:
    def test_finds_alice_by_her_phone(self, browser: Browser, fill: str) -> None:
        page = browser("clerk").post("/onestop/desk/window/", {"phone": "13800138001", "procedure": "moving"})
        assert "阿丽玛" in page.content.decode()
        assert fill in page.content.decode()

    def test_is_told_where_nobody_has_the_number(self, browser: Browser, fill: str) -> None:
        page = browser("clerk").post("/onestop/desk/window/", {"phone": "13999999999", "procedure": "moving"})
        assert "没有登记过" in page.content.decode()

    def test_opens_the_case_with_the_code_that_alice_reads_out(
        self, browser: Browser, fill: str, sent: list[tuple[str, str]], world: World
    ) -> None:
        clerk = browser("clerk")
        page = clerk.post(fill, filled()).content.decode()
        assert sent[0][0] == "+8613800138001"
        assert not Case.objects.exists()
        clerk.post(fill, filled(consent_id=consent_in(page), code=code_in(sent)))
        case = Case.objects.get()
        assert case.owner_id == world.people["alice"].id
        assert case.post_id == world.actor("clerk").post.id  # type: ignore[union-attr]

    def test_opens_nothing_with_a_wrong_code(self, browser: Browser, fill: str, sent: list[tuple[str, str]]) -> None:
        clerk = browser("clerk")
        page = clerk.post(fill, filled()).content.decode()
        wrong = "000000" if code_in(sent) != "000000" else "111111"
        answer = clerk.post(fill, filled(consent_id=consent_in(page), code=wrong))
        assert answer.status_code == 422
        assert "同意码不对" in answer.content.decode()
        assert not Case.objects.exists()

    def test_sends_no_code_for_a_form_that_is_not_whole(
        self, browser: Browser, fill: str, sent: list[tuple[str, str]]
    ) -> None:
        assert browser("clerk").post(fill, filled(name="")).status_code == 422
        assert sent == []
