"""What a form is made of: questions, their kinds, and the conditions under which they are asked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal, TypeAlias


class Kind(StrEnum):
    """What an answer is. `docs/forms.md` shows each with its JSON."""

    TEXT = "text"
    LONG = "long"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    YESNO = "yesno"
    CHOICE = "choice"
    CHOICES = "choices"
    PHONE = "phone"
    IDENTITY = "identity"
    AREA = "area"
    FILE = "file"
    CONSENT = "consent"
    REPEAT = "repeat"


class Op(StrEnum):
    """What a condition asks of one answer."""

    EQUALS = "equals"
    IN = "in"
    HAS = "has"
    LESS = "less"
    MORE = "more"
    WITHIN = "within"
    ANSWERED = "answered"


Constant: TypeAlias = "str | int | bool | tuple[str | int, ...]"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition on one answer, e.g. `{question: delivery, equals: post}`."""

    question: str
    op: Op
    value: Constant
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; with no part, it holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One part holds at least."""

    parts: tuple["Condition", ...]


Condition: TypeAlias = Leaf | Not | All | Any


@dataclass(frozen=True, slots=True)
class Words:
    """A text in two languages."""

    zh: str = ""
    en: str = ""

    def said(self, language: str) -> str:
        """In Chinese unless the language is another one that there is a text for."""
        return self.zh if language.startswith("zh") or not self.en else self.en


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from."""

    code: str
    title: Words


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that stand under one heading."""

    code: str
    title: Words
    help: Words = Words()


@dataclass(frozen=True, slots=True)
class Day:
    """A limit for a day: a fixed one, or so many days from today."""

    fixed: str = ""
    offset: int = 0


Limit: TypeAlias = "int | str | Day | None"
"""Of an integer (int), a decimal (str) or a day; of text, choices, files and repeats how many at least or at most."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `when` carries the condition of its group, too."""

    code: str
    kind: Kind
    title: Words
    help: Words = Words()
    required: bool = True
    when: Condition | None = None
    group: str = ""
    choices: tuple[Choice, ...] = ()
    least: Limit = None
    most: Limit = None
    places: int = 0
    """Of a decimal: digits after the point at most."""
    unit: Words = Words()
    level: Literal["county", "township", "village"] = "village"
    """Of an area: at which level."""
    within: str = ""
    """Of an area: the code that every answer begins with."""
    prefill: str = ""
    """The fact that may answer it, with consent, e.g. "person.name"."""
    questions: tuple["Question", ...] = ()
    """Of a repeat: what is asked of each."""
    line: int = field(default=0, compare=False)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its choices."""
        return frozenset(choice.code for choice in self.choices)


@dataclass(frozen=True)
class Form:
    """Questions in the order in which they are asked. `parts` names the forms it was joined from."""

    code: str
    version: int
    title: Words
    questions: tuple[Question, ...]
    groups: tuple[Group, ...] = ()
    parts: tuple[str, ...] = ()

    @cached_property
    def known(self) -> dict[str, Question]:
        """Code → question; those inside a repeat are not among them."""
        return {question.code: question for question in self.questions}

    @property
    def every(self) -> Iterator[Question]:
        """All questions, those inside repeats after their repeat."""
        for question in self.questions:
            yield question
            yield from question.questions


DIGITS = {"county": 6, "township": 9, "village": 12}
"""How long an area's code is at each level."""
FIRST_DAY, LAST_DAY = "1900-01-01", "2100-12-31"
"""Days outside are slips of the pen."""
LARGEST = 2**53 - 1
"""The largest integer that every reader of JSON keeps exactly."""
MOST = {Kind.TEXT: 200, Kind.LONG: 2000, Kind.FILE: 9, Kind.REPEAT: 20}
"""How much is taken where a question does not say."""
