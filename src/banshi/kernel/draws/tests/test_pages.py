"""Draws in public: everybody sees what was fixed, what came out, and how to check it without us."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from banshi.kernel.draws import commands, pages, queries, replay, rules
from banshi.kernel.draws.refusals import ListRefused, NoSuchDraw
from banshi.kernel.draws.rules import Entrant, Spec
from banshi.kernel.draws.tests.conftest import COUNTY, NOW, TITLE, Desk, ctx, tokens
from banshi.kernel.draws.tests.files import MIXED
from banshi.kernel.ledger.record import Subject
from banshi.kernel.ledger.verify import verify_document

pytestmark = pytest.mark.django_db


def about(key: str) -> Subject:
    return Subject("requests", key, COUNTY)


def text_of(client: Client, path: str) -> str:
    """The words of the page's main part."""
    page = client.get(path).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")]).split())


class TestTheList:
    def test_is_empty_and_says_what_will_be_there(self, client: Client) -> None:
        assert "还没有抽签" in text_of(client, "/draws/")

    def test_shows_each_draw_and_where_it_stands(self, client: Client, desk: Desk) -> None:
        desk.draw(title="回访抽样")
        commands.cancel(ctx(3), number=desk.fix(about=about("b"), title="错的").number, reason="名单有误")
        desk.fix(tokens(7), Spec.of(7), about=about("c"), title="出场次序")
        text = text_of(client, "/draws/")
        for words in (
            "回访抽样",
            "已开签",
            "12 个号，抽 3 个",
            "错的",
            "已作废",
            "出场次序",
            "待开签",
            "7 个号，抽 7 个",
        ):
            assert words in text
        assert text.index("出场次序") < text.index("错的") < text.index("回访抽样")

    def test_is_read_page_by_page_in_one_query(
        self, client: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
    ) -> None:
        monkeypatch.setattr(queries, "PAGE", 2)
        numbers = [desk.fix(about=about(str(n))).number for n in range(5)]
        seen, after = [], ""
        for size in (2, 2, 1):
            with django_assert_num_queries(1):  # type: ignore[operator]
                listed = queries.published(ctx(1).now, after=after)
            seen += [row.number for row in listed.rows]
            assert len(listed.rows) == size
            after = listed.after
        assert (seen, after) == (numbers[::-1], "")
        assert "下一页" in text_of(client, "/draws/")
        assert [row.county for row in queries.published(ctx(1).now, county="150622").rows] == []


class TestADrawBeforeItIsOpened:
    def test_shows_what_is_fixed_and_neither_seed_nor_result(self, client: Client, desk: Desk) -> None:
        fixed = desk.fix(not_before=NOW + timedelta(hours=3))
        page = client.get(f"/draws/{fixed.number}/").content.decode()
        for words in (
            TITLE,
            fixed.list_hash,
            fixed.seed_hash,
            "待开签",
            "开签时公布",
            "13:00",
            "T012",
            "12 个号里取 3 个",
        ):
            assert words in page
        assert "抽中的号" not in page
        assert "replay.js" not in page
        assert text_of(client, f"/draws/{fixed.number}/?token=T001").count("T001 在名单上，还没有开签。") == 1

    def test_gives_its_file_so_that_it_can_be_kept_and_compared(self, client: Client, desk: Desk) -> None:
        number = desk.fix().number
        early = client.get(f"/draws/{number}.json")
        assert replay.replay(early.content, "early").verdict == "pending"
        desk.seal()
        desk.reveal(number)
        late = client.get(f"/draws/{number}.json").json()
        assert (late["list"], late["ledger"][0]) == (early.json()["list"], early.json()["ledger"][0])

    def test_says_who_keeps_the_seed_and_what_that_is_worth(self, client: Client, desk: Desk) -> None:
        house = desk.fix().number
        outside = desk.fix(
            about=about("b"), seed_hash=rules.seed_hash("ab" * 32), external="双色球第 2021060 期"
        ).number
        assert "由本平台封存" in text_of(client, f"/draws/{house}/")
        text = text_of(client, f"/draws/{outside}/")
        assert "由平台之外的人保管" in text
        assert "双色球第 2021060 期" in text
        assert "由本平台封存" not in text

    @pytest.mark.parametrize("path", ["", ".json", "receipt/0"])
    def test_is_not_there_before_it_is_public(self, client: Client, desk: Desk, path: str) -> None:
        number = desk.fix(public_from=ctx(10**8).now).number
        desk.seal()
        desk.reveal(number)
        place = f"/draws/{number}{path}" if path == ".json" else f"/draws/{number}/{path}"
        assert client.get(place).status_code == 404
        assert number not in client.get("/draws/").content.decode()
        assert queries.result(number)
        with pytest.raises(NoSuchDraw):
            queries.shown(number, ctx(10**8 - 1).now)
        assert queries.shown(number, ctx(10**8).now).row.number == number


class TestADrawThatWasOpened:
    def test_explains_itself_and_shows_everything_that_decided(self, client: Client, desk: Desk) -> None:
        outcome = self.mixed(desk)
        view = queries.shown(outcome.number, ctx(4).now)
        page = client.get(f"/draws/{outcome.number}/").content.decode()
        for words in (
            "已开签", view.list_hash, view.seed_hash, view.seed, view.checkpoint_root, "03 11 17", "中国福彩网",
            "按规定必入，不抽", "苏木乡镇", "签多的机会大", "其中 1 个按规定必入", "怎样抽的，凭什么信", "不靠我们，怎样核对",
            f"python3 replay-draw.py {outcome.number}.json", "callbacks-2021-05",
        ):  # fmt: skip
            assert words in page, words
        for drawn in outcome.places:
            assert f"<code>{drawn.token}</code>" in page

    def mixed(self, desk: Desk) -> commands.Outcome:
        number = desk.fix(MIXED, Spec.of_strata({"城区": 2, "苏木乡镇": 4}), external="双色球第 2021060 期").number
        desk.seal()
        return desk.reveal(number, external="03 11 17", external_source="中国福彩网")

    def test_tells_each_token_what_became_of_it(self, client: Client, desk: Desk) -> None:
        outcome = desk.draw()
        tokens_drawn = [drawn.token for drawn in outcome.places]
        other = next(entrant.token for entrant in tokens(12) if entrant.token not in tokens_drawn)
        for asked, words in (
            (tokens_drawn[1], f"{tokens_drawn[1]} 在结果里，是第 2 个。"),
            (other, f"{other} 在名单上，这次没有抽中。"),
            ("T999", "名单上没有 T999 这个号。"),
        ):
            assert words in text_of(client, f"/draws/{outcome.number}/?token={asked}")

    def test_takes_no_script_from_whoever_asks(self, client: Client, desk: Desk) -> None:
        page = client.get(f"/draws/{desk.draw().number}/", {"token": "<script>alert(1)</script>"}).content.decode()
        assert "<script>alert" not in page

    def test_gives_file_script_and_receipts_that_verify(self, client: Client, desk: Desk) -> None:
        number = desk.draw().number
        desk.seal(5)
        file = client.get(f"/draws/{number}.json")
        assert file["Content-Disposition"] == f'attachment; filename="{number}.json"'
        assert file["Access-Control-Allow-Origin"] == "*"
        assert replay.replay(file.content, "file").verdict == "holds"
        assert client.get("/draws/replay-draw.py").content == pages.SCRIPT.read_bytes()
        for position in (0, 1):
            receipt = client.get(f"/draws/{number}/receipt/{position}")
            report = verify_document(receipt.content, "receipt")
            assert (report.ok, report.pending) == (True, False)
            assert receipt.json()["hash"] == file.json()["ledger"][position]["hash"]
        assert client.get(f"/draws/{number}/receipt/2").status_code == 404

    def test_is_read_in_four_queries_whatever_its_size(self, desk: Desk, django_assert_num_queries: object) -> None:
        numbers = [desk.draw(about=about("a")).number, desk.draw(tokens(400), Spec.of(350), about=about("b")).number]
        for number in numbers:
            with django_assert_num_queries(4):  # type: ignore[operator]
                queries.shown(number, ctx(9).now)

    def test_shows_the_beginning_of_a_long_list_and_says_where_the_rest_is(self, client: Client, desk: Desk) -> None:
        number = desk.draw(tokens(400), Spec.of(350)).number
        page = client.get(f"/draws/{number}/").content.decode()
        assert page.count("全部在下载的文件里") == 2
        assert page.count("<tr><td") == pages.LONG_LIST
        assert len(client.get(f"/draws/{number}.json").json()["result"]) == 350

    def test_is_complete_in_english(self, client: Client, desk: Desk) -> None:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        text = text_of(client, f"/draws/{self.mixed(desk).number}/")
        said = text.replace(TITLE, "").replace("双色球第 2021060 期", "").replace("中国福彩网", "")
        chinese = set(re.findall(r"[\u4e00-\u9fff]+", said)) - {"城区", "苏木乡镇"}
        assert chinese == set()
        assert "How to check this without us" in text


class TestADrawThatWasGivenUp:
    def test_says_why_and_whether_the_result_could_be_known(self, client: Client, desk: Desk) -> None:
        number = desk.fix().number
        desk.seal()
        commands.cancel(ctx(3), number=number, reason="名单有误")
        text = text_of(client, f"/draws/{number}/")
        for words in ("已作废", "理由：名单有误", "结果可能已被人算出", "已销毁"):
            assert words in text


class TestWhatIsNotThere:
    @pytest.mark.parametrize("place", ["D210526-000000/", "D210526-000000.json", "x.json", "x/receipt/0", "../x/"])
    def test_is_not_found(self, client: Client, place: str) -> None:
        assert client.get(f"/draws/{place}").status_code == 404

    def test_nothing_can_be_posted(self, client: Client, desk: Desk) -> None:
        number = desk.fix().number
        for place in ("", f"{number}/", f"{number}.json"):
            assert client.post(f"/draws/{place}").status_code in {403, 405}

    def test_no_name_stands_on_a_page(self, client: Client, desk: Desk) -> None:
        with pytest.raises(ListRefused):
            desk.fix([Entrant("张三")])
        assert "张三" not in client.get("/draws/").content.decode()
