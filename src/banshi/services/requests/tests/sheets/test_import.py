"""Another ledger is taken in by the rules of a single request, once, with every wrong cell pointed at."""

import csv
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import COUNTY, World
from banshi.services.requests.models import Answer, Request
from banshi.services.requests.tests.sheets.workbooks import xlsx, xlsx_claiming_too_much

HEADINGS = ["编号", "标题", "内容", "反映时间", "答复", "答复时间", "电话"]
ROWS = [
    [
        "A1",
        "路灯不亮",
        "王府路的路灯不亮。",
        "2021-05-01 09:00",
        "已修好，今晚能亮。",
        "2021-05-04 10:00",
        "13800138005",
    ],
    ["A2", "水压小", "三楼没有水。", "2021/5/2 8:30", "", "", ""],
]


def written(path: Path, rows: list[list[str]], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path


def taken(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("requests_import", str(path), "--area", COUNTY, *options, stdout=out, stderr=StringIO())
    return out.getvalue()


class TestImporting:
    def test_takes_rows_in_as_they_were_with_their_answers(self, world: World, tmp_path: Path) -> None:
        assert "2 rows read, 2 taken in, 0 rejected" in taken(written(tmp_path / "台账.csv", ROWS))
        lamp = Request.objects.get(source_id="A1")
        assert (lamp.title, lamp.channel, lamp.submitted_at.isoformat()) == (
            "路灯不亮",
            "sheet",
            "2021-05-01T01:00:00+00:00",
        )
        assert Answer.objects.get(request=lamp).done or Answer.objects.get(request=lamp).found
        assert Entry.objects.filter(kind__startswith="requests.").count() >= 2

    def test_again_takes_nothing_twice(self, world: World, tmp_path: Path) -> None:
        path = written(tmp_path / "台账.csv", ROWS)
        taken(path)
        assert "0 taken in, 0 rejected, 2 there before" in taken(path)
        assert Request.objects.count() == 2

    def test_goes_on_where_it_was_cut_short(self, world: World, tmp_path: Path) -> None:
        taken(written(tmp_path / "一半.csv", ROWS[:1]), "--source", "old")
        assert "1 taken in, 0 rejected, 1 there before" in taken(
            written(tmp_path / "全部.csv", ROWS), "--source", "old"
        )

    def test_reads_what_an_office_computer_of_the_region_writes(self, world: World, tmp_path: Path) -> None:
        taken(written(tmp_path / "旧.csv", ROWS, encoding="gb18030"))
        assert Request.objects.filter(title="水压小").exists()

    @pytest.mark.parametrize(
        ("column", "value", "where"),
        [(3, "昨天", "D2"), (3, "2021-13-40", "D2"), (2, "", "text"), (3, "2999-01-01", "submitted_at")],
    )
    def test_points_at_the_wrong_cell_and_takes_the_rest(
        self, world: World, tmp_path: Path, column: int, value: str, where: str
    ) -> None:
        rows = [list(row) for row in ROWS]
        rows[0][column] = value
        path = written(tmp_path / "错.csv", rows)
        assert "1 taken in, 1 rejected" in taken(path)
        report = list(csv.reader((tmp_path / "错.rejected.csv").open(encoding="utf-8-sig")))
        assert report[1][:2] == ["2", where]

    def test_looks_without_taking_anything_in_when_asked_to(self, world: World, tmp_path: Path) -> None:
        assert "2 rows read, 0 taken in" in taken(written(tmp_path / "看看.csv", ROWS), "--dry-run")
        assert not Request.objects.exists()

    def test_tells_rows_without_an_id_apart_by_what_they_say(self, world: World, tmp_path: Path) -> None:
        rows = [["", *ROWS[0][1:]], ["", *ROWS[0][1:]], ["", *ROWS[1][1:]]]
        path = written(tmp_path / "没有编号.csv", rows)
        assert "3 taken in" in taken(path)
        assert "3 there before" in taken(path)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--map", "wish=内容"], "not a field"),
            (["--map", "text=愿望"], "no such column"),
            (["--map", "text"], "has no ="),
            (["--preset", "other"], "presets are"),
        ],
    )
    def test_with_columns_that_do_not_fit_says_what_would(
        self, world: World, tmp_path: Path, options: list[str], said: str
    ) -> None:
        with pytest.raises(CommandError, match=said):
            taken(written(tmp_path / "台账.csv", ROWS), *options)
        assert not Request.objects.exists()

    def test_reads_a_workbook_as_the_same_rows_in_a_text_file(self, world: World, tmp_path: Path) -> None:
        path = tmp_path / "台账.xlsx"
        path.write_bytes(xlsx([HEADINGS, *ROWS]))
        assert "2 rows read, 2 taken in, 0 rejected" in taken(path)
        assert "2 there before" in taken(written(tmp_path / "台账.csv", ROWS))

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("空.csv", b""),
            ("坏.csv", b"\xff\xfe\x00\x81"),
            ("坏.xlsx", b"PK\x03\x04 not a workbook"),
            ("照片.xlsx", b"\x89PNG\r\n\x1a\n"),
            ("程序.xls", b"MZ\x90\0"),
            ("陷阱.xlsx", xlsx_claiming_too_much()),
        ],
    )
    def test_of_a_file_that_is_no_table_is_refused_clearly(
        self, world: World, tmp_path: Path, name: str, content: bytes
    ) -> None:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(CommandError):
            taken(path)
        assert not Request.objects.exists()


@pytest.mark.realdata
class TestTheRealLedgers:
    @pytest.mark.parametrize(
        ("name", "rows"),
        [("messages/hot-issues.xlsx", 4326), ("messages/replies.xlsx", 2816), ("open311/nyc311-2000.csv", 2000)],
    )
    def test_are_taken_in_whole_or_reported(self, world: World, tmp_path: Path, name: str, rows: int) -> None:
        original = Path(os.environ["BANSHI_REAL_DATA"]) / name
        path = tmp_path / original.name
        path.write_bytes(original.read_bytes())
        said = taken(path)
        count = Request.objects.count()
        refused = rows - count
        assert f"{rows} rows read, {count} taken in, {refused} rejected" in said
        assert refused <= rows // 100
