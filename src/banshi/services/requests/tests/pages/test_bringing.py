"""Bringing a request or a tip-off, as a browser without JavaScript does it."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from banshi.kernel.testing.people import VILLAGE, World
from banshi.services.requests.models import AccusedParty, Request
from banshi.services.requests.tests.pages.conftest import Browser

NEW, TIPOFF = "/requests/new/", "/requests/new/tip-off/"
SAID = {"text": "路灯不亮，晚上走路怕摔。请尽快修好。", "area": VILLAGE, "place": "三社路口", "level": "1"}


def opened(client: Client, url: str = NEW) -> str:
    """The key of a form just opened."""
    found = re.search(r'name="idempotency_key" value="(\w+)"', client.get(url).content.decode())
    assert found is not None
    return found[1]


def sent(client: Client, url: str = NEW, **said: Any) -> Any:
    return client.post(url, {"idempotency_key": opened(client, url), **SAID, **said})


def photo(name: str = "lamp.jpg") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")


class TestARequest:
    def test_of_somebody_without_an_account_is_shown_with_number_and_secret(self, client: Client, world: World) -> None:
        page = client.get(sent(client).url)
        row = Request.objects.get()
        assert row.number in page.content.decode()
        assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.content.decode())

    def test_of_a_resident_with_an_account_needs_no_secret(self, browser: Browser) -> None:
        client = browser("alice")
        page = client.get(sent(client).url)
        assert "查询码</strong>" not in page.content.decode()
        assert Request.objects.get().resident_id is not None

    def test_carries_its_photos(self, client: Client, world: World) -> None:
        sent(client, photos=[photo("a.jpg"), photo("b.jpg")])
        page = client.get(f"/requests/m/{Request.objects.get().number}/").content.decode()
        assert page.count("/thumbnail/") == 2

    def test_sent_twice_is_one_request_and_one_receipt(self, client: Client, world: World) -> None:
        key = opened(client)
        first, second = (client.post(NEW, {"idempotency_key": key, **SAID}) for _ in range(2))
        assert first.url == second.url
        assert Request.objects.count() == 1

    def test_begins_with_the_words_of_the_home_page(self, client: Client, world: World) -> None:
        assert "井坏了&lt;b&gt;" in client.get(NEW, {"text": "井坏了<b>"}).content.decode()

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("text", "", "请写下您要反映的事情"),
            ("text", "   ", "请写下您要反映的事情"),
            ("text", "长" * 100_000, "最多 20000 个字"),
            ("text", "a\x00b", "空字符"),
            ("area", "", "请选镇、村或社区"),
            ("area", "999999", "请从列表里选"),
            ("place", "远" * 500, "200"),
            ("lat", "north", "输入一个数字"),
            ("lat", "91", "经度和纬度要一起填写"),
            ("lat", "nan", "数字"),
            ("kind", "'; DROP TABLE", "不在可用的选项中"),
            ("category", "00", "不在可用的选项中"),
            ("level", "9", "不在可用的选项中"),
            ("name", "名" * 200, "80"),
            ("phone", "1" * 300, "40"),
        ],
    )
    def test_with_a_field_that_cannot_be_taken_says_so_and_keeps_the_rest(
        self, client: Client, world: World, field: str, value: str, words: str
    ) -> None:
        page = sent(client, **{field: value})
        shown = page.content.decode()
        assert page.status_code == 422
        assert words in shown
        assert "data-summary" in shown
        assert field == "place" or "三社路口" in shown
        assert not Request.objects.exists()

    def test_shown_again_has_not_lost_its_photos(self, client: Client, world: World) -> None:
        again = sent(client, text="", photos=[photo("lamp.jpg")]).content.decode()
        kept = re.search(r'name="kept" value="([^"]+)"', again)
        assert kept is not None
        assert "lamp.jpg" in again
        sent(client, kept=kept[1])
        assert "/thumbnail/" in client.get(f"/requests/m/{Request.objects.get().number}/").content.decode()

    def test_takes_no_word_for_kept_photos_but_its_own(self, client: Client, world: World) -> None:
        assert sent(client, kept="WzFd:forged").status_code == 302

    @pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 this is a program", b"<html><script>"])
    def test_refuses_a_file_that_is_no_photo(self, client: Client, world: World, content: bytes) -> None:
        page = sent(client, photos=[SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg")])
        assert page.status_code == 422
        assert "photo.jpg" in page.content.decode()

    def test_refuses_the_tenth_file_and_says_how_many_fit(self, client: Client, world: World) -> None:
        page = sent(client, photos=[photo(f"{n}.jpg") for n in range(10)])
        assert "一次最多 9 个文件" in page.content.decode()

    def test_is_not_taken_for_ever_from_one_address(self, client: Client, world: World) -> None:
        codes = [sent(client, text=f"第 {n} 件事，请处理。").status_code for n in range(21)]
        assert codes == [302] * 20 + [429]


class TestATipOff:
    def test_is_nobodys_even_when_brought_signed_in(self, browser: Browser) -> None:
        client = browser("alice")
        sent(client, TIPOFF)
        row = Request.objects.get()
        assert (row.kind, row.resident_id, row.secret_hash != "") == ("tipoff", None, True)
        assert row.number not in client.get("/requests/mine/").content.decode()

    def test_never_keeps_a_draft_on_the_device(self, client: Client, world: World) -> None:
        assert "data-draft=" not in client.get(TIPOFF).content.decode()

    def test_is_kept_from_the_unit_and_the_person_it_names(self, browser: Browser, world: World) -> None:
        client = browser("anonymous")
        sent(client, TIPOFF, unit=str(world.units["water"].id), person="李强")
        number = Request.objects.get().number
        assert {each.unit_id or each.person_id for each in AccusedParty.objects.all()} == {
            world.units["water"].id,
            world.people["roads"].id,
        }
        for accused in ("handler", "roads"):
            assert browser(accused).get(f"/requests/m/{number}/").status_code == 404
        assert browser("supervisor").get(f"/requests/m/{number}/").status_code == 200

    def test_sent_twice_is_one(self, client: Client, world: World) -> None:
        key = opened(client, TIPOFF)
        said = {"idempotency_key": key, **SAID, "unit": str(world.units["water"].id)}
        assert client.post(TIPOFF, said).url == client.post(TIPOFF, said).url
        assert Request.objects.count() == 1

    def test_naming_a_unit_that_does_not_exist_is_asked_again(self, client: Client, world: World) -> None:
        assert sent(client, TIPOFF, unit="999999").status_code == 422
