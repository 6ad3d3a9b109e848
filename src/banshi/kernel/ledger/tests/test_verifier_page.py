"""The verifier page in a real browser, opened as a file: it agrees with the command, byte for byte."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.transaction import atomic, set_rollback
from django.test import override_settings

from banshi.kernel.ledger import keys, pages, receipts, sealing
from banshi.kernel.ledger.models import Checkpoint
from banshi.kernel.ledger.tests.conftest import CTX, NOW, declare_slips, write_slips
from banshi.kernel.ledger.verify import verify_document

pytestmark = pytest.mark.journey


@dataclass(frozen=True)
class Given:
    """What a ledger gave out, and the keys under which it was sealed, the older first."""

    documents: dict[str, str]
    vkeys: list[str]


@pytest.fixture(scope="module")
def given(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Given:
    """Made once, and before the browser starts: inside its loop Django would open another connection."""
    transaction_of_a_test: Any = atomic()
    transaction_of_a_test._from_testcase = True  # commands may begin within it, as in a test's own
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=tmp_path_factory.mktemp("site")),
        pytest.MonkeyPatch.context() as patch,
        transaction_of_a_test,
    ):
        declare_slips(patch)
        made = Given(_documents(), [link.vkey for link in keys.key_links()])
        set_rollback(True)
    return made


def _documents() -> dict[str, str]:
    """A receipt with opening, one that is pending, and a consistency proof, over two keys."""
    first = write_slips(CTX, count=300)[0]
    sealing.seal(NOW)
    keys.rotate_key(CTX)
    sealing.seal(NOW)
    (last,) = write_slips(CTX, count=1, county="152224")
    older, newer = Checkpoint.objects.order_by("size").values_list("size", flat=True)
    made = {
        "receipt": receipts.receipt(first.subject, 0, {"phone": "13900000000"}),
        "pending": receipts.receipt(last.subject, 0),
        "consistency": receipts.consistency_document(older, newer),
    }
    return {name: receipts.receipt_bytes(slip).decode() for name, slip in made.items()}


@pytest.fixture
def documents(given: Given) -> dict[str, str]:
    return given.documents


@pytest.fixture
def vkeys(given: Given) -> list[str]:
    return given.vkeys


@pytest.fixture
def page(given: Given, chromium: Any) -> Iterator[Any]:
    asked: list[str] = []
    tab = chromium.new_page(locale="zh-CN")
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: asked.append(str(error)))
    tab.goto(pages.VERIFIER.as_uri())
    yield tab
    assert asked == [pages.VERIFIER.as_uri()], "it asked for something else, or its script failed"
    tab.close()


def verdict(page: Any, text: str, trusted: str = "") -> list[list[Any]]:
    outcome = page.evaluate("([text, key]) => verifyText(text, key, '').steps", [text, trusted])
    return [list(step) for step in outcome]


def holds(page: Any, text: str, trusted: str = "") -> bool:
    return all(good for good, _name, _detail in verdict(page, text, trusted))


def test_it_tells_in_both_languages(page: Any, documents: dict[str, str]) -> None:
    for name, zh, en in [
        ("receipt", "核验通过", "Verifies"),
        ("pending", "尚未封存", "not sealed yet"),
        ("consistency", "核验通过", "Verifies"),
    ]:
        page.fill("#text", documents[name])
        page.click("button.main")
        assert zh in page.inner_text("#verdict")
        page.click("[data-lang=en]")
        assert en in page.inner_text("#verdict")
        page.click("[data-lang=zh]")
    page.fill("#text", documents["receipt"].replace("person:12", "person:13"))
    page.click("button.main")
    assert "核验未通过" in page.inner_text("#verdict")
    assert "内容或指纹被改动" in page.inner_text("#verdict")


def test_it_trusts_the_key_that_the_reader_trusts(page: Any, documents: dict[str, str], vkeys: list[str]) -> None:
    first, second = vkeys
    assert holds(page, documents["receipt"], first)
    assert holds(page, documents["receipt"], second)
    assert not holds(page, documents["receipt"], "other.example+" + second.partition("+")[2])


def test_it_compares_with_the_printed_fingerprint(page: Any, documents: dict[str, str]) -> None:
    digest = json.loads(documents["receipt"])["hash"]
    for printed, words in [(digest, "与纸质凭证上的指纹一致"), ("0" * 64, "与纸质凭证上的指纹不同")]:
        page.evaluate("hash => { location.hash = hash }", printed)
        page.fill("#text", documents["receipt"])
        page.click("button.main")
        assert words in page.inner_text("#verdict")


def test_it_finds_any_flipped_byte_as_the_command_does(page: Any, documents: dict[str, str]) -> None:
    chance = random.Random(3)
    for text in documents.values():
        data = text.encode()
        for place in chance.sample(range(len(data)), min(40, len(data))):
            flipped = bytearray(data)
            flipped[place] ^= 1 << chance.randrange(7)
            changed = flipped.decode(errors="replace")
            assert not verify_document(changed.encode(), "x").ok
            assert not holds(page, changed), f"byte {place}: {data[max(0, place - 20) : place + 20]!r}"


def test_its_hashes_are_those_of_the_standards(page: Any) -> None:
    import hashlib

    for length in (0, 1, 55, 56, 63, 64, 111, 112, 127, 128, 1000):
        text = "草" * (length // 3) + "a" * (length % 3)
        for name in ("sha256", "sha512"):
            assert (
                page.evaluate(f"text => hex({name}(utf8(text)))", text) == hashlib.new(name, text.encode()).hexdigest()
            )
