"""Our own ledger as it comes back in a spreadsheet, row by row, with every wrong cell pointed at."""

import csv
import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import Invalid
from banshi.kernel.evidence import scanner, workbooks
from banshi.kernel.evidence.refusals import FileEmpty, FileHasMacros, FileRefused, FileTypeUnknown
from banshi.services.requests.rules.differences import NEW_ROW, VERSION, Given, Wrong
from banshi.services.requests.rules.numbers import tidy_number
from banshi.services.requests.rules.sheet import FIELDS, HEADINGS, LEDGER, Choices, base_values, plain
from banshi.services.requests.rules.submission import Problem
from banshi.services.requests.sheets.tables import TableRefused, column_name, csv_rows, workbook_rows

MOST_ROWS = 5_000
HEAD_WITHIN = 5
"""A title that somebody wrote above the headings is passed over."""
BOUNDS = workbooks.Bounds(rows=MOST_ROWS + HEAD_WITHIN + 1, columns=60)
LONGEST_SHOWN = 60
SEPARATORS = ",\t;"
VERSION_FORM = re.compile(r"\d{1,9}(?:\.0+)?")


class NotASheet(FileRefused):
    """The content is no spreadsheet, whatever its name says."""

    code = "not_a_sheet"
    message = _("“%(name)s”不是表格，或打不开。请交回 xlsx、xls、ods 或 CSV（UTF-8、GB18030）文件。")


class NotOurSheet(Invalid):
    """A table, but not one that was exported here."""

    code = "not_our_sheet"
    message = _("“%(name)s”里没有“编号”和“版本”两栏，不是从台账导出的表。请先“导出表格”，在导出的表里改。")


class SheetTooLong(Invalid):
    """More rows than are read at once."""

    code = "sheet_too_long"
    message = _("“%(name)s”超过 %(allowed)s 行。请删去没有改的行，或拆成几份交回。")


def read(data: bytes, name: str, choices: Choices) -> list[Given]:
    """Every row of the file that holds something.

    Raises:
        FileEmpty, NotASheet, FileRefused: nothing in it, or no spreadsheet by its content.
        NotOurSheet: without the columns by which a row is known again.
        SheetTooLong: more than 5,000 rows.
    """
    table = _table(data, name)
    top, places = _headings(table, name)
    filled = [(row, cells) for row, cells in enumerate(table[top + 1 :], top + 2) if any(map(str.strip, cells))]
    if len(filled) > MOST_ROWS:
        raise SheetTooLong(name=name, allowed=MOST_ROWS)
    return [_given(row, cells, places, choices) for row, cells in filled]


def _headings(table: Sequence[Sequence[str]], name: str) -> tuple[int, dict[str, int]]:
    """The line in which the headings stand, and field → the number of its column; of two alike the first."""
    for top, cells in enumerate(table[:HEAD_WITHIN]):
        named = [plain(cell) for cell in cells]
        places = {field: named.index(heading) for field, heading in HEADINGS.items() if heading in named}
        if {"number", "version"} <= places.keys():
            return top, places
    raise NotOurSheet(name=name)


def _table(data: bytes, name: str) -> list[list[str]]:
    if not data:
        raise FileEmpty(name=name)
    scanner.scan(data, name)
    try:
        return workbook_rows(data, name, LEDGER, BOUNDS)
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


def _given(row: int, cells: Sequence[str], places: Mapping[str, int], choices: Choices) -> Given:
    texts = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
    addresses = {name: f"{column_name(place)}{row}" for name, place in places.items()}
    wrong: list[Wrong] = []

    def point(name: str, allowed: Problem) -> None:
        wrong.append(Wrong(addresses[name], plain(texts[name])[:LONGEST_SHOWN], allowed))

    if not texts["number"]:
        point("number", NEW_ROW)
    elif not VERSION_FORM.fullmatch(texts["version"]):
        point("version", VERSION)
    values: dict[str, str] = {}
    for name in FIELDS:
        if name in texts:
            value = choices.value(name, texts[name])
            if isinstance(value, Problem):
                point(name, value)
            else:
                values[name] = value
    return Given(
        row=row,
        number=tidy_number(texts["number"])[:LONGEST_SHOWN],
        version=int(float(texts["version"])) if VERSION_FORM.fullmatch(texts["version"]) else 0,
        values=values,
        base=base_values(texts.get("base", "")),
        cells=addresses,
        wrong=tuple(wrong),
    )
