"""A workbook is read by a process that may die of it."""

import io
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter

from banshi.kernel.evidence.workbooks import Bounds, Unreadable, rows_of

pytestmark = pytest.mark.anydb
FEW = Bounds(rows=3, columns=4)
LAST = (1_048_575, 16_383)
"""The last cell that Excel has."""


def book(*cells: tuple[int, int, Any], sheet: str = "台账") -> bytes:
    """A workbook with these cells: (row, column, what stands there)."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd hh:mm:ss"})
    page = made.add_worksheet(sheet)
    for row, column, value in cells:
        page.write(row, column, value)
    made.close()
    return file.getvalue()


class TestAWorkbook:
    def test_gives_its_cells_as_texts(self) -> None:
        data = book((0, 0, "编号"), (1, 0, 7), (1, 1, 7.5), (1, 2, datetime(2021, 5, 26, 9, 30)))  # noqa: DTZ001 - a cell has no zone
        assert rows_of(data, "台账", FEW) == [["编号", "", ""], ["7", "7.5", "2021-05-26 09:30:00"]]

    def test_is_read_as_far_as_asked(self) -> None:
        rows = rows_of(book(*((row, column, "x" * 20) for row in range(9) for column in range(9))), "", FEW)
        assert [len(row) for row in rows] == [4, 4, 4]
        assert rows_of(book((0, 0, "长" * 50)), "", Bounds(rows=1, columns=1, cell=10)) == [["长" * 10]]

    def test_that_claims_more_cells_than_any_machine_has_ends_its_own_process(self) -> None:
        data = book((0, 0, "编号"), (*LAST, "x"))
        assert len(data) < 10_000
        with pytest.raises(Unreadable):
            rows_of(data, "台账", FEW)

    def test_with_more_words_than_are_taken_is_refused(self) -> None:
        data = book(*((row, 0, "长" * 30_000) for row in range(30)))
        with pytest.raises(Unreadable):
            rows_of(data, "台账", Bounds(rows=30, columns=1, cell=30_000, answer=1))

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a workbook", "编号,内容".encode()])
    def test_that_is_none_is_refused(self, data: bytes) -> None:
        with pytest.raises(Unreadable):
            rows_of(data, "", FEW)
