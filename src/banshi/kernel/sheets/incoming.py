"""A spreadsheet of ours as it comes back: its lines, with the address of every cell, however it was saved."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import Invalid
from banshi.kernel.evidence import scanner, workbooks
from banshi.kernel.evidence.refusals import FileEmpty, FileHasMacros, FileRefused, FileTypeUnknown
from banshi.kernel.sheets.cells import Column, column_name, plain
from banshi.kernel.sheets.tables import TableRefused, csv_rows, workbook_rows

MOST_ROWS = 5_000
HEAD_WITHIN = 5
"""A title that somebody wrote above the headings is passed over."""
BOUNDS = workbooks.Bounds(rows=MOST_ROWS + HEAD_WITHIN + 1, columns=60)
LONGEST_SHOWN = 60
SEPARATORS = ",\t;"


class NotASheet(FileRefused):
    """The content is no spreadsheet, whatever its name says."""

    code = "not_a_sheet"
    message = _("“%(name)s”不是表格，或打不开。请交回 xlsx、xls、ods 或 CSV（UTF-8、GB18030）文件。")


class NotOurSheet(Invalid):
    """A table, but not one that was exported here."""

    code = "not_our_sheet"
    message = _("“%(name)s”里没有“%(columns)s”这几栏，不是从这里导出的表。请先导出，在导出的表里改。")


class SheetTooLong(Invalid):
    """More rows than are read at once."""

    code = "sheet_too_long"
    message = _("“%(name)s”超过 %(allowed)s 行。请删去没有改的行，或拆成几份交回。")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that holds something. `row` counts as the spreadsheet does."""

    row: int
    texts: Mapping[str, str]
    """Field → what stands there; a column that is missing has no text."""
    cells: Mapping[str, str]
    """Field → its address, e.g. "D7"."""

    def shown(self, field: str) -> str:
        """What stands there, as it is said back to whoever wrote it."""
        return plain(self.texts[field])[:LONGEST_SHOWN]


def lines(data: bytes, name: str, *, sheet: str, columns: Sequence[Column], known_by: Iterable[str]) -> list[Line]:
    """Every line of the file that holds something, of the named worksheet or else the first.

    `known_by` are the fields by which a row is known again.

    Raises:
        FileEmpty, NotASheet, FileRefused: nothing in it, or no spreadsheet by its content.
        NotOurSheet: without the columns by which a row is known again.
        SheetTooLong: more than 5,000 rows.
    """
    headings = {column.name: column.heading for column in columns}
    keys = [headings[field] for field in known_by]
    table = _table(data, name, sheet)
    top, places = _places(table, headings, keys, name)
    filled = [(row, cells) for row, cells in enumerate(table[top + 1 :], top + 2) if any(map(str.strip, cells))]
    if len(filled) > MOST_ROWS:
        raise SheetTooLong(name=name, allowed=MOST_ROWS)
    return [_line(row, cells, places) for row, cells in filled]


def _places(
    table: Sequence[Sequence[str]], headings: Mapping[str, str], keys: Sequence[str], name: str
) -> tuple[int, dict[str, int]]:
    """The line in which the headings stand, and field → the number of its column; of two alike the first."""
    for top, cells in enumerate(table[:HEAD_WITHIN]):
        named = [plain(cell) for cell in cells]
        if set(keys) <= set(named):
            return top, {field: named.index(heading) for field, heading in headings.items() if heading in named}
    raise NotOurSheet(name=name, columns="、".join(keys))


def _line(row: int, cells: Sequence[str], places: Mapping[str, int]) -> Line:
    texts = {field: cells[place].strip() if place < len(cells) else "" for field, place in places.items()}
    return Line(row, texts, {field: f"{column_name(place)}{row}" for field, place in places.items()})


def _table(data: bytes, name: str, sheet: str) -> list[list[str]]:
    if not data:
        raise FileEmpty(name=name)
    scanner.scan(data, name)
    try:
        return workbook_rows(data, name, sheet, BOUNDS)
    except FileTypeUnknown:  # plain text has no mark of its own
        return _csv(data, name)
    except FileHasMacros:
        raise
    except (FileRefused, workbooks.Unreadable):
        raise NotASheet(name=name) from None


def _csv(data: bytes, name: str) -> list[list[str]]:
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotASheet(name=name)
    separator = max(SEPARATORS, key=lambda each: data[:2000].count(each.encode()))
    found = []
    try:
        for cells in csv_rows(data, name, separator):
            found.append([cell[: BOUNDS.cell] for cell in cells[: BOUNDS.columns]])
            if len(found) >= BOUNDS.rows:
                break
    except (TableRefused, csv.Error):
        raise NotASheet(name=name) from None
    return found
