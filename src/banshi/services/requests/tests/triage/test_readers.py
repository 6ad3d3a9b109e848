import json
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from banshi.services.requests.tests.triage.examples import ZONE
from banshi.services.requests.triage.errors import RowsRefused
from banshi.services.requests.triage.readers import Labelled, read_labelled, read_messages

pytestmark = pytest.mark.anydb
HEADING = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"]


def lines(path: Path, *rows: object) -> Path:
    path.write_text(
        "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows), "utf-8"
    )
    return path


def sheet(path: Path, *rows: list[object]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


class TestTrainingRows:
    def test_are_read_with_and_without_a_title(self, tmp_path: Path) -> None:
        path = lines(
            tmp_path / "a.jsonl",
            {"detail": "没水", "label": "民生"},
            "",
            {"detail": "没电", "label": " 民生 ", "title": "电", "more": 1},
        )
        assert read_labelled(path) == [Labelled("没水", "民生"), Labelled("没电", "民生", "电")]

    def test_may_begin_with_a_byte_order_mark(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + json.dumps({"detail": "没水", "label": "民生"}).encode())
        assert len(read_labelled(tmp_path / "a.jsonl")) == 1

    @pytest.mark.parametrize(
        ("row", "told"),
        [
            ("{", "line 2"),
            ("[1]", "list"),
            ({"label": "民生"}, "detail = None"),
            ({"detail": " ", "label": "民生"}, "detail = ' '"),
            ({"detail": "没水", "label": 3}, "label = 3"),
            ({"detail": "没水", "label": "民生", "title": 3}, "title = 3"),
            ("[" * 5000, "line 2"),
        ],
    )
    def test_that_are_wrong_are_named(self, tmp_path: Path, row: object, told: str) -> None:
        path = lines(tmp_path / "a.jsonl", {"detail": "没水", "label": "民生"}, row)
        with pytest.raises(RowsRefused, match="line 2") as refusal:
            read_labelled(path)
        assert told in str(refusal.value)

    def test_in_another_encoding_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_bytes('{"detail": "没水", "label": "民生"}'.encode("gb18030"))
        with pytest.raises(RowsRefused, match="UTF-8"):
            read_labelled(tmp_path / "a.jsonl")

    def test_that_are_not_there_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(RowsRefused):
            read_labelled(tmp_path / "absent.jsonl")
        with pytest.raises(RowsRefused, match="without a row"):
            read_labelled(lines(tmp_path / "empty.jsonl"))


class TestMessages:
    def test_are_read_from_a_spreadsheet(self, tmp_path: Path) -> None:
        path = sheet(
            tmp_path / "a.xlsx",
            HEADING,
            [7, "甲", "没水", "2026/3/2 9:05:00", "三天没水", 1, 4],
            ["", "", "", "", "", "", ""],
        )
        (found,) = read_messages(path)
        assert (found.id, found.title, found.likes, found.dislikes, found.author) == ("7", "没水", 4, 1, "甲")
        assert found.at == datetime(2026, 3, 2, 9, 5, tzinfo=ZONE)

    def test_are_read_from_json_lines(self, tmp_path: Path) -> None:
        path = lines(tmp_path / "a.jsonl", {"id": "7", "title": "没水", "detail": "", "at": "2026-03-02", "likes": 2})
        assert read_messages(path)[0].likes == 2

    def test_need_their_columns(self, tmp_path: Path) -> None:
        with pytest.raises(RowsRefused, match="留言时间"):
            read_messages(sheet(tmp_path / "a.xlsx", ["编号", "主题", "内容"], [1, "a", "b"]))

    @pytest.mark.parametrize(
        ("at", "likes", "told"),
        [
            ("昨天", 0, "时间|time"),
            ("2026-02-30 10:00", 0, "time"),
            ("2026-03-02", -1, "likes"),
            ("2026-03-02", 1.5, "likes"),
            ("2026-03-02", "多", "likes"),
        ],
    )
    def test_with_an_impossible_cell_are_named(self, tmp_path: Path, at: str, likes: object, told: str) -> None:
        path = sheet(tmp_path / "a.xlsx", HEADING, [7, "甲", "没水", at, "三天没水", 0, likes])
        with pytest.raises(RowsRefused, match="row 2") as refusal:
            read_messages(path)
        assert any(word in str(refusal.value) for word in told.split("|"))

    def test_without_a_text_or_twice_are_refused(self, tmp_path: Path) -> None:
        row = [7, "甲", "没水", "2026-03-02", "三天没水", 0, 0]
        with pytest.raises(RowsRefused, match="twice"):
            read_messages(sheet(tmp_path / "a.xlsx", HEADING, row, row))
        with pytest.raises(RowsRefused, match="without a text"):
            read_messages(sheet(tmp_path / "b.xlsx", HEADING, [7, "甲", "", "2026-03-02", "", 0, 0]))

    def test_in_no_spreadsheet_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").write_bytes(b"MZ executable")
        with pytest.raises(RowsRefused, match="save the sheet again"):
            read_messages(tmp_path / "a.xlsx")
        with pytest.raises(RowsRefused):
            read_messages(tmp_path / "absent.xlsx")
