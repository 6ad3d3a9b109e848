"""The keepers' spreadsheet as it comes back, row by row, with every wrong cell pointed at."""

import csv
import io
from collections.abc import Mapping, Sequence
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.kernel.errors import Invalid
from banshi.kernel.evidence import scanner, workbooks
from banshi.kernel.evidence.content import ODS, XLS, XLSX, kind_of
from banshi.kernel.evidence.refusals import FileEmpty, FileHasMacros, FileRefused, FileTypeUnknown
from banshi.kernel.places import checks
from banshi.kernel.places.refusals import PlaceRefused
from banshi.services.servicemap.rules.differences import Given, Wrong
from banshi.services.servicemap.rules.sheet import FIELDS, HEADINGS, PLACES, base_values, plain
from banshi.services.servicemap.sheets.cells import Cells

MOST_ROWS = 5_000
BOUNDS = workbooks.Bounds(rows=MOST_ROWS + 6, columns=60)
HEAD_WITHIN = 5
"""A title that somebody wrote above the headings is passed over."""
LONGEST_SHOWN = 60
ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = ",\t;"


class NotASheet(FileRefused):
    """The content is no spreadsheet, whatever its name says."""

    code = "places_not_a_sheet"
    message = gettext_lazy("“%(name)s”不是表格，或打不开。请交回 xlsx、xls、ods 或 CSV（UTF-8、GB18030）文件。")


class NotOurSheet(Invalid):
    """A table, but not one that was exported here."""

    code = "places_not_our_sheet"
    message = gettext_lazy("“%(name)s”里没有“编码”和“版本”两栏。请先导出场所，在导出的表里改。")


class SheetTooLong(Invalid):
    """More rows than are read at once."""

    code = "places_sheet_too_long"
    message = gettext_lazy("“%(name)s”超过 %(allowed)s 行。请删去没有改的行，或拆成几份交回。")


def read(data: bytes, name: str, cells: Cells) -> list[Given]:
    """Every row of the file that holds something.

    Raises:
        FileEmpty, NotASheet, FileRefused: nothing in it, or no spreadsheet by its content.
        NotOurSheet: without the columns by which a place is known again.
        SheetTooLong: more than 5,000 rows.
    """
    table = _table(data, name)
    top, places = _headings(table, name)
    filled = [(row, line) for row, line in enumerate(table[top + 1 :], top + 2) if any(map(str.strip, line))]
    if len(filled) > MOST_ROWS:
        raise SheetTooLong(name=name, allowed=MOST_ROWS)
    return [_given(row, line, places, cells) for row, line in filled]


def _headings(table: Sequence[Sequence[str]], name: str) -> tuple[int, dict[str, int]]:
    """The line in which the headings stand, and field → the number of its column; of two alike the first."""
    for top, line in enumerate(table[:HEAD_WITHIN]):
        named = [plain(cell) for cell in line]
        places = {field: named.index(heading) for field, heading in HEADINGS.items() if heading in named}
        if {"code", "version"} <= places.keys():
            return top, places
    raise NotOurSheet(name=name)


def _table(data: bytes, name: str) -> list[list[str]]:
    if not data:
        raise FileEmpty(name=name)
    scanner.scan(data, name)
    try:
        if kind_of(data, name) not in (XLSX, XLS, ODS):
            raise NotASheet(name=name)
        return workbooks.rows_of(data, PLACES, BOUNDS)
    except FileTypeUnknown:  # plain text has no mark of its own
        return _csv(data, name)
    except FileHasMacros:
        raise
    except (FileRefused, workbooks.Unreadable):
        raise NotASheet(name=name) from None


def _csv(data: bytes, name: str) -> list[list[str]]:
    separator = max(SEPARATORS, key=lambda each: data[:2000].count(each.encode()))
    for encoding in ENCODINGS if b"\0" not in data else ():
        try:
            text = data.decode(encoding)
            rows = csv.reader(io.StringIO(text), delimiter=separator)
            return [[cell[: BOUNDS.cell] for cell in row[: BOUNDS.columns]] for row in islice(rows, BOUNDS.rows)]
        except (UnicodeDecodeError, csv.Error):
            continue
    raise NotASheet(name=name)


def _given(row: int, line: Sequence[str], places: Mapping[str, int], cells: Cells) -> Given:
    texts = {name: line[place].strip() if place < len(line) else "" for name, place in places.items()}
    addresses = {name: f"{column_name(place)}{row}" for name, place in places.items()}
    values: dict[str, str] = {}
    wrong: list[Wrong] = []

    def point(name: str, allowed: str) -> None:
        wrong.append(Wrong(addresses[name], plain(texts[name])[:LONGEST_SHOWN], allowed))

    code, version = plain(texts["code"]).lower(), plain(texts["version"]).removesuffix(".0")
    try:
        checks.checked({"code": code})
    except PlaceRefused as refusal:
        point("code", str(refusal.fields["code"][0]))
    if version and not (version.isascii() and version.isdigit() and len(version) < 10):
        point("version", _("请保留导出时的版本号；新增的场所不写版本。"))
    for name in FIELDS:
        if name in texts:
            try:
                values[name] = cells.value(name, texts[name])
            except ValueError as problem:
                point(name, str(problem))
    if values.get("lon") and values.get("lat"):
        try:
            checks.position(float(values["lon"]), float(values["lat"]), "wgs84")
        except PlaceRefused as refusal:
            point("lon", str(refusal.fields["position"][0]))
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    base = base_values(texts.get("base", ""))
    return Given(row, code[:LONGEST_SHOWN], number, values, base, addresses, tuple(wrong))


def column_name(index: int) -> str:
    """The letter of a column as spreadsheets show it: 0 is A, 26 is AA."""
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
