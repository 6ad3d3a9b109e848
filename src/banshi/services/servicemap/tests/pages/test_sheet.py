"""Places out as a spreadsheet, edited, and in again: nothing is written before every difference was seen, nobody is written over."""

import io
import re
from collections.abc import Mapping
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from banshi.kernel.access.actors import FACTOR_KEY
from banshi.kernel.ledger.models import Entry
from banshi.kernel.places import commands as places
from banshi.kernel.places.models import Place
from banshi.kernel.places.queries import history, place
from banshi.kernel.testing.people import COUNTY, NOW, VILLAGE, World
from banshi.services.servicemap.tests.small import position

pytestmark = pytest.mark.django_db
NEAR, FAR, PARK, NEW = (f"{COUNTY}-{short}" for short in ("near", "far", "park", "new"))
Table = list[list[str]]


def keeper(world: World, who: str = "township") -> Client:
    client = Client()
    client.force_login(world.account(who))
    session = client.session
    session[FACTOR_KEY] = True
    session.save()
    return client


@pytest.fixture
def browser(town: World) -> Client:
    """The town's keeper; the town's village has two of the three places, and the town itself one."""
    return keeper(town)


def taken_out(browser: Client) -> Table:
    answer = browser.get("/map/places/sheet.xlsx")
    assert answer.status_code == 200
    return opened_sheet(answer.content)


def opened_sheet(data: bytes) -> Table:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("场所")
    return [[str(int(cell)) if isinstance(cell, float) else str(cell) for cell in row] for row in sheet.iter_rows()]


def edited(table: Table, changes: Mapping[tuple[str, str], str]) -> Table:
    """(code, heading) → what somebody writes there."""
    head, rows = table[0], [list(row) for row in table[1:]]
    for (code, heading), text in changes.items():
        next(row for row in rows if row[0] == code)[head.index(heading)] = text
    return [head, *rows]


def added(table: Table, **cells: str) -> Table:
    return [*table, [cells.get(heading, "") for heading in table[0]]]


def xlsx(table: Table) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("场所")
    for at, row in enumerate(table):
        page.write_row(at, 0, row)
    book.close()
    return file.getvalue()


def handed_back(browser: Client, data: bytes, status: int = 200) -> str:
    answer = browser.post("/map/places/sheet/", {"file": SimpleUploadedFile("场所.xlsx", data)})
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def confirmed(browser: Client, preview: str, *codes: str) -> str:
    word = re.search(r'name="word" value="([^"]+)"', preview)
    assert word is not None
    answer: Any = browser.post("/map/places/sheet/take/", {"word": word[1], "row": codes})
    return str(answer.content.decode())


def as_it_stands() -> list[tuple[Any, ...]]:
    return [*Place.objects.order_by("code").values_list(), (Entry.objects.count(),)]


class TestARoundTrip:
    def test_of_an_untouched_sheet_changes_nothing(self, browser: Client) -> None:
        before = as_it_stands()
        table = taken_out(browser)
        assert {row[0] for row in table[1:]} == {NEAR, FAR, PARK}
        assert "表里写的和现在一样" in handed_back(browser, xlsx(table))
        assert as_it_stands() == before

    def test_shows_every_difference_and_writes_only_what_is_confirmed(self, browser: Client) -> None:
        before = as_it_stands()
        table = edited(taken_out(browser), {(NEAR, "电话"): "0477-3612345；13800138001", (FAR, "备注"): "周一闭馆"})
        preview = handed_back(browser, xlsx(table))
        assert "0477 361 2345；138 0013 8001" in preview
        assert as_it_stands() == before
        assert "改好了 1 处" in confirmed(browser, preview, NEAR)
        assert place(NEAR).phones == ("+864773612345", "+8613800138001")
        assert place(FAR).note == ""

    def test_moves_a_place_on_the_record(self, browser: Client) -> None:
        lon, _lat = position(130, 2)
        table = edited(taken_out(browser), {(NEAR, "经度"): f"{lon:.6f}", (NEAR, "名称"): "新名"})
        confirmed(browser, handed_back(browser, xlsx(table)), NEAR)
        assert (place(NEAR).name, place(NEAR).lon) == ("新名", round(lon, 6))
        assert [each.kind for each in history(NEAR)][1:] == ["places.changed", "places.moved"]

    def test_opens_a_new_place(self, browser: Client) -> None:
        lon, lat = position(500, 2)
        cells = {"编码": NEW, "名称": "新驿站", "类型": "驿站", "区划": VILLAGE, "经度": f"{lon}", "纬度": f"{lat}"}
        table = added(taken_out(browser), **cells, 开放时间="周一至周五 8:30-12:00", 能办什么="歇脚饮水、手机充电")
        preview = handed_back(browser, xlsx(table))
        assert "新增" in preview
        confirmed(browser, preview, NEW)
        row = place(NEW)
        assert (row.kind, row.offers, row.hours) == ("station", ("rest", "charging"), "Mo-Fr 08:30-12:00")

    def test_comes_back_as_csv_too(self, browser: Client) -> None:
        table = edited(taken_out(browser), {(FAR, "备注"): "周一闭馆"})
        lines = "\r\n".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in table)
        assert "周一闭馆" in handed_back(browser, lines.encode("gb18030"))


class TestAConflict:
    def test_is_named_and_not_ticked_and_nobody_is_written_over(self, town: World, browser: Client) -> None:
        table = edited(taken_out(browser), {(NEAR, "备注"): "我写的"})
        places.change_place(town.ctx("administrator", NOW), code=NEAR, name="别人改的名")
        preview = handed_back(browser, xlsx(table))
        assert "冲突" in preview
        assert "别人改的名" in preview
        assert "checked" not in preview
        confirmed(browser, preview, NEAR)
        assert (place(NEAR).name, place(NEAR).note) == ("别人改的名", "我写的")

    def test_that_comes_after_the_preview_leaves_the_place_as_it_is(self, town: World, browser: Client) -> None:
        table = edited(taken_out(browser), {(NEAR, "备注"): "我写的", (FAR, "备注"): "也是我"})
        preview = handed_back(browser, xlsx(table))
        places.change_place(town.ctx("administrator", NOW), code=NEAR, name="别人改的名")
        answer = confirmed(browser, preview, NEAR, FAR)
        assert "刚刚被别人改过" in answer
        assert (place(NEAR).note, place(FAR).note) == ("", "也是我")


class TestAWrongCell:
    @pytest.mark.parametrize(
        ("heading", "text", "words"),
        [
            ("类型", "城堡", "驿站"),
            ("区划", "150622100", "只写代码"),
            ("经度", "东边", "写成数字"),
            ("经度", "40.65", "不在中国境内"),
            ("电话", "123", "电话"),
            ("开放时间", "有空就开", "看不懂开放时间"),
            ("名称", "", "不能清空"),
            ("名称", "长" * 81, "1 到 80 个字"),
            ("版本", "9", "版本号"),
            ("编码", "Über", "编码只用小写字母"),
        ],
    )
    def test_is_pointed_at_with_what_could_be_written(
        self, browser: Client, heading: str, text: str, words: str
    ) -> None:
        before = as_it_stands()
        table = taken_out(browser)
        preview = handed_back(browser, xlsx(edited(table, {(NEAR, heading): text})))
        assert "写错的格" in preview
        assert words in preview
        assert as_it_stands() == before

    @pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"PK\x03\x04 no workbook", b"a,b\n1,2"])
    def test_or_a_file_that_is_none_of_ours_is_refused(self, browser: Client, data: bytes) -> None:
        before = as_it_stands()
        handed_back(browser, data, 422)
        assert as_it_stands() == before


class TestWhoMay:
    @pytest.mark.parametrize("who", ["clerk", "handler", "leader", "alice"])
    def test_others_neither_take_out_nor_hand_back(self, town: World, who: str) -> None:
        client = keeper(town, who)
        for address in ("/map/places/", "/map/places/sheet.xlsx", "/map/places/sheet/"):
            assert client.get(address).status_code == 403

    def test_a_preview_is_confirmed_by_who_saw_it_alone(self, town: World, browser: Client) -> None:
        preview = handed_back(browser, xlsx(edited(taken_out(browser), {(NEAR, "备注"): "我写的"})))
        other = keeper(town, "administrator")
        before = as_it_stands()
        answer = confirmed(other, preview, NEAR)
        assert "已经过期，或者不是您打开的" in answer
        assert as_it_stands() == before
