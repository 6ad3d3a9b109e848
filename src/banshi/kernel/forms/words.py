"""Answers in words, for people: an identity number is never shown whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from banshi.kernel.directory import numbers
from banshi.kernel.directory.queries.areas import area_label, known_areas
from banshi.kernel.forms import files
from banshi.kernel.forms.asking import asked, asked_of
from banshi.kernel.forms.blank import blank
from banshi.kernel.forms.questions import Form, Kind, Question, Words

HEAD, TAIL = 3, 4
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Told:
    """A question with its answer in words; of a repeat, `parts` has the answers of each."""

    code: str
    title: str
    words: str
    parts: tuple[tuple["Told", ...], ...] = ()


def said(words: Words) -> str:
    """A text of the form in the language in force."""
    return words.said(get_language() or "zh")


def masked_identity(number: str) -> str:
    """An identity number as it may be shown: "110***********1234"."""
    hidden = len(number) - HEAD - TAIL
    return number[:HEAD] + "*" * hidden + number[-TAIL:] if hidden > 0 else "*" * len(number)


def shown(question: Question, value: Any) -> str:
    """One answer in words. What is not an answer of this kind is shown as it is, an identity number masked."""
    if blank(value):
        return ""
    told = TOLD.get(question.kind)
    return told(question, value) if told is not None else _with_unit(question, value)


def told(form: Form, answers: Mapping[str, Any]) -> tuple[Told, ...]:
    """What was asked and answered, in order. At most one SQL statement, for areas."""
    return _told(asked(form, answers), answers)


def _told(questions: Iterable[Question], answers: Mapping[str, Any]) -> tuple[Told, ...]:
    found = []
    for question in questions:
        value = answers.get(question.code)
        if blank(value):
            continue
        parts: tuple[tuple[Told, ...], ...] = ()
        if question.kind is Kind.REPEAT and isinstance(value, list):
            parts = tuple(
                _told(asked_of(question.questions, each), each) for each in value if isinstance(each, Mapping)
            )
        found.append(Told(question.code, said(question.title), shown(question, value), parts))
    return tuple(found)


def _with_unit(question: Question, value: Any) -> str:
    unit = said(question.unit)
    return f"{value} {unit}".rstrip() if unit else str(value)


def _title(question: Question, value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    return "、".join(said(choice.title) for choice in question.choices if choice.code in chosen)


def _yesno(question: Question, value: Any) -> str:
    return _("是") if value is True else _("否")


def _consent(question: Question, value: Any) -> str:
    return _("已同意") if value is True else _("没有同意")


def _phone(question: Question, value: Any) -> str:
    return str(value).removeprefix("+86")


def _identity(question: Question, value: Any) -> str:
    return masked_identity(str(value))


def _area(question: Question, value: Any) -> str:
    code = str(value)
    return area_label(code) if code in known_areas([code]) else code


def _files(question: Question, value: Any) -> str:
    return "、".join(file.name for file in files.accepted(value)) if isinstance(value, list) else ""


def _date(question: Question, value: Any) -> str:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return f"{day.year}年{day.month}月{day.day}日" if (get_language() or "zh").startswith("zh") else day.isoformat()


def _repeat(question: Question, value: Any) -> str:
    number = len(value) if isinstance(value, list) else 0
    return ngettext("%(number)s 份", "%(number)s 份", number) % {"number": number}


TOLD = {
    Kind.CHOICE: _title,
    Kind.CHOICES: _title,
    Kind.YESNO: _yesno,
    Kind.CONSENT: _consent,
    Kind.PHONE: _phone,
    Kind.IDENTITY: _identity,
    Kind.AREA: _area,
    Kind.FILE: _files,
    Kind.DATE: _date,
    Kind.REPEAT: _repeat,
}


def number_given(value: str) -> bool:
    """Whether it is a whole identity number, which is shown masked only."""
    try:
        numbers.identity(value)
    except numbers.BadIdentity:
        return False
    return True


def typed(question: Question, value: Any) -> list[str]:
    """What stands in the field of a page for this answer."""
    if value is None or question.kind is Kind.FILE:
        return []
    if isinstance(value, list):
        return [str(each) for each in value]
    if question.kind is Kind.YESNO:
        return [YES if value is True else NO if value is False else ""]
    if question.kind is Kind.CONSENT:
        return ["on"] if value is True else []
    given = str(value)
    if question.kind is Kind.IDENTITY and number_given(given):
        return [masked_identity(given)]
    return [given.removeprefix("+86")] if question.kind is Kind.PHONE else [given]
