"""Conditions as data: read, asked of answers, and whether they can hold at all. Pure.

`{question: x, equals: v}`, `in: [v, …]`, `has: v` (of several choices), `less: v`, `more: v`,
`within: area code`, `answered: true|false`; joined by `{all: […]}`, `{any: […]}`, `{not: …}`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any as Anything

from banshi.kernel.forms import reach
from banshi.kernel.forms.blank import blank
from banshi.kernel.forms.faults import fault
from banshi.kernel.forms.questions import All, Any, Condition, Constant, Form, Kind, Leaf, Not, Op, Question
from banshi.kernel.policy.lines import line_of

JOINED = ("all", "any", "not")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
OPS: Mapping[Kind, frozenset[Op]] = {
    Kind.INTEGER: frozenset({Op.EQUALS, Op.IN, Op.LESS, Op.MORE}),
    Kind.DECIMAL: frozenset({Op.LESS, Op.MORE}),
    Kind.DATE: frozenset({Op.EQUALS, Op.LESS, Op.MORE}),
    Kind.YESNO: frozenset({Op.EQUALS}),
    Kind.CONSENT: frozenset({Op.EQUALS}),
    Kind.CHOICE: frozenset({Op.EQUALS, Op.IN}),
    Kind.CHOICES: frozenset({Op.HAS}),
    Kind.AREA: frozenset({Op.EQUALS, Op.IN, Op.WITHIN}),
}
"""What may be asked of an answer of each kind; whether it was answered, of every kind."""


def parse_condition(raw: Anything, where: str) -> Condition:
    """The condition that the document writes. What it looks at is for `verify` to check.

    Raises:
        FormFault: it is not written as a condition.
    """
    if not isinstance(raw, Mapping):
        fault(where, raw, f"a condition is written {{question: …, equals: …}}, {{all: […]}}, …; given {raw!r}")
    for name in JOINED:
        if name in raw:
            if len(raw) > 1:
                fault(where, raw, f"{name!r} stands alone in a condition; given {', '.join(raw)}")
            return _joined(name, raw, where)
    return _leaf(raw, where)


def _joined(name: str, raw: Mapping[str, Anything], where: str) -> Condition:
    if name == "not":
        return Not(parse_condition(raw["not"], where))
    parts = raw[name]
    if not isinstance(parts, list) or not parts:
        fault(where, raw, f"{name!r} needs a list with at least one condition", name)
    read = tuple(parse_condition(part, where) for part in parts)
    return All(read) if name == "all" else Any(read)


def _leaf(raw: Mapping[str, Anything], where: str) -> Leaf:
    question = raw.get("question")
    ops = [name for name in raw if name != "question"]
    if not isinstance(question, str) or len(ops) != 1 or ops[0] not in set(Op):
        fault(where, raw, f"a condition names one question and one of {', '.join(Op)}; given {', '.join(raw)}")
    op, value = Op(ops[0]), raw[ops[0]]
    if op is Op.IN:
        if not isinstance(value, list) or not value:
            fault(where, raw, "'in' needs a list of values", ops[0])
        value = tuple(_constant(each, raw, where) for each in value)
    elif op is Op.ANSWERED:
        if not isinstance(value, bool):
            fault(where, raw, "'answered' is true or false", ops[0])
    else:
        value = _constant(value, raw, where)
    return Leaf(question, op, value, line_of(raw))


def _constant(value: Anything, raw: Anything, where: str) -> Anything:
    if type(value) is date:
        return value.isoformat()
    if not isinstance(value, (str, int)):
        fault(where, raw, f"values are text, whole numbers, true, false or days; put {value!r} in quotes")
    return value


def plain_condition(condition: Condition) -> dict[str, Anything]:
    """The condition as a document writes it."""
    if isinstance(condition, Not):
        return {"not": plain_condition(condition.part)}
    if isinstance(condition, (All, Any)):
        name = "all" if isinstance(condition, All) else "any"
        return {name: [plain_condition(part) for part in condition.parts]}
    value = list(condition.value) if isinstance(condition.value, tuple) else condition.value
    return {"question": condition.question, condition.op.value: value}


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """Every condition on one answer in it."""
    if isinstance(condition, Leaf):
        yield condition
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    elif condition is not None:
        for part in condition.parts:
            yield from leaves(part)


def both(first: Condition | None, second: Condition | None) -> Condition | None:
    """The condition that both hold; None holds always."""
    if first is None or second is None:
        return second if first is None else first
    parts = [part for each in (first, second) for part in (each.parts if isinstance(each, All) else (each,))]
    return All(tuple(dict.fromkeys(parts))) if len(set(parts)) > 1 else first


def either(first: Condition | None, second: Condition | None) -> Condition | None:
    """The condition that one of both holds; None holds always."""
    if first is None or second is None:
        return None
    parts = [part for each in (first, second) for part in (each.parts if isinstance(each, Any) else (each,))]
    return Any(tuple(dict.fromkeys(parts))) if len(set(parts)) > 1 else first


def holds(condition: Condition | None, answers: Mapping[str, Anything]) -> bool:
    """Whether it holds for these answers. What was not answered equals nothing and is neither less nor more."""
    if condition is None:
        return True
    if isinstance(condition, Not):
        return not holds(condition.part, answers)
    if isinstance(condition, All):
        return all(holds(part, answers) for part in condition.parts)
    if isinstance(condition, Any):
        return any(holds(part, answers) for part in condition.parts)
    return _holds(condition, answers.get(condition.question))


def _holds(leaf: Leaf, answer: Anything) -> bool:
    if leaf.op is Op.ANSWERED:
        return blank(answer) is not leaf.value
    return not blank(answer) and ASKED[leaf.op](answer, leaf.value)


def _one_of(answer: Anything, values: Anything) -> bool:
    return any(same(answer, each) for each in values)


def _has(answer: Anything, value: Anything) -> bool:
    return isinstance(answer, list) and any(same(each, value) for each in answer)


def _within(answer: Anything, value: Anything) -> bool:
    return isinstance(answer, str) and answer.startswith(str(value))


def _less(answer: Anything, value: Anything) -> bool:
    given, limit = ordered(answer), ordered(value)
    if isinstance(given, date):
        return isinstance(limit, date) and given < limit
    return isinstance(given, Decimal) and isinstance(limit, Decimal) and given < limit


def _more(answer: Anything, value: Anything) -> bool:
    return _less(value, answer)


def same(answer: Anything, value: Anything) -> bool:
    """Whether both are the same JSON value: true is not 1, but 1.0 is."""
    return isinstance(answer, bool) is isinstance(value, bool) and bool(answer == value)


def ordered(value: Anything) -> date | Decimal | None:
    """A day or number that can be compared; None for what cannot."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value)) if value == value else None  # noqa: PLR0124  # NaN is like nothing
    if not isinstance(value, str):
        return None
    try:
        if DAY.fullmatch(value):
            return date.fromisoformat(value)
        return Decimal(value) if NUMBER.fullmatch(value) else None
    except (ValueError, InvalidOperation):
        return None


ASKED: Mapping[Op, Callable[[Anything, Anything], bool]] = {
    Op.IN: _one_of,
    Op.HAS: _has,
    Op.LESS: _less,
    Op.MORE: _more,
    Op.WITHIN: _within,
    Op.EQUALS: same,
}
"""What is asked of an answer → how it is decided."""


def verify(condition: Condition | None, before: Mapping[str, Question], where: str) -> None:
    """Insist that a condition looks only at questions asked before it, and asks them what they can answer.

    Raises:
        FormFault: naming the question and what is allowed.
    """
    for leaf in leaves(condition):
        question = before.get(leaf.question)
        if question is None:
            known = "、".join(before) or "none"
            fault(where, leaf, f"the condition looks at {leaf.question!r}, which is not asked before it; are: {known}")
        allowed = OPS.get(question.kind, frozenset()) | {Op.ANSWERED}
        if leaf.op not in allowed:
            named = ", ".join(sorted(allowed))
            fault(where, leaf, f"{leaf.question!r} is a {question.kind}; a condition may ask it {named}, not {leaf.op}")
        if leaf.op is not Op.ANSWERED:
            for value in leaf.value if isinstance(leaf.value, tuple) else (leaf.value,):
                _verify_value(leaf, question, value, where)


def _verify_value(leaf: Leaf, question: Question, value: Anything, where: str) -> None:
    kind = question.kind
    if kind in {Kind.CHOICE, Kind.CHOICES}:
        if value not in question.codes:
            named = ", ".join(choice.code for choice in question.choices)
            fault(where, leaf, f"the condition can never hold: {question.code!r} is never {value!r}, only {named}")
    elif not _fits(kind, value):
        fault(where, leaf, f"{value!r} cannot be compared with {question.code!r}, which is a {kind}")


def _fits(kind: Kind, value: Anything) -> bool:
    if kind in {Kind.YESNO, Kind.CONSENT}:
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if kind is Kind.INTEGER:
        return isinstance(value, int)
    if kind is Kind.AREA:
        return isinstance(value, str) and value.isascii() and value.isdigit()
    return isinstance(ordered(value), date if kind is Kind.DATE else Decimal)


def can_hold(condition: Condition | None, form: Form) -> bool:
    """Whether some complete and valid answers to the form make it hold.

    Conditions of the questions it looks at count, too. Where the search would take too long, the answer is yes.
    """
    if condition is None:
        return True
    looked = _looked_at(condition, form)
    constants: dict[str, list[Constant]] = {}
    for each in (condition, *(question.when for question in looked)):
        for leaf in leaves(each):
            values: Iterable[Constant] = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
            constants.setdefault(leaf.question, []).extend(values)
    return reach.reachable(condition, looked, constants, holds)


def _looked_at(condition: Condition, form: Form) -> list[Question]:
    """The questions it looks at, and those that these look at, in the order of the form."""
    wanted = {leaf.question for leaf in leaves(condition)}
    found: list[Question] = []
    for question in reversed(form.questions):
        if question.code in wanted:
            found.append(question)
            wanted |= {leaf.question for leaf in leaves(question.when)}
    return found[::-1]
