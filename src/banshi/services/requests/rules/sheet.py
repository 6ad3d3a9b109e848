"""The clerks' spreadsheet: its columns, and how a value stands in a cell and is read out of it again.

Every value is a code in text here ("101203", "appeal", "2"); the cell shows the code's label.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from banshi.kernel.sheets.cells import Column, Style, harmless, plain, unharmed
from banshi.services.requests.rules.submission import MAX_PLACE, Problem
from banshi.services.requests.rules.words import gettext_noop as _

FIELDS = ("category", "area", "place", "kind", "urgency", "level", "theme")
"""What `edit` can change, in the order of the columns."""
NEEDED = frozenset({"category", "area", "kind", "urgency", "level"})
"""Fields of which an emptied cell is a slip of the hand, not a decision."""
CODED = frozenset({"category", "area"})
"""Fields whose label begins with the code."""
LEDGER, GUIDE, OPTIONS = "台账", "说明", "选项"
"""Names of the worksheets."""
LEADING_CODE = re.compile(r"(\d{1,12})(?!\d)")


COLUMNS = (
    Column("number", _("编号"), 15, Style.KEY),
    Column("version", _("版本"), 6, Style.KEY),
    Column("title", _("标题"), 30, Style.SHOWN),
    Column("category", _("分类"), 34, Style.EDIT),
    Column("area", _("地区"), 30, Style.EDIT),
    Column("place", _("具体地点"), 24, Style.EDIT),
    Column("kind", _("性质"), 9, Style.EDIT),
    Column("urgency", _("紧急程度"), 10, Style.EDIT),
    Column("level", _("保密"), 10, Style.EDIT),
    Column("theme", _("当地分类"), 11, Style.EDIT),
    Column("name", _("姓名"), 10, Style.SHOWN),
    Column("phone", _("电话"), 14, Style.SHOWN),
    Column("stage", _("环节"), 9, Style.SHOWN),
    Column("holder", _("经办单位"), 22, Style.SHOWN),
    Column("due", _("期限"), 17, Style.SHOWN),
    Column("submitted", _("提交时间"), 17, Style.SHOWN),
    Column("excerpt", _("内容摘要"), 60, Style.SHOWN),
    Column("base", _("底稿"), 10, Style.HIDDEN),
)
CONTACTS = frozenset({"name", "phone"})
"""Columns that are there only when asked for."""
HEADINGS: Mapping[str, str] = {column.name: column.heading for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: field → code → label, in the order of the list."""

    labels: Mapping[str, Mapping[str, str]]
    readings: Mapping[str, Mapping[str, str]]
    """Field → what somebody may have written → the one code it can mean."""

    def cell(self, field: str, value: str) -> str:
        """What stands in the cell."""
        return harmless(value) if field == "place" else self.labels[field].get(value, value)

    def value(self, field: str, text: str) -> str | Problem:
        """The code that a cell means, or why it means none. Whether a code is known is asked by `refused`."""
        said = plain(text)
        if field == "place":
            return _place(unharmed(said))
        if not said or said in self.readings[field]:
            return self.readings[field].get(said, "")
        code = LEADING_CODE.match(said) if field in CODED else None
        if code is None:
            return self.allowed(field)
        return code[1].zfill(len(code[1]) + len(code[1]) % 2) if field == "category" else code[1]

    def refused(self, field: str, value: str) -> Problem | None:
        """Why a changed value cannot be taken, if so."""
        if not value and field in NEEDED:
            return Problem(_("这一栏不能清空。"))
        return self.allowed(field) if value and field != "place" and value not in self.labels[field] else None

    def allowed(self, field: str) -> Problem:
        """What could be written instead, as words for whoever wrote something else."""
        if field in CODED:
            example = max(self.labels[field], key=len, default="")
            return Problem(_("请从下拉列表里选，或只写代码，如 %(example)s。"), {"example": example})
        return Problem(_("可以写：%(allowed)s。"), {"allowed": "、".join(self.labels[field].values())})


def choices(labels: Mapping[str, Mapping[str, str]]) -> Choices:
    """The choices with all their unambiguous readings: label, code, and the name without its code."""
    return Choices(labels, {field: _readings(each) for field, each in labels.items()})


def _readings(labels: Mapping[str, str]) -> dict[str, str]:
    meanings: dict[str, set[str]] = {}
    for code, label in labels.items():
        name = label.removeprefix(code).strip()
        for text in (label, code, name, re.split("[ /]", name)[-1]):
            meanings.setdefault(plain(text), set()).add(code)
    return {text: min(codes) for text, codes in meanings.items() if text and len(codes) == 1}


def _place(text: str) -> str | Problem:
    if len(text) > MAX_PLACE:
        return Problem(_("这里有 %(given)s 个字，最多 %(allowed)s 个字。"), {"given": len(text), "allowed": MAX_PLACE})
    return text
