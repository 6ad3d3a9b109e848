"""The ledger as a workbook: what may be changed stands out, choices drop down, a second sheet explains."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _

from banshi.kernel.sheets.cells import Column, Style, base_cell, harmless
from banshi.kernel.web.formatting import local
from banshi.services.requests.queries.sheet import OutRow
from banshi.services.requests.rules.moves import STAGE_TITLES, Stage
from banshi.services.requests.rules.sheet import (
    COLUMNS,
    CONTACTS,
    FIELDS,
    GUIDE,
    HEADINGS,
    LEDGER,
    OPTIONS,
    Choices,
)
from banshi.services.requests.rules.submission import MAX_PLACE

AS_TEXT = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FORMATS: dict[Style, dict[str, Any]] = {
    Style.KEY: {"font_color": "#8A8F98", "bg_color": "#F1EEE8", "font_name": "Consolas"},
    Style.EDIT: {"num_format": "@", "locked": False, "text_wrap": True, "bg_color": "#FFFDF5"},
    Style.SHOWN: {"font_color": "#5A6572", "bg_color": "#F7F5F0", "text_wrap": True},
    Style.HIDDEN: {"font_color": "#8A8F98", "bg_color": "#F1EEE8"},
}
EVERY_CELL = {"valign": "top", "border": 1, "border_color": "#E4DED3", "font_size": 11}
HEAD = {
    "bold": True,
    "bg_color": "#E4DED3",
    "border": 1,
    "border_color": "#C9C2B4",
    "font_size": 11,
    "valign": "vcenter",
}
HEAD_EDIT = {**HEAD, "bg_color": "#22705F", "font_color": "#FFFFFF"}
ALLOWED = {
    "autofilter",
    "sort",
    "delete_rows",
    "format_columns",
    "format_rows",
    "select_locked_cells",
    "select_unlocked_cells",
}
FROZEN_COLUMNS = 2
MOST_IN_LIST = 2_000
"""A longer list helps nobody to choose; codes can always be typed."""


def write(file: IO[bytes], rows: Iterable[OutRow], choices: Choices, *, contacts: bool, editable: bool) -> int:
    """Write the workbook and return how many rows it has. Memory: that of one row.

    Every text is written as text, so nothing in it is ever a formula or a link.
    """
    import xlsxwriter  # slow to load, and seldom asked for

    with tempfile.TemporaryDirectory() as folder:  # what is half written must not stay on the disk
        book = xlsxwriter.Workbook(file, {**AS_TEXT, "tmpdir": folder})
        count = _fill(book, rows, choices, contacts=contacts, editable=editable)
        book.close()
    return count


def _fill(book: Any, rows: Iterable[OutRow], choices: Choices, *, contacts: bool, editable: bool) -> int:
    columns = [column for column in COLUMNS if contacts or column.name not in CONTACTS]
    ledger, guide, options = (book.add_worksheet(name) for name in (LEDGER, GUIDE, OPTIONS))
    _options(options, choices)
    _guide(book, guide, editable=editable)
    shapes = {style: book.add_format({**EVERY_CELL, **FORMATS[style]}) for style in Style}
    if not editable:
        shapes[Style.EDIT] = shapes[Style.SHOWN]
    _head(book, ledger, columns, editable=editable)
    count = 0
    for count, row in enumerate(rows, 1):
        texts = _texts(row, choices)
        for place, column in enumerate(columns):
            if column.name == "version":
                ledger.write_number(count, place, row.version, shapes[column.style])
            else:
                ledger.write_string(count, place, texts[column.name], shapes[column.style])
    if editable and count:
        _choosing(ledger, columns, choices, count)
    ledger.autofilter(0, 0, max(count, 1), len(columns) - 1)
    return count


def _head(book: Any, ledger: Any, columns: Sequence[Column], *, editable: bool) -> None:
    plain, edit = book.add_format(HEAD), book.add_format(HEAD_EDIT)
    for place, column in enumerate(columns):
        ledger.set_column(place, place, column.width, None, {"hidden": column.style is Style.HIDDEN})
    ledger.set_row(0, 24)
    for place, column in enumerate(columns):
        ledger.write_string(0, place, column.heading, edit if editable and column.style is Style.EDIT else plain)
    ledger.freeze_panes(1, FROZEN_COLUMNS)
    ledger.protect("", dict.fromkeys(ALLOWED, True))


def _texts(row: OutRow, choices: Choices) -> dict[str, str]:
    shown = {
        "number": row.number,
        "title": row.title,
        "name": row.name,
        "phone": row.phone,
        "stage": STAGE_TITLES[Stage(row.stage)],
        "holder": row.holder,
        "due": f"{local(row.due_at):%Y-%m-%d %H:%M}",
        "submitted": f"{local(row.submitted_at):%Y-%m-%d %H:%M}",
        "excerpt": row.excerpt,
    }
    texts = {name: harmless(text) for name, text in shown.items()}
    return (
        texts
        | {field: choices.cell(field, row.values[field]) for field in FIELDS}
        | {"base": base_cell(row.values, FIELDS)}
    )


def _options(options: Any, choices: Choices) -> None:
    """The lists from which the ledger's cells choose, a column each."""
    columns = [[HEADINGS[field], *labels.values()] for field, labels in choices.labels.items()]
    for line in range(max(len(column) for column in columns)):
        for place, column in enumerate(columns):
            if line < len(column):
                options.write_string(line, place, column[line])
    options.set_column(0, len(columns) - 1, 34)
    options.freeze_panes(1, 0)
    options.protect()


def _choosing(ledger: Any, columns: Sequence[Column], choices: Choices, count: int) -> None:
    """Drop-down lists where choices are fixed, a length for the place."""
    lists = list(choices.labels)
    for place, column in enumerate(columns):
        labels = choices.labels.get(column.name, {})
        if column.name == "place":
            rule: dict[str, Any] = {"validate": "length", "criteria": "<=", "value": MAX_PLACE}
        elif column.style is Style.EDIT and 0 < len(labels) <= MOST_IN_LIST:
            letter = chr(ord("A") + lists.index(column.name))
            rule = {"validate": "list", "source": f"={OPTIONS}!${letter}$2:${letter}${len(labels) + 1}"}
        else:
            continue
        told = {"error_title": column.heading, "error_message": _("请从下拉列表里选；列表全文在“选项”表。")}
        ledger.data_validation(1, place, count, place, {**rule, **(told if column.name != "place" else {})})


def _guide(book: Any, guide: Any, *, editable: bool) -> None:
    title, line = (
        book.add_format({"bold": True, "font_size": 14}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    guide.set_column(0, 0, 90)
    guide.write_string(0, 0, _("这张表怎么用"), title)
    for place, words in enumerate(_steps() if editable else _reading(), 2):
        guide.write_string(place, 0, words, line)


def _reading() -> list[str]:
    return [
        _("这张表是导出时的样子，只供查看。登记信息由受理员、督办员修改。"),
        _("以 = + - @ 开头的文字前面多一个撇号（'），免得被当成公式。"),
        _("表里有群众的诉求，请妥善保管，用完删除。这次导出已记在账上。"),
    ]


def _steps() -> list[str]:
    return [
        _("1. 只改绿色表头的几栏：分类、地区、具体地点、性质、紧急程度、保密、当地分类。别的栏改了不算。"),
        _("2. 能选的从下拉列表里选，全部选项在“选项”表。分类、地区也可以只写代码。"),
        _("3. “编号”“版本”和隐藏的“底稿”不要动：交回时靠它们认出哪一件、您改了什么、别人改了什么。"),
        _("4. 可以筛选、删除不用的行；要排序，先“撤销工作表保护”（没有密码），选中全部各列再排。删掉的行不会动台账。"),
        _("5. 不能在表里新增事项；新的请用“代为登记”。"),
        _("6. 改好存盘，在台账页点“交回表格”。xlsx、xls、ods、CSV 都可以。先看改动对照，选好再确认，才写进台账。"),
        _("7. 导出以后别人也改过登记信息的，会列为“冲突”，不会盖掉别人的修改；写错的格会指出位置和可以写的内容。"),
        _("8. 以 = + - @ 开头的文字前面多一个撇号（'），免得被当成公式，交回时自动去掉。"),
        _("9. 表里有群众的诉求，请妥善保管，用完删除。这次导出已记在账上。"),
    ]
