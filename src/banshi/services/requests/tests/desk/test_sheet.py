"""The ledger as a spreadsheet on the desk: taken out of the queue, handed back, compared, confirmed."""

import re
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.kernel.access.models import Look
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import World
from banshi.services.requests import commands
from banshi.services.requests.pages.desk import compared
from banshi.services.requests.pages.desk.sheet import SALT
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.desk.conftest import At, Sitting
from banshi.services.requests.tests.sheets.workbooks import Table, as_csv, edited, opened, xlsx
from banshi.services.requests.tests.way import WELLS, Way, brought, kinds, picture

pytestmark = pytest.mark.django_db


def taken_out(desk: Sitting, **filters: Any) -> Table:
    answer = desk.post("desk_export", **filters)
    assert answer.status_code == 200, answer.content
    return opened(b"".join(answer.streaming_content))


def handed_back(desk: Sitting, data: bytes, name: str = "台账.xlsx") -> Any:
    return desk.post("desk_sheet", file=SimpleUploadedFile(name, data))


def previewed(desk: Sitting, table: Table) -> str:
    answer = handed_back(desk, xlsx(table))
    assert answer.status_code == 200
    return str(answer.content.decode())


def form_of(page: str, *, ticked: bool = True) -> dict[str, Any]:
    """What the page's form sends: its hidden fields and the ticked rows."""
    hidden = dict(re.findall(r'<input type="hidden" name="(word|idempotency_key)" value="([^"]*)"', page))
    rows = re.findall(r'name="row" value="([^"]+)"( checked)?', page)
    return {**hidden, "row": [number for number, checked in rows if bool(checked) is ticked]}


def confirmed(desk: Sitting, said: dict[str, Any]) -> str:
    answer = desk.post("desk_sheet_take", **said)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


class TestTakingTheQueueOut:
    def test_gives_what_the_filter_shows(self, world: World, at: At) -> None:
        wells, lamp = brought(world), brought(world, text="路灯不亮。")
        wells.triage()
        desk = at("clerk")
        assert [row[0] for row in taken_out(desk)[1:]] == [wells.number, lamp.number]
        assert [row[0] for row in taken_out(desk, stage="triaged")[1:]] == [wells.number]
        assert [row[0] for row in taken_out(desk, q="路灯")[1:]] == [lamp.number]
        assert desk.page("desk", stage="triaged").count('name="stage" value="triaged"') == 2  # search, export

    def test_is_noted_and_seen_by_the_resident(self, way: Way, at: At) -> None:
        taken_out(at("clerk"), contacts="1")
        assert '"contacts":true' in Entry.objects.get(kind="requests.exported").body
        assert Look.objects.get(action="requests.export").person_id == way.world.people["alice"].id

    def test_does_not_take_out_more_than_was_meant_when_the_filter_is_wrong(self, way: Way, at: At) -> None:
        answer = at("clerk").post("desk_export", since="昨天")
        assert answer.status_code == 302
        assert "since=" in answer.headers["Location"]
        assert not Entry.objects.filter(kind="requests.exported").exists()

    @pytest.mark.parametrize(("who", "offered"), [("clerk", 2), ("handler", 1), ("inspector", 1), ("leader", 0)])
    def test_is_offered_to_whom_it_is_granted(self, way: Way, at: At, who: str, offered: int) -> None:
        way.to(Stage.DISPATCHED)
        page = at(who).page("desk")
        assert page.count('/desk/export/"') + page.count('/desk/sheet/"') == offered


class TestHandingBack:
    def test_shows_the_differences_first_and_changes_nothing(self, way: Way, at: At) -> None:
        desk = at("clerk")
        table = edited(taken_out(desk), {(way.number, "分类"): WELLS, (way.number, "紧急程度"): "紧急"})
        before = picture(way.number)
        page = previewed(desk, table)
        assert re.search(r"分类</span> <del>（空）</del> → <ins>农村农业 / 水利水电 / 引水调水</ins>", page)
        assert re.search(r"紧急程度</span> <del>一般</del> → <ins>紧急</ins>", page)
        assert picture(way.number) == before

    def test_writes_the_chosen_rows_once_however_often_it_is_sent(self, world: World, at: At) -> None:
        one, two = brought(world), brought(world)
        desk = at("clerk")
        page = previewed(desk, edited(taken_out(desk), {(n, "紧急程度"): "紧急" for n in (one.number, two.number)}))
        said = {**form_of(page), "row": [one.number]}
        assert "办了 1 件" in confirmed(desk, said)
        assert "办了 1 件" in confirmed(desk, said)
        assert (one.row.urgency, one.row.version, two.row.urgency, two.row.version) == (2, 2, 0, 1)
        assert kinds(one.number).count("requests.edited") == 1

    def test_lists_a_conflict_while_the_others_are_taken(self, world: World, at: At) -> None:
        mine, both = brought(world), brought(world)
        desk = at("clerk")
        table = taken_out(desk)
        both.triage()
        page = previewed(desk, edited(table, {(n, "分类"): "0102" for n in (mine.number, both.number)}))
        assert "导出时第 1 版，现在第 2 版" in page
        assert form_of(page)["row"] == [mine.number]
        assert form_of(page, ticked=False)["row"] == [both.number]
        confirmed(desk, form_of(page))
        assert (mine.row.category, both.row.category) == ("0102", WELLS)

    def test_settles_a_conflict_as_the_clerk_decides_after_seeing_it(self, way: Way, at: At) -> None:
        desk = at("clerk")
        table = taken_out(desk)
        way.triage(urgency=1)
        page = previewed(desk, edited(table, {(way.number, "分类"): "0102"}))
        confirmed(desk, form_of(page, ticked=False))
        assert (way.row.category, way.row.urgency) == ("0102", 1)

    def test_leaves_and_names_a_row_that_changed_after_the_preview(self, world: World, at: At) -> None:
        good, late = brought(world), brought(world)
        desk = at("clerk")
        page = previewed(desk, edited(taken_out(desk), {(n, "紧急程度"): "紧急" for n in (good.number, late.number)}))
        late.triage()
        done = confirmed(desk, form_of(page))
        assert "办了 1 件" in done
        assert f"{late.number} 已被别人改过（您看到的是第 1 版，现在是第 2 版）" in done
        assert (good.row.urgency, late.row.urgency) == (2, 0)

    def test_points_at_wrong_cells_and_takes_the_rest(self, world: World, at: At) -> None:
        good, bad = brought(world), brought(world)
        desk = at("clerk")
        table = edited(
            taken_out(desk),
            {(bad.number, "性质"): "抱怨", (bad.number, "紧急程度"): "紧急", (good.number, "性质"): "求助"},
        )
        line = [row[0] for row in table].index(bad.number) + 1
        page = previewed(desk, table)
        assert f'<th scope="row" class="code">G{line}</th>' in page
        assert "可以写：诉求、求助、信访、举报、建议、咨询。" in page
        confirmed(desk, form_of(page))
        assert (good.row.kind, bad.row.kind, bad.row.urgency) == ("help", "appeal", 0)

    def test_answers_a_hidden_number_as_one_that_does_not_exist(self, way: Way, at: At) -> None:
        desk = at("clerk")
        table = taken_out(desk)
        commands.accuse(way.world.ctx("supervisor"), number=way.number, unit_ids=[way.unit("hotline")])
        assert len(taken_out(desk)) == 1

        def told(number: str) -> str:
            row = [number, *edited(table, {(way.number, "紧急程度"): "紧急"})[1][1:]]
            return re.sub(r"[\w-]{16,}", "", previewed(desk, [table[0], row]).replace(number, "N"))

        assert told(way.number) == told("210526-000000")
        assert way.row.title not in told(way.number)

    def test_takes_no_row_that_stands_there_twice(self, way: Way, at: At) -> None:
        desk = at("clerk")
        [head, row] = edited(taken_out(desk), {(way.number, "紧急程度"): "紧急"})
        page = previewed(desk, [head, row, row])
        assert "第 2、3 行" in page
        assert 'name="row"' not in page

    def test_shows_as_much_as_one_confirmation_takes(
        self, world: World, at: At, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(compared, "MOST_AT_ONCE", 1)
        ways = [brought(world), brought(world)]
        desk = at("clerk")
        table = edited(taken_out(desk), {(way.number, "紧急程度"): "紧急" for way in ways})
        for _round in ways:
            page = previewed(desk, table)
            assert len(form_of(page)["row"]) == 1
            confirmed(desk, form_of(page))
        assert [way.row.urgency for way in ways] == [2, 2]
        assert 'name="row"' not in previewed(desk, table)

    def test_shows_markup_and_endless_cells_as_text(self, way: Way, at: At) -> None:
        desk = at("clerk")
        table = edited(
            taken_out(desk),
            {(way.number, "具体地点"): "<script>alert(1)</script>", (way.number, "性质"): "x" * 100_000},
        )
        answer = handed_back(desk, as_csv(table), "台账.csv")
        page = answer.content.decode()
        assert "<script>alert" not in page
        assert len(page) < 50_000


class TestAFileThatCannotBeTaken:
    @pytest.mark.parametrize(
        ("data", "name", "said"),
        [
            (b"", "台账.xlsx", "是空文件"),
            (b"\x89PNG\r\n\x1a\n", "台账.xlsx", "不是表格，或打不开"),
            (b"MZ\x90\0", "台账.csv", "不是表格，或打不开"),
            ("别的,表\n1,2".encode(), "别的.csv", "不是从这里导出的表"),
        ],
    )
    def test_is_refused_with_what_to_do(self, way: Way, at: At, data: bytes, name: str, said: str) -> None:
        answer = handed_back(at("clerk"), data, name)
        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_may_be_none(self, way: Way, at: At) -> None:
        answer = at("clerk").post("desk_sheet")
        assert answer.status_code == 422
        assert "请选择改好的表格" in answer.content.decode()

    def test_may_be_too_large(self, way: Way, at: At, settings: Any) -> None:
        settings.BANSHI_MAX_UPLOAD_MB = 0
        assert "最多 0 MB" in handed_back(at("clerk"), b"x").content.decode()


class TestWhatIsConfirmed:
    @pytest.fixture
    def said(self, way: Way, at: At) -> dict[str, Any]:
        desk = at("clerk")
        return form_of(previewed(desk, edited(taken_out(desk), {(way.number, "紧急程度"): "紧急"})))

    def test_cannot_be_made_up(self, way: Way, at: At, said: dict[str, Any]) -> None:
        before = picture(way.number)
        for word in (
            "",
            "x",
            said["word"][:-1],
            signing.dumps(["post:0", [[way.number, 1, {"level": "0"}]]], salt=SALT),
        ):
            answer = at("clerk").post("desk_sheet_take", word=word, row=[way.number])
            assert answer.status_code == 409
        assert picture(way.number) == before

    def test_is_nobody_elses(self, way: Way, at: At, said: dict[str, Any]) -> None:
        assert at("supervisor").post("desk_sheet_take", **said).status_code == 409
        assert way.row.urgency == 0

    def test_asks_for_a_row(self, way: Way, at: At, said: dict[str, Any]) -> None:
        answer = at("clerk").post("desk_sheet_take", word=said["word"])
        assert answer.status_code == 302
        assert way.row.version == 1
