"""What an answer of each kind may be, and the one form in which it is kept."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from banshi.kernel.directory import numbers
from banshi.kernel.errors import Invalid
from banshi.kernel.forms import files, limits
from banshi.kernel.forms.blank import SPACE
from banshi.kernel.forms.limits import LONGEST_NUMBER, count, decimal_pattern
from banshi.kernel.forms.questions import DIGITS, FIRST_DAY, LARGEST, LAST_DAY, Kind, Question

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")
"""Characters that nobody types: control characters but for tab and line ends."""
LINE_ENDS = re.compile("[\n\r]")


class Wrong(ValueError):
    """An answer that is not allowed; the message says what to change, to the person who gave it."""


def cleaned(question: Question, value: Any, today: date | None) -> Any:
    """The answer as it is kept; `value` is not blank.

    Raises:
        Wrong: says what to change.
        TodayNeeded: see there.
    """
    if question.kind is Kind.DATE:
        return _date(question, value, today)
    return CLEANED[question.kind](question, value)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong(_("请写成文字。"))
    return value


def _text(question: Question, value: Any) -> str:
    given = _string(value).strip(SPACE)
    if UNSEEN.search(given):
        raise Wrong(_("里面有看不见的控制字符，请重新输入一遍。"))
    if question.kind is Kind.TEXT and LINE_ENDS.search(given):
        raise Wrong(_("请写在一行里。"))
    least, most = count(question)
    if len(given) > most:
        raise Wrong(_("最多写 %(most)s 个字，现在有 %(given)s 个。") % {"most": most, "given": len(given)})
    if len(given) < least:
        raise Wrong(_("至少写 %(least)s 个字。") % {"least": least})
    return given


def _integer(question: Question, value: Any) -> int:
    whole = isinstance(value, float) and value.is_integer()
    if isinstance(value, bool) or not (isinstance(value, int) or whole):
        raise Wrong(_("请写一个整数。"))
    least = question.least if isinstance(question.least, int) else -LARGEST
    most = question.most if isinstance(question.most, int) else LARGEST
    _bounded(value, least, most)
    return int(value)


def _decimal(question: Question, value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(decimal_pattern(question.places), value):
        raise Wrong(_("请写一个数，小数点后最多 %(places)s 位。") % {"places": question.places})
    least = Decimal(question.least) if isinstance(question.least, str) else None
    most = Decimal(question.most) if isinstance(question.most, str) else None
    _bounded(Decimal(value), least, most)
    return value


def _bounded(value: Any, least: Any, most: Any) -> None:
    if least is not None and value < least:
        raise Wrong(_("不能小于 %(least)s。") % {"least": least})
    if most is not None and value > most:
        raise Wrong(_("不能大于 %(most)s。") % {"most": most})


def _date(question: Question, value: Any, today: date | None) -> str:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise Wrong(_("请写成 2021-05-26 这样的日期。"))
    least, most = limits.day(question.least, today, FIRST_DAY), limits.day(question.most, today, LAST_DAY)
    if day < least:
        raise Wrong(_("不能早于 %(least)s。") % {"least": least.isoformat()})
    if day > most:
        raise Wrong(_("不能晚于 %(most)s。") % {"most": most.isoformat()})
    return day.isoformat()


def _yesno(question: Question, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong(_("请回答是或否。"))
    return value


def _consent(question: Question, value: Any) -> bool:
    if value is not True and (question.required or value is not False):
        raise Wrong(_("请先读一读，同意后再继续。"))
    return bool(value)


def _choice(question: Question, value: Any) -> str:
    if not isinstance(value, str) or value not in question.codes:
        raise Wrong(_("没有这个选项，请从列出的里面选。"))
    return value


def _choices(question: Question, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each in question.codes for each in value):
        raise Wrong(_("没有这个选项，请从列出的里面选。"))
    if len(set(value)) < len(value):
        raise Wrong(_("同一项只选一次。"))
    _counted(question, value)
    return [choice.code for choice in question.choices if choice.code in value]


def _counted(question: Question, value: list[Any]) -> None:
    least, most = count(question)
    if not least <= len(value) <= most:
        said = {"least": max(1, least), "most": most, "given": len(value)}
        raise Wrong(_("请选 %(least)s 到 %(most)s 项，现在有 %(given)s 项。") % said)


def _phone(question: Question, value: Any) -> str:
    return _number(value, numbers.phone)


def _identity(question: Question, value: Any) -> str:
    return _number(value, numbers.identity)


def _number(value: Any, read: Callable[[str], str]) -> str:
    given = _string(value)
    if len(given) > LONGEST_NUMBER:
        raise Wrong(_("太长了，请核对后再写一遍。"))
    try:
        return read(given)
    except Invalid as refusal:
        raise Wrong(str(refusal)) from None


def _area(question: Question, value: Any) -> str:
    digits = DIGITS[question.level]
    if not isinstance(value, str) or not re.fullmatch(f"[0-9]{{{digits}}}", value):
        raise Wrong(_("请从列表里选择地方。"))
    if not value.startswith(question.within):
        raise Wrong(_("这个地方不在受理范围内，请从列表里选择。"))
    return value


def _file(question: Question, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) and files.kept(each) for each in value):
        raise Wrong(_("有文件已经过期或不是在这里添加的，请重新添加。"))
    _counted(question, value)
    return list(value)


CLEANED: Mapping[Kind, Callable[[Question, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.YESNO: _yesno,
    Kind.CONSENT: _consent,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.PHONE: _phone,
    Kind.IDENTITY: _identity,
    Kind.AREA: _area,
    Kind.FILE: _file,
}
