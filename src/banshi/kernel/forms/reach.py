"""Whether a condition can hold at all: a search over answers that make a difference. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import combinations
from typing import Any as Anything

from banshi.kernel.forms.questions import (
    DIGITS,
    FIRST_DAY,
    LARGEST,
    LAST_DAY,
    Any,
    Condition,
    Constant,
    Kind,
    Leaf,
    Not,
    Question,
)

MOST_STEPS = 20_000
MOST_SUBSETS = 8
Holds = Callable[[Condition | None, Mapping[str, Anything]], bool]


class _TooLong(Exception):
    """The search was given up."""


@dataclass
class _Search:
    """One search: what is asked for, over which questions, and the answers worth trying of each."""

    condition: Condition
    questions: Sequence[Question]
    tried: Mapping[str, Sequence[Anything]]
    holds: Holds
    steps: int = 0

    def found(self, at: int, answers: dict[str, Anything], decided: frozenset[str]) -> bool:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _TooLong
        known = self.verdict(self.condition, answers, decided)
        if known is not None or at == len(self.questions):
            return known is True and self.completed(at, answers)
        question = self.questions[at]
        decided |= {question.code}
        return any(self.found(at + 1, answers | given, decided) for given in self.options(question, answers))

    def completed(self, at: int, answers: dict[str, Anything]) -> bool:
        """Whether the questions that are left have answers; one that is asked always has."""
        return all(
            self.tried[question.code] or not question.required or not self.holds(question.when, answers)
            for question in self.questions[at:]
        )

    def options(self, question: Question, answers: Mapping[str, Anything]) -> list[dict[str, Anything]]:
        if not self.holds(question.when, answers):
            return [{}]
        options = [{question.code: value} for value in self.tried[question.code]]
        return options if question.required else [*options, {}]

    def verdict(self, condition: Condition, answers: Mapping[str, Anything], decided: frozenset[str]) -> bool | None:
        """Whether it holds whatever the questions not decided yet are answered; None where that depends."""
        if isinstance(condition, Leaf):
            return self.holds(condition, answers) if condition.question in decided else None
        if isinstance(condition, Not):
            known = self.verdict(condition.part, answers, decided)
            return None if known is None else not known
        ends = isinstance(condition, Any)  # one that holds decides "any", one that does not "all"
        parts = [self.verdict(part, answers, decided) for part in condition.parts]
        if ends in parts:
            return ends
        return None if None in parts else not ends


def reachable(
    condition: Condition, questions: Sequence[Question], constants: Mapping[str, Sequence[Constant]], holds: Holds
) -> bool:
    """Whether the condition holds for some answers to `questions`, each asked where its own condition holds.

    Only answers around the `constants` that conditions compare with are tried: between two of
    them no condition changes.
    """
    tried = {question.code: _values(question, list(constants.get(question.code, ()))) for question in questions}
    asked = frozenset(question.code for question in questions)
    loose = frozenset(leaf for leaf in _names(condition) if leaf not in asked)
    try:
        return _Search(condition, questions, tried, holds).found(0, {}, loose)
    except _TooLong:
        return True


def _names(condition: Condition) -> list[str]:
    if isinstance(condition, Leaf):
        return [condition.question]
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return [name for part in parts for name in _names(part)]


def _values(question: Question, constants: list[Constant]) -> list[Anything]:
    """Answers worth trying; where no condition looks closer, one stands for all."""
    worth = WORTH.get(question.kind)
    return worth(question, constants) if worth is not None else ["x"]


def _chosen(question: Question, constants: list[Constant]) -> list[Anything]:
    return [choice.code for choice in question.choices]


def _yes_or_no(question: Question, constants: list[Constant]) -> list[Anything]:
    return [True] if question.kind is Kind.CONSENT and question.required else [True, False]


def _subsets(question: Question, constants: list[Constant]) -> list[Anything]:
    """Each way to tick those that conditions name, and as many of the others as it takes."""
    named = [choice.code for choice in question.choices if choice.code in constants][:MOST_SUBSETS]
    others = [choice.code for choice in question.choices if choice.code not in named]
    least = max(1, question.least if isinstance(question.least, int) else 1)
    most = question.most if isinstance(question.most, int) else len(question.choices)
    found = []
    for size in range(len(named) + 1):
        for some in combinations(named, size):
            ticked = [*some, *others[: max(0, least - size)]]
            if least <= len(ticked) <= most:
                found.append(ticked)
    return found


def _integers(question: Question, constants: list[Constant]) -> list[Anything]:
    return [int(number) for number in _numbers(question, constants, Decimal(1))]


def _decimals(question: Question, constants: list[Constant]) -> list[Anything]:
    step = Decimal(1).scaleb(-question.places)
    return [format(number, "f") for number in _numbers(question, constants, step)]


def _numbers(question: Question, constants: list[Constant], step: Decimal) -> list[Decimal]:
    least = Decimal(question.least) if isinstance(question.least, (int, str)) else Decimal(-LARGEST)
    most = Decimal(question.most) if isinstance(question.most, (int, str)) else Decimal(LARGEST)
    around = {least, most}
    for constant in constants:
        if isinstance(constant, (int, str)) and not isinstance(constant, bool):
            middle = Decimal(constant).quantize(step, rounding=ROUND_FLOOR)
            around |= {middle - step, middle, middle + step}
    return [number for number in sorted(around) if least <= number <= most]


def _days(question: Question, constants: list[Constant]) -> list[Anything]:
    """A limit that moves with today is no limit here: today is not known yet."""
    fixed = [getattr(limit, "fixed", "") for limit in (question.least, question.most)]
    least, most = date.fromisoformat(fixed[0] or FIRST_DAY), date.fromisoformat(fixed[1] or LAST_DAY)
    around = {least, most}
    for constant in constants:
        if isinstance(constant, str):
            middle = date.fromisoformat(constant)
            around |= {middle - timedelta(days=1), middle, middle + timedelta(days=1)}
    return [day.isoformat() for day in sorted(around) if least <= day <= most]


def _areas(question: Question, constants: list[Constant]) -> list[Anything]:
    digits = DIGITS[question.level]
    stems = [str(constant) for constant in constants if isinstance(constant, str)] + [question.within or "15"]
    codes = dict.fromkeys(stem.ljust(digits, "1") for stem in stems)
    return [code for code in codes if len(code) == digits and code.startswith(question.within)]


WORTH: Mapping[Kind, Callable[[Question, list[Constant]], list[Anything]]] = {
    Kind.CHOICE: _chosen,
    Kind.CHOICES: _subsets,
    Kind.YESNO: _yes_or_no,
    Kind.CONSENT: _yes_or_no,
    Kind.INTEGER: _integers,
    Kind.DECIMAL: _decimals,
    Kind.DATE: _days,
    Kind.AREA: _areas,
}
