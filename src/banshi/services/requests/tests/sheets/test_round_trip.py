"""The ledger out, edited, and in again: real files, real rows, the console's commands."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.access.models import Look
from banshi.kernel.ledger.models import Entry
from banshi.kernel.sheets.cells import Values
from banshi.kernel.sheets.incoming import NotASheet, NotOurSheet, SheetTooLong
from banshi.kernel.testing.people import NOW, World
from banshi.kernel.web.formatting import local
from banshi.services.requests import commands
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.desk import Filter
from banshi.services.requests.queries.sheet import OutRow, standing
from banshi.services.requests.rules.differences import Standing, State, Verdict, compare
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import Contact
from banshi.services.requests.sheets import outgoing
from banshi.services.requests.sheets.choices import choices_for
from banshi.services.requests.sheets.incoming import read
from banshi.services.requests.sheets.outgoing import Asked, TooManyRows, send_out
from banshi.services.requests.sheets.writer import write
from banshi.services.requests.tests.sheets.registrations import CHOICES, COUNTY, values
from banshi.services.requests.tests.sheets.workbooks import Table, as_csv, edited, ods, opened, xlsx
from banshi.services.requests.tests.way import WELLS, Way, brought

EVERYTHING = Asked(Filter(), {}, COUNTY)


def taken_out(world: World, who: str = "clerk", asked: Asked = EVERYTHING) -> bytes:
    return send_out(world.ctx(who), asked).file.read()


def handed_back(world: World, data: bytes, who: str = "clerk") -> dict[str, Verdict]:
    choices = choices_for(COUNTY)
    rows = read(data, "台账.xlsx", choices)
    return {each.number: each for each in compare(rows, standing(world.actor(who), [r.number for r in rows]), choices)}


def column(table: Table, heading: str) -> list[str]:
    return [row[table[0].index(heading)] for row in table[1:]]


class TestAnExport:
    def test_has_what_can_be_edited_in_words_and_what_helps_to_decide(self, way: Way) -> None:
        way.triage()
        [head, row] = opened(taken_out(way.world))
        told = dict(zip(head, row, strict=True))
        assert told.pop("底稿").startswith(f'["{WELLS}",')
        assert told == {
            "编号": way.number,
            "版本": "2",
            "标题": way.row.title,
            "分类": "101203 农村农业/水利水电/引水调水",
            "地区": "150627101201 札萨克镇 门克庆嘎查",
            "具体地点": "门克庆嘎查三社",
            "性质": "诉求",
            "紧急程度": "一般",
            "保密": "一般",
            "当地分类": "",
            "环节": "已登记分类",
            "经办单位": "12345 热线受理中心",
            "期限": f"{local(way.row.due_at):%Y-%m-%d %H:%M}",
            "提交时间": "2021-05-26 10:00",
            "内容摘要": way.row.text,
        }

    def test_keeps_what_is_not_to_be_changed_and_offers_what_can_be_chosen(self, way: Way) -> None:
        def sheet(who: str) -> str:
            with zipfile.ZipFile(io.BytesIO(taken_out(way.world, who))) as book:
                return book.read("xl/worksheets/sheet1.xml").decode()

        clerk, inspector = sheet("clerk"), sheet("inspector")
        for page in (clerk, inspector):
            assert '<pane xSplit="2" ySplit="1"' in page
            assert "<sheetProtection" in page
            assert 'hidden="1"' in page
        assert clerk.count("<dataValidation ") == 7
        assert f"<formula1>选项!$A$2:$A${len(policy.categories()) + 1}</formula1>" in clerk
        assert "<dataValidation " not in inspector

    def test_explains_itself_and_carries_its_choices(self, way: Way) -> None:
        data = taken_out(way.world)
        assert "只改绿色表头" in str(opened(data, "说明"))
        assert "求助" in str(opened(data, "选项"))
        assert "交回" not in str(opened(taken_out(way.to(Stage.DISPATCHED).world, "handler"), "说明"))

    @pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "+861", "-1", "@SUM(A1)", "＝1+1", "\t=1"])
    def test_has_no_formula_in_it(self, world: World, text: str) -> None:
        way = brought(world, text=f"{text} 井坏了", title=text, place=text)
        data = taken_out(world)
        [_head, row] = opened(data)
        assert not any(cell.startswith(tuple("=+-@＝\t")) for cell in row)
        assert handed_back(world, data)[way.number].state is State.SAME

    def test_has_names_and_phones_only_when_asked_for_and_never_of_the_confidential(self, world: World) -> None:
        brought(world)
        brought(world, level=2)
        accusing = brought(world, who="bao")
        commands.accuse(world.ctx("clerk"), number=accusing.number, unit_ids=[world.units["roads"].id])
        brought(world, who="anonymous", contact=Contact("宝力高", "13800138009"))
        assert "姓名" not in opened(taken_out(world, "supervisor"))[0]
        told = opened(taken_out(world, "supervisor", Asked(Filter(), {}, COUNTY, contacts=True)))
        assert sorted(column(told, "姓名")) == ["", "", "宝力高", "阿丽玛"]
        assert sorted(column(told, "电话")) == ["", "", "", "13800138009"]
        assert column(told, "内容摘要").count("") == 2

    def test_is_on_the_record_with_its_hash_but_without_the_words_looked_for(self, way: Way) -> None:
        taken_out(way.world, asked=Asked(Filter(), {"q": "阿丽玛", "stage": "received"}, COUNTY))
        entry = Entry.objects.get(kind="requests.exported")
        body = json.loads(entry.body)
        assert (body["count"], body["contacts"], body["filters"]) == (1, False, {"stage": "received"})
        assert len(body["sha256"]) == 64
        assert "阿丽玛" not in entry.body
        assert "q" in body["sealed"]

    def test_is_seen_by_everybody_whose_words_left(self, way: Way) -> None:
        taken_out(way.world)
        look = Look.objects.get(action="requests.export")
        assert (look.person_id, look.subject, look.why) == (
            way.world.people["alice"].id,
            f"requests:{way.number}",
            "导出表格",
        )

    def test_holds_what_the_queue_shows_and_no_more(self, way: Way) -> None:
        assert len(opened(taken_out(way.world, "charlie"))) == 1
        assert len(opened(taken_out(way.world, "handler"))) == 1
        assert len(opened(taken_out(way.to(Stage.DISPATCHED).world, "handler"))) == 2

    def test_that_is_too_long_is_refused_and_leaves_nothing(self, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
        brought(way.world)
        monkeypatch.setattr(outgoing, "MOST_ROWS", 1)
        with pytest.raises(TooManyRows):
            taken_out(way.world)
        assert not Look.objects.exists()
        assert not Entry.objects.filter(kind="requests.exported").exists()

    def test_takes_as_many_queries_for_many_as_for_one(
        self, way: Way, django_assert_num_queries: Callable[..., object]
    ) -> None:
        for _round in range(3):
            brought(way.world)
        actor = way.world.actor("clerk")
        with django_assert_num_queries(1):
            assert len(list(outgoing.outgoing(actor, NOW, Filter(), 10))) == 4


@pytest.mark.anydb
class TestEveryRegistration:
    @settings(max_examples=12, deadline=None)
    @given(st.lists(values, min_size=1, max_size=40), st.text(max_size=40))
    def test_that_goes_out_and_comes_in_unchanged_has_no_difference(self, given: list[Values], text: str) -> None:
        rows = [
            OutRow(f"210526-{place:06}", 1, COUNTY, each, text, "received", text, NOW, NOW, text, text, text, None)
            for place, each in enumerate(given)
        ]
        file = io.BytesIO()
        assert write(file, rows, CHOICES, contacts=True, editable=True) == len(rows)
        back = read(file.getvalue(), "台账.xlsx", CHOICES)
        now = {row.number: Standing(row.number, 1, COUNTY, text, row.values) for row in rows}
        assert {each.state for each in compare(back, now, CHOICES)} == {State.SAME}
        assert [each.base for each in back] == given
        assert {each.state for each in compare(back, {n: replace(s, version=2) for n, s in now.items()}, CHOICES)} == {
            State.SAME
        }


class TestTheAccused:
    def test_find_nothing_of_it_in_the_file_nor_by_handing_back_its_number(self, world: World) -> None:
        kept, other = brought(world), brought(world)
        commands.accuse(world.ctx("supervisor"), number=kept.number, unit_ids=[world.units["hotline"].id])
        data = taken_out(world, "clerk")
        assert kept.number not in str(opened(data))
        table = opened(data)
        guessed = [table[0], [kept.number, *table[1][1:]], ["210526-000000", *table[1][1:]]]
        found = handed_back(
            world, xlsx(edited(guessed, {(kept.number, "紧急程度"): "紧急", (kept.number, "版本"): "x"}))
        )
        hidden, nowhere = found[kept.number], found["210526-000000"]
        assert (hidden.state, hidden.title, hidden.changes, hidden.wrong) == (State.UNKNOWN, "", (), ())
        assert (nowhere.state, nowhere.title, nowhere.changes, nowhere.wrong) == (State.UNKNOWN, "", (), ())
        assert other.number in str(table)


class TestAFileThatComesBack:
    @pytest.mark.parametrize(
        "save",
        [
            xlsx,
            ods,
            as_csv,
            lambda table: as_csv(table, "gb18030"),
            lambda table: as_csv(table, "utf-16", "\t"),
            lambda table: as_csv(table, "utf-8", ";"),
            lambda table: xlsx([["二〇二一年台账"], *table], "Sheet1"),
        ],
        ids=["xlsx", "ods", "csv", "gb18030", "unicode text", "semicolons", "with a title above"],
    )
    def test_is_read_as_any_office_program_saves_it(self, way: Way, save: Callable[[Table], bytes]) -> None:
        table = opened(taken_out(way.world))
        assert handed_back(way.world, save(table))[way.number].state is State.SAME
        changed = save(edited(table, {(way.number, "紧急程度"): "紧急"}))
        assert handed_back(way.world, changed)[way.number].decided == {"urgency": "2"}

    def test_keeps_its_meaning_when_rows_are_sorted_or_deleted(self, way: Way) -> None:
        other = brought(way.world)
        [head, one, two] = opened(taken_out(way.world))
        assert [each.state for each in handed_back(way.world, xlsx([head, two, one])).values()] == [State.SAME] * 2
        assert list(handed_back(way.world, xlsx([head, next(r for r in (one, two) if r[0] == other.number)]))) == [
            other.number
        ]

    def test_has_its_wrong_cells_pointed_at(self, way: Way) -> None:
        table = edited(
            opened(taken_out(way.world)), {(way.number, "分类"): "水", (way.number, "具体地点"): "长" * 100_000}
        )
        found = handed_back(way.world, as_csv([*table, ["", "1", "新的一件"]]))
        assert [(each.cell, each.given) for each in found[way.number].wrong] == [("D2", "水"), ("F2", "长" * 60)]
        assert found[""].wrong[0].cell == "A3"

    @pytest.mark.parametrize(
        ("data", "error"),
        [
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, NotASheet),
            (b"PK\x03\x04 not a workbook", NotASheet),
            (b"MZ\x90\0\3", NotASheet),
            (b"%PDF-1.4 %%EOF", NotASheet),
            (b"\xff\xfe\x00\x81\x00", NotASheet),
            (b"\0\1\2", NotASheet),
            (b"\xff\xff\xff", NotASheet),
            (xlsx([]), NotOurSheet),
            (xlsx([["编号", "标题"], ["1", "2"]]), NotOurSheet),
            ("只有字".encode(), NotOurSheet),
            (xlsx([["编号", "版本"], *([["x", "1"]] * 5_001)]), SheetTooLong),
        ],
    )
    def test_that_is_no_export_is_refused_clearly(self, world: World, data: bytes, error: type[Exception]) -> None:
        with pytest.raises(error):
            read(data, "台账.xlsx", choices_for(COUNTY))

    def test_that_claims_more_cells_than_there_is_memory_ends_no_server(self, world: World) -> None:
        wide = [["编号"]] + [[] for _row in range(200_000)] + [[*([""] * 16_383), "x"]]
        with pytest.raises((NotASheet, NotOurSheet)):
            read(xlsx(wide), "台账.xlsx", choices_for(COUNTY))
