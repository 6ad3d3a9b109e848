"""Which questions are asked, given what was answered so far. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from banshi.kernel.forms.blank import blank
from banshi.kernel.forms.conditions import holds, leaves
from banshi.kernel.forms.questions import Form, Question


def asked(form: Form, answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions whose conditions hold, in order. An answer to a question that is not asked counts for nothing."""
    return asked_of(form.questions, answers)


def asked_of(questions: Iterable[Question], answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """The same of questions alone, e.g. those that a repeat asks of each."""
    heard: dict[str, Any] = {}
    found = []
    for question in questions:
        if holds(question.when, heard):
            found.append(question)
            if not blank(answers.get(question.code)):
                heard[question.code] = answers[question.code]
    return tuple(found)


def looked_at(questions: Iterable[Question]) -> frozenset[str]:
    """The codes of those whose answer decides whether another is asked."""
    return frozenset(leaf.question for question in questions for leaf in leaves(question.when))
