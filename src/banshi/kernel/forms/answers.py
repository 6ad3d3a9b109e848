"""Answers checked against a form: the one rule for pages and for the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from banshi.kernel.directory.queries.areas import known_areas
from banshi.kernel.forms.asking import asked, asked_of
from banshi.kernel.forms.blank import blank
from banshi.kernel.forms.kinds import Wrong, cleaned
from banshi.kernel.forms.limits import count
from banshi.kernel.forms.questions import Form, Kind, Question

__all__ = ["Checked", "asked", "check"]


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers in the form in which they are kept, and what is wrong with the others.

    A fault inside a repeat is named by its place: "children.0.name".
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether everything asked was answered as it should be."""
        return not self.faults


def check(form: Form, answers: Mapping[str, Any], *, today: date | None = None) -> Checked:
    """The answers to what is asked, in their one form; those to what is not asked are dropped.

    `today` is needed where the form limits a day by today. One SQL statement where areas were
    answered, else none.

    Raises:
        TodayNeeded: the form limits a day by today, and today was not given.
    """
    kept, faults = _checked(asked(form, answers), answers, today, "")
    if not faults:
        faults = _unknown_areas(form, kept)
    return Checked(kept, faults)


def _checked(
    questions: tuple[Question, ...], answers: Mapping[str, Any], today: date | None, path: str
) -> tuple[dict[str, Any], dict[str, str]]:
    kept: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for question in questions:
        value, name = answers.get(question.code), f"{path}{question.code}"
        if blank(value):
            if question.required:
                faults[name] = missing(question)
            continue
        try:
            if question.kind is Kind.REPEAT:
                kept[question.code] = _repeated(question, value, today, name, faults)
            else:
                kept[question.code] = cleaned(question, value, today)
        except Wrong as wrong:
            faults[name] = str(wrong)
    return kept, faults


def _repeated(
    question: Question, value: Any, today: date | None, name: str, faults: dict[str, str]
) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise Wrong(_("这里是一份一份的列表，每份写在一起。"))
    least, most = count(question)
    if not least <= len(value) <= most:
        raise Wrong(
            _("请填 %(least)s 到 %(most)s 份，现在有 %(given)s 份。")
            % {"least": least, "most": most, "given": len(value)}
        )
    kept = []
    for place, each in enumerate(value):
        answers, wrong = _checked(asked_of(question.questions, each), each, today, f"{name}.{place}.")
        kept.append(answers)
        faults |= wrong
    return kept


def _unknown_areas(form: Form, kept: Mapping[str, Any]) -> dict[str, str]:
    """Areas that the tree does not have. A form without areas asks nothing of the database."""
    given = dict(_areas(form.questions, kept, ""))
    known = known_areas(given.values()) if given else {}
    return {
        name: _("没有代码为“%(given)s”的行政区划。请从列表里选择。") % {"given": code}
        for name, code in given.items()
        if code not in known
    }


def _areas(questions: tuple[Question, ...], kept: Mapping[str, Any], path: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for question in questions:
        if question.code in kept and question.kind is Kind.AREA:
            found.append((f"{path}{question.code}", kept[question.code]))
        elif question.code in kept and question.kind is Kind.REPEAT:
            for place, each in enumerate(kept[question.code]):
                found += _areas(question.questions, each, f"{path}{question.code}.{place}.")
    return found


def missing(question: Question) -> str:
    """What is said where an answer is missing."""
    if question.kind is Kind.CONSENT:
        return _("请先读一读，同意后再继续。")
    if question.kind in {Kind.CHOICE, Kind.CHOICES, Kind.YESNO, Kind.AREA}:
        return _("请选一项。")
    return _("请添加文件。") if question.kind is Kind.FILE else _("请填写这一项。")
