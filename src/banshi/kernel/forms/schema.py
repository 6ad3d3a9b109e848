"""A form as JSON Schema 2020-12: what `check` takes and what it refuses, for programs that fill in forms. Pure.

Beside the standard's own words it uses `formatMinimum`, `formatMaximum`, `formatExclusiveMinimum`
and `formatExclusiveMaximum` (the limits of a day or a decimal), and asserts formats; see docs/forms.md.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from banshi.kernel.forms.blank import SPACE
from banshi.kernel.forms.limits import LONGEST_NUMBER, count, day, decimal_pattern
from banshi.kernel.forms.questions import (
    DIGITS,
    FIRST_DAY,
    LARGEST,
    LAST_DAY,
    All,
    Condition,
    Form,
    Kind,
    Leaf,
    Not,
    Op,
    Question,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"
END = r"$(?!\n)"
"""The end of the text: some readers let `$` stand before a last line end, too."""
UNSEEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff"
ENDS = r"\n\r"
WHITE = SPACE.encode("unicode_escape").decode()
BLANK: Mapping[str, Any] = {
    "anyOf": [
        {"type": "null"},
        {"type": "string", "pattern": f"^[{WHITE}]*{END}"},
        {"type": "array", "maxItems": 0},
    ]
}
Schema = dict[str, Any]


def schema(form: Form, *, today: date | None = None) -> Schema:
    """The schema of the answers to this form. `today` is needed where a day is limited by today.

    Raises:
        TodayNeeded: the form limits a day by today, and today was not given.
    """
    defs: Schema = {"blank": dict(BLANK)}
    made = _object(form.questions, "", today, defs)
    head = {"$schema": DIALECT, "$id": f"urn:banshi:form:{form.code}:{form.version}"}
    return head | ({"title": form.title.zh} if form.title.zh else {}) | made | {"$defs": defs}


def _object(questions: Iterable[Question], path: str, today: date | None, defs: Schema) -> Schema:
    """What a mapping of answers must be; conditions of the same mapping stand in $defs as asked.<path><code>."""
    listed = list(questions)
    known = {question.code: question for question in listed}
    scope = _Scope(path, known)
    always = [question for question in listed if question.when is None]
    made: Schema = {"type": "object", **_asked(always, path, today, defs)}
    sometimes = []
    for question in listed:
        if question.when is not None:
            then = _asked([question], path, today, defs)
            sometimes.append({"if": {"$ref": scope.ref(question)}, "then": then})
            defs[scope.name(question)] = scope.condition(question.when)
    return made | ({"allOf": sometimes} if sometimes else {})


def _asked(questions: list[Question], path: str, today: date | None, defs: Schema) -> Schema:
    answers = {question.code: _answer(question, path, today, defs) for question in questions}
    needed = [question.code for question in questions if question.required]
    return {"properties": answers, **({"required": needed} if needed else {})}


class _Scope:
    """The questions whose answers stand in one mapping."""

    def __init__(self, path: str, known: Mapping[str, Question]) -> None:
        self.path = path
        self.known = known

    def name(self, question: Question) -> str:
        return f"asked.{self.path}{question.code}"

    def ref(self, question: Question) -> str:
        return f"#/$defs/{self.name(question)}"

    def condition(self, condition: Condition) -> Schema:
        """A schema of the whole mapping that fits where the condition holds."""
        if isinstance(condition, Leaf):
            return self.leaf(condition)
        if isinstance(condition, Not):
            return {"not": self.condition(condition.part)}
        word = "allOf" if isinstance(condition, All) else "anyOf"
        return {word: [self.condition(part) for part in condition.parts]}

    def leaf(self, leaf: Leaf) -> Schema:
        """An answer to a question that is not asked counts for nothing."""
        question = self.known.get(leaf.question)
        if question is None:  # asked elsewhere: not answered here
            return {} if leaf.op is Op.ANSWERED and leaf.value is False else {"not": {}}
        fits: Schema = {"required": [leaf.question], "properties": {leaf.question: _compared(question, leaf)}}
        if question.when is not None:
            fits = {"allOf": [{"$ref": self.ref(question)}, fits]}
        return {"not": fits} if leaf.op is Op.ANSWERED and leaf.value is False else fits


def _compared(question: Question, leaf: Leaf) -> Schema:
    value = list(leaf.value) if isinstance(leaf.value, tuple) else leaf.value
    if leaf.op in {Op.LESS, Op.MORE}:
        if question.kind is Kind.INTEGER:
            return {"type": "number", "exclusiveMaximum" if leaf.op is Op.LESS else "exclusiveMinimum": value}
        word = "formatExclusiveMaximum" if leaf.op is Op.LESS else "formatExclusiveMinimum"
        return {"type": "string", "format": _format(question.kind), word: str(value)}
    compared: Mapping[Op, Schema] = {
        Op.EQUALS: {"const": value},
        Op.IN: {"enum": value},
        Op.HAS: {"type": "array", "contains": {"const": value}},
        Op.WITHIN: {"type": "string", "pattern": f"^{value}"},
        Op.ANSWERED: {"not": {"$ref": "#/$defs/blank"}},
    }
    return compared[leaf.op]


def _format(kind: Kind) -> str:
    return "date" if kind is Kind.DATE else "decimal"


def _answer(question: Question, path: str, today: date | None, defs: Schema) -> Schema:
    if question.kind is Kind.REPEAT:
        least, most = count(question)
        items = _object(question.questions, f"{path}{question.code}.", today, defs)
        made: Schema = {"type": "array", "minItems": least, "maxItems": most, "items": items}
    elif question.kind is Kind.DATE:
        made = _date(question, today)
    else:
        made = MADE[question.kind](question)
    said = {"title": question.title.zh} | ({"description": question.help.zh} if question.help.zh else {})
    return said | (made if question.required else {"anyOf": [{"$ref": "#/$defs/blank"}, made]})


def _text(question: Question) -> Schema:
    """So long without the white space at its ends, which a pattern alone can say."""
    least, most = count(question)
    unseen = UNSEEN if question.kind is Kind.LONG else UNSEEN + ENDS
    letter, inner = f"[^{WHITE}{unseen}]", f"[^{unseen}]"
    rest = f"{inner}{{{max(0, least - 2)},{max(0, most - 2)}}}{letter}"
    body = letter if most == 1 else f"{letter}{rest}" if least > 1 else f"{letter}({rest})?"
    return {"type": "string", "pattern": f"^[{WHITE}]*{body}[{WHITE}]*{END}"}


def _integer(question: Question) -> Schema:
    least = question.least if isinstance(question.least, int) else -LARGEST
    return {
        "type": "integer",
        "minimum": least,
        "maximum": question.most if isinstance(question.most, int) else LARGEST,
    }


def _decimal(question: Question) -> Schema:
    made: Schema = {"type": "string", "format": "decimal", "pattern": f"^{decimal_pattern(question.places)}{END}"}
    for word, limit in (("formatMinimum", question.least), ("formatMaximum", question.most)):
        if isinstance(limit, str):
            made[word] = limit
    return made


def _date(question: Question, today: date | None) -> Schema:
    return {
        "type": "string",
        "format": "date",
        "pattern": f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{END}",
        "formatMinimum": day(question.least, today, FIRST_DAY).isoformat(),
        "formatMaximum": day(question.most, today, LAST_DAY).isoformat(),
    }


def _consent(question: Question) -> Schema:
    return {"const": True} if question.required else {"type": "boolean"}


def _choices(question: Question) -> Schema:
    least, most = count(question)
    codes = [choice.code for choice in question.choices]
    return {
        "type": "array",
        "items": {"enum": codes},
        "uniqueItems": True,
        "minItems": max(1, least),
        "maxItems": most,
    }


def _area(question: Question) -> Schema:
    rest = DIGITS[question.level] - len(question.within)
    return {"type": "string", "format": "cn-area", "pattern": f"^{question.within}[0-9]{{{rest}}}{END}"}


def _file(question: Question) -> Schema:
    least, most = count(question)
    return {
        "type": "array",
        "items": {"type": "string", "format": "banshi-file"},
        "minItems": max(1, least),
        "maxItems": most,
    }


MADE: Mapping[Kind, Callable[[Question], Schema]] = {
    Kind.TEXT: _text,
    Kind.LONG: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.YESNO: lambda question: {"type": "boolean"},
    Kind.CONSENT: _consent,
    Kind.CHOICE: lambda question: {"enum": [choice.code for choice in question.choices]},
    Kind.CHOICES: _choices,
    Kind.PHONE: lambda question: {"type": "string", "format": "cn-phone", "maxLength": LONGEST_NUMBER},
    Kind.IDENTITY: lambda question: {"type": "string", "format": "cn-identity", "maxLength": LONGEST_NUMBER},
    Kind.AREA: _area,
    Kind.FILE: _file,
}
