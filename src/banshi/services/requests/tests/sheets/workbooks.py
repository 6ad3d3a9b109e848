"""Exports as an office program opens, edits and saves them."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from python_calamine import CalamineWorkbook

Table = list[list[str]]
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def opened(data: bytes, sheet: str = "台账") -> Table:
    """The cells of a workbook as texts."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet)
    return [[str(int(cell)) if isinstance(cell, float) else str(cell) for cell in row] for row in found.iter_rows()]


def edited(table: Table, changes: Mapping[tuple[str, str], str]) -> Table:
    """(number, heading) → what somebody writes there."""
    head, rows = table[0], [list(row) for row in table[1:]]
    for (number, heading), text in changes.items():
        next(row for row in rows if row[0] == number)[head.index(heading)] = text
    return [head, *rows]


def xlsx(table: Sequence[Sequence[Any]], sheet: str = "台账") -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet)
    for place, row in enumerate(table):
        for column, cell in enumerate(row):
            page.write(place, column, cell)
    book.close()
    return file.getvalue()


def xlsx_claiming_too_much() -> bytes:
    """A few kilobytes that say they are a sheet of 16 thousand million cells."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet()
    page.write(0, 0, "编号")
    page.write(1_048_575, 16_383, "x")
    book.close()
    return file.getvalue()


def as_csv(table: Table, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(table)
    return file.getvalue().encode(encoding)


def ods(table: Table) -> bytes:
    rows = "".join(
        "<table:table-row>{}</table:table-row>".format(
            "".join(
                f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
                for cell in row
            )
        )
        for row in table
    )
    content = (
        f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="台账">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return file.getvalue()
