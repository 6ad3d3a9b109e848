"""The places of an area as a workbook: choices drop down, a second sheet explains."""

import io
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from banshi.kernel.sheets.cells import Style, base_cell
from banshi.services.servicemap.rules.differences import Standing
from banshi.services.servicemap.rules.sheet import COLUMNS, FIELDS, GUIDE, HEADINGS, OPTIONS, PLACES
from banshi.services.servicemap.sheets.cells import Cells

AS_TEXT = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CELL = {"valign": "top", "border": 1, "border_color": "#E4DED3", "font_size": 11}
FORMATS: dict[Style, dict[str, Any]] = {
    Style.KEY: {**CELL, "font_color": "#8A8F98", "bg_color": "#F1EEE8", "num_format": "@"},
    Style.EDIT: {**CELL, "num_format": "@", "text_wrap": True, "bg_color": "#FFFDF5"},
    Style.HIDDEN: {**CELL, "font_color": "#8A8F98"},
}
HEAD = {"bold": True, "bg_color": "#22705F", "font_color": "#FFFFFF", "border": 1, "valign": "vcenter"}
MOST_IN_LIST = 2_000
ROOM = 500
"""Empty rows below the places that have drop-down lists too, for new ones."""


def write(places: Sequence[Standing], cells: Cells) -> bytes:
    """The workbook. Every text is written as text, so nothing in it is ever a formula or a link."""
    import xlsxwriter  # slow to load, and seldom asked for

    file = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:  # what is half written must not stay on the disk
        book = xlsxwriter.Workbook(file, {**AS_TEXT, "tmpdir": folder})
        sheet, guide, options = (book.add_worksheet(name) for name in (PLACES, GUIDE, OPTIONS))
        lists = {"kind": cells.choices.kinds, "area": cells.choices.areas}
        _options(options, lists)
        _guide(book, guide)
        _fill(book, sheet, places, cells)
        _choosing(sheet, lists, len(places) + ROOM)
        book.close()
    return file.getvalue()


def _fill(book: Any, sheet: Any, places: Sequence[Standing], cells: Cells) -> None:
    head, shapes = book.add_format(HEAD), {style: book.add_format(look) for style, look in FORMATS.items()}
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width, None, {"hidden": column.style is Style.HIDDEN})
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column.heading, head)
    sheet.freeze_panes(1, 3)
    for line, each in enumerate(places, 1):
        known = {"code": each.code, "version": str(each.version), "base": base_cell(each.values, FIELDS)}
        for place, column in enumerate(COLUMNS):
            text = known.get(column.name) or cells.cell(column.name, each.values)
            sheet.write_string(line, place, text, shapes[column.style])
    sheet.autofilter(0, 0, max(len(places), 1), len(COLUMNS) - 1)


def _options(options: Any, lists: Mapping[str, Mapping[str, str]]) -> None:
    columns = [[HEADINGS[field], *labels.values()] for field, labels in lists.items()]
    for line in range(max(len(column) for column in columns)):
        for place, column in enumerate(columns):
            if line < len(column):
                options.write_string(line, place, column[line])
    options.set_column(0, len(columns) - 1, 34)
    options.freeze_panes(1, 0)


def _choosing(sheet: Any, lists: Mapping[str, Mapping[str, str]], last: int) -> None:
    names = [column.name for column in COLUMNS]
    for letter, (field, labels) in zip("AB", lists.items(), strict=True):
        if 0 < len(labels) <= MOST_IN_LIST:
            rule = {"validate": "list", "source": f"={OPTIONS}!${letter}$2:${letter}${len(labels) + 1}"}
            sheet.data_validation(1, names.index(field), last, names.index(field), rule)


def _guide(book: Any, guide: Any) -> None:
    title, line = book.add_format({"bold": True, "font_size": 14}), book.add_format({"text_wrap": True})
    guide.set_column(0, 0, 90)
    guide.write_string(0, 0, _("这张表怎么用"), title)
    for place, words in enumerate(_steps(), 2):
        guide.write_string(place, 0, words, line)


def _steps() -> list[str]:
    return [
        _("1. 一行一处场所。“编码”“版本”和隐藏的“底稿”不要动：交回时靠它们认出哪一处、您改了什么、别人改了什么。"),
        _(
            "2. 新增的场所写在下面的空行：编码自己定（小写字母、数字、短横线），版本不写；名称、类型、区划、经度、纬度都要写。"
        ),
        _("3. 类型、区划从下拉列表里选，全部选项在“选项”表。能办什么、无障碍用顿号隔开，电话用分号隔开。"),
        _("4. 经纬度是 WGS-84（CGCS2000），经度在前。高德、腾讯地图上抄来的是 GCJ-02，请在场所的“改位置”页填。"),
        _("5. 开放时间写成“周一至周五 8:30-12:00，14:30-17:30；节假日休息”，或保留导出时的写法。"),
        _("6. 删掉的行不会停用场所；停用要在场所的页上写明原因。"),
        _("7. 改好存盘，在“管理场所”页交回。xlsx、xls、ods、CSV 都可以。先看改动对照，确认后才生效。"),
        _("8. 导出以后别人也改过的，会列为“冲突”，不会盖掉别人的修改；写错的格会指出位置。"),
    ]
