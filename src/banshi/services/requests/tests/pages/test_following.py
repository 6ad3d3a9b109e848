"""Following one's request: who sees it, and what its resident can do."""

import json

import pytest
from django.test import Client

from banshi.kernel.access.queries import looks_at
from banshi.kernel.testing.people import World
from banshi.services.requests import commands
from banshi.services.requests.models import Request
from banshi.services.requests.rules.moves import OPEN, Stage
from banshi.services.requests.tests.pages.conftest import Browser
from banshi.services.requests.tests.way import Way, brought


def address(way: Way, rest: str = "") -> str:
    return f"/requests/m/{way.number}/{rest}"


PARTS = ("", "receipt/", "entries/0/", "entries/0/receipt.json", "do/withdraw/", "letter/1.pdf")


class TestTheMatterPage:
    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("alice", 200),
            ("bao", 404),
            ("anonymous", 404),
            ("handler", 200),
            ("clerk", 200),
            ("roads", 404),
            ("charlie", 404),
            ("supervisor", 200),
            ("administrator", 404),
        ],
    )
    def test_opens_to_its_owner_and_those_who_work_on_it(
        self, way: Way, browser: Browser, who: str, status: int
    ) -> None:
        way.to(Stage.HANDLING)
        assert browser(who).get(address(way)).status_code == status

    @pytest.mark.parametrize("part", PARTS)
    def test_has_no_part_that_a_stranger_can_open(self, way: Way, browser: Browser, part: str) -> None:
        for stranger in ("bao", "anonymous", "charlie"):
            assert browser(stranger).get(address(way, part)).status_code == 404

    @pytest.mark.parametrize("part", PARTS)
    def test_has_no_part_that_the_accused_can_open(self, way: Way, browser: Browser, part: str) -> None:
        way.to(Stage.HANDLING)
        commands.accuse(way.ctx("alice"), number=way.number, unit_ids=[way.unit("water")])
        assert browser("handler").get(address(way, part)).status_code == 404

    def test_tells_the_owner_who_opened_it(self, way: Way, browser: Browser) -> None:
        browser("clerk").get(address(way))
        assert [look.matter for look in looks_at(way.ctx("alice").at(way.now.replace(year=2090)))] == [way.number]

    def test_says_what_comes_next_and_by_when(self, way: Way, browser: Browser) -> None:
        page = browser("alice").get(address(way)).content.decode()
        assert "登记分类，派给责任单位" in page
        assert "最迟" in page

    @pytest.mark.parametrize("stage", list(Stage)[:10])
    def test_can_be_read_at_every_stage(self, way: Way, browser: Browser, stage: Stage) -> None:
        Request.objects.filter(number=way.number).update(stage=stage, open=stage in OPEN)
        assert browser("alice").get(address(way)).status_code == 200

    @pytest.mark.parametrize("number", ["210526-ZZZZZZ", "%00", "x" * 500, "'; DROP TABLE", "210526 7kx4qm"])
    def test_of_a_guessed_number_is_not_there(self, browser: Browser, number: str) -> None:
        assert browser("alice").get(f"/requests/m/{number}/").status_code == 404


class TestNumberAndSecret:
    def test_open_the_matter_however_they_are_written(self, world: World, browser: Browser) -> None:
        way = brought(world, "anonymous")
        client, secret = browser("anonymous"), way.receipt.secret.lower().replace("-", " ")
        done = client.post("/requests/track/", {"number": way.number.lower(), "secret": secret})
        assert (done.status_code, done.url) == (302, address(way))
        assert client.get(address(way)).status_code == 200

    def test_that_do_not_belong_together_open_nothing_and_say_so(self, world: World, browser: Browser) -> None:
        way, other = brought(world, "anonymous"), brought(world, "anonymous")
        client = browser("anonymous")
        page = client.post("/requests/track/", {"number": way.number, "secret": other.receipt.secret})
        assert page.status_code == 422
        assert "编号和查询码对不上" in page.content.decode()
        assert client.get(address(way)).status_code == 404

    @pytest.mark.parametrize(("number", "secret"), [("", ""), ("x" * 400, "y" * 400), ("a\x00b", "c"), ("<b>", "<i>")])
    def test_written_badly_are_asked_again(self, world: World, browser: Browser, number: str, secret: str) -> None:
        page = browser("anonymous").post("/requests/track/", {"number": number, "secret": secret})
        assert page.status_code == 422

    def test_are_forgotten_when_asked(self, world: World, browser: Browser) -> None:
        way, client = brought(world, "anonymous"), browser("anonymous")
        client.post("/requests/track/", {"number": way.number, "secret": way.receipt.secret})
        client.post(address(way, "forget/"))
        assert client.get(address(way)).status_code == 404

    def test_do_not_open_it_to_somebody_complained_of(self, world: World, browser: Browser) -> None:
        way = brought(world, "anonymous")
        commands.accuse(way.ctx("clerk"), number=way.number, person_ids=[world.people["handler"].id])
        client = browser("handler")
        page = client.post("/requests/track/", {"number": way.number, "secret": way.receipt.secret})
        assert page.status_code == 422

    def test_let_the_unknown_and_the_office_write_to_each_other(self, world: World, browser: Browser) -> None:
        way, client = brought(world, "anonymous"), browser("anonymous")
        client.post("/requests/track/", {"number": way.number, "secret": way.receipt.secret})
        client.post(address(way, "do/tell/"), {"text": "补充：三社也停了。"})
        commands.reply(way.ctx("clerk"), number=way.number, text="收到，一并去看。")
        page = client.get(address(way)).content.decode()
        assert "三社也停了" in page
        assert "收到，一并去看" in page
        assert "1 条新回话" in page
        client.post(address(way, "do/read/"))
        assert "1 条新回话" not in client.get(address(way)).content.decode()


class TestWhatTheResidentCanDo:
    def test_rate_five_levels_and_read_thanks(self, way: Way, browser: Browser) -> None:
        way.to(Stage.ANSWERED)
        page = browser("alice").post(address(way, "do/rate/"), {"score": "5", "comment": "好"}, follow=True)
        assert "谢谢" in page.content.decode()
        assert (way.row.stage, way.row.rating) == ("rated", 5)

    def test_a_bad_rating_sends_it_back(self, way: Way, browser: Browser) -> None:
        way.to(Stage.ANSWERED)
        browser("alice").post(address(way, "do/rate/"), {"score": "1"})
        assert way.row.stage == "handling"

    @pytest.mark.parametrize("score", ["", "0", "6", "-1", "x", "5.5"])
    def test_no_other_rating_exists(self, way: Way, browser: Browser, score: str) -> None:
        way.to(Stage.ANSWERED)
        page = browser("alice").post(address(way, "do/rate/"), {"score": score, "comment": "写了很久的话"})
        assert page.status_code == 422
        assert "写了很久的话" in page.content.decode()

    def test_withdraw(self, way: Way, browser: Browser) -> None:
        browser("alice").post(address(way, "do/withdraw/"), {"reason": ""})
        assert way.row.stage == "withdrawn"

    def test_reopen_with_a_reason_only(self, way: Way, browser: Browser) -> None:
        way.to(Stage.CLOSED)
        client = browser("alice")
        assert client.post(address(way, "do/reopen/"), {"reason": " "}).status_code == 422
        client.post(address(way, "do/reopen/"), {"reason": "又坏了。"})
        assert way.row.stage == "handling"

    def test_correct_only_what_was_changed(self, way: Way, browser: Browser) -> None:
        client, row = browser("alice"), way.row
        said = {"title": row.title, "text": "改过的内容。", "place": row.place, "name": "阿丽玛", "phone": ""}
        assert client.post(address(way, "do/correct/"), said).status_code == 302
        assert (way.row.text, bytes(way.row.name_sealed)) == ("改过的内容。", bytes(row.name_sealed))
        assert client.post(address(way, "do/correct/"), {**said}).status_code == 422

    def test_erase_once_it_is_over(self, way: Way, browser: Browser) -> None:
        client = browser("alice")
        assert client.get(address(way, "do/erase/")).status_code == 409
        way.to(Stage.CLOSED)
        assert client.post(address(way, "do/erase/"), {}).status_code == 422
        assert client.post(address(way, "do/erase/"), {"sure": "on"}).url == "/requests/track/"
        assert "机井" not in way.row.text

    @pytest.mark.parametrize("deed", ["rate", "withdraw", "tell", "erase", "correct", "reopen", "review", "read"])
    def test_nobody_else_can(self, way: Way, browser: Browser, deed: str) -> None:
        for who in ("bao", "anonymous", "clerk"):
            page = browser(who).post(address(way, f"do/{deed}/"), {"score": "1", "text": "x", "reason": "y"})
            assert page.status_code == 404
        assert way.row.version == 1

    def test_an_act_that_came_too_late_says_what_to_do(self, way: Way, browser: Browser) -> None:
        client = browser("alice")
        client.post(address(way, "do/withdraw/"), {})
        assert client.post(address(way, "do/withdraw/"), {}).status_code == 409
        assert client.get(address(way, "do/rate/")).status_code == 409

    def test_a_deed_that_does_not_exist_is_not_there(self, way: Way, browser: Browser) -> None:
        assert browser("alice").get(address(way, "do/close/")).status_code == 404


class TestTheReceipt:
    def test_can_be_checked_without_us_and_carries_ones_own_words(self, way: Way, browser: Browser) -> None:
        slip = json.loads(browser("alice").get(address(way, "entries/0/receipt.json")).content)
        assert slip["openings"]["text"]["value"] == way.row.text

    def test_of_an_entry_that_does_not_exist_is_not_there(self, way: Way, browser: Browser) -> None:
        assert browser("alice").get(address(way, "entries/99/")).status_code == 404


class TestTheLetter:
    def test_is_a_pdf_of_the_answer(self, way: Way, browser: Browser) -> None:
        way.to(Stage.ANSWERED)
        client = browser("alice")
        link = client.get(address(way)).content.decode().partition("/letter/")[2].partition('"')[0]
        page = client.get(address(way, f"letter/{link}"))
        assert (page["Content-Type"], page.content[:5]) == ("application/pdf", b"%PDF-")


class TestMyPages:
    def test_show_what_is_mine_and_nothing_else(self, way: Way, browser: Browser, client: Client) -> None:
        assert way.number in browser("alice").get("/requests/mine/").content.decode()
        assert "机井" in browser("alice").get("/requests/mine/held/").content.decode()
        for page in ("/requests/mine/", "/requests/mine/held/"):
            assert way.number not in browser("bao").get(page).content.decode()
            assert client.get(page).status_code == 302
