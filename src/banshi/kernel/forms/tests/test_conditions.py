"""Whether a condition holds, and whether it can hold at all."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.forms.asking import asked_of
from banshi.kernel.forms.conditions import can_hold, holds, parse_condition, plain_condition
from banshi.kernel.forms.questions import All, Choice, Condition, Form, Kind, Leaf, Not, Op, Question, Words
from banshi.kernel.forms.questions import Any as Any_

pytestmark = pytest.mark.anydb


def read(raw: Mapping[str, Any]) -> Condition:
    return parse_condition(raw, "condition.yaml")


class TestACondition:
    @pytest.mark.parametrize(
        ("raw", "answers", "expected"),
        [
            ({"question": "a", "equals": "x"}, {"a": "x"}, True),
            ({"question": "a", "equals": "x"}, {}, False),
            ({"question": "a", "equals": 1}, {"a": True}, False),
            ({"question": "a", "equals": 1}, {"a": 1.0}, True),
            ({"question": "a", "in": ["x", "y"]}, {"a": "y"}, True),
            ({"question": "a", "has": "x"}, {"a": ["y", "x"]}, True),
            ({"question": "a", "has": "x"}, {"a": "x"}, False),
            ({"question": "a", "less": 3}, {"a": 2}, True),
            ({"question": "a", "less": 3}, {"a": 3}, False),
            ({"question": "a", "more": "2.50"}, {"a": "2.6"}, True),
            ({"question": "a", "more": "2021-05-26"}, {"a": "2021-05-27"}, True),
            ({"question": "a", "more": "2021-05-26"}, {"a": 5}, False),
            ({"question": "a", "within": "150627"}, {"a": "150627101201"}, True),
            ({"question": "a", "answered": True}, {"a": "  "}, False),
            ({"question": "a", "answered": False}, {"a": []}, True),
            ({"question": "a", "answered": True}, {"a": False}, True),
            ({"not": {"question": "a", "equals": "x"}}, {}, True),
            ({"all": [{"question": "a", "equals": "x"}, {"question": "b", "equals": "y"}]}, {"a": "x"}, False),
            ({"any": [{"question": "a", "equals": "x"}, {"question": "b", "equals": "y"}]}, {"b": "y"}, True),
        ],
    )
    def test_holds_by_what_was_answered(self, raw: Any, answers: Any, expected: bool) -> None:
        assert holds(read(raw), answers) is expected

    def test_comes_back_the_same_when_it_is_written_and_read_again(self) -> None:
        raw = {"any": [{"question": "a", "in": ["x", "y"]}, {"not": {"all": [{"question": "b", "more": 3}]}}]}
        assert plain_condition(read(raw)) == raw


CODES = ("x", "y", "z")


@st.composite
def conditions(draw: st.DrawFn, known: list[Question]) -> Condition:
    """A condition on some of these questions."""
    shape = draw(st.sampled_from(["leaf", "leaf", "leaf", "not", "all", "any"]))
    if shape == "leaf":
        return draw(leaves_of(draw(st.sampled_from(known))))
    if shape == "not":
        return Not(draw(conditions(known)))
    parts = tuple(draw(st.lists(conditions(known), min_size=1, max_size=3)))
    return All(parts) if shape == "all" else Any_(parts)


def leaves_of(question: Question) -> st.SearchStrategy[Leaf]:
    code = question.code
    answered = st.booleans().map(lambda value: Leaf(code, Op.ANSWERED, value))
    if question.kind is Kind.CHOICE:
        one = st.sampled_from(CODES).map(lambda value: Leaf(code, Op.EQUALS, value))
        some = st.lists(st.sampled_from(CODES), min_size=1).map(lambda values: Leaf(code, Op.IN, tuple(values)))
        return st.one_of(one, some, answered)
    if question.kind is Kind.YESNO:
        return st.one_of(st.booleans().map(lambda value: Leaf(code, Op.EQUALS, value)), answered)
    if question.kind is Kind.CHOICES:
        return st.one_of(st.sampled_from(CODES).map(lambda value: Leaf(code, Op.HAS, value)), answered)
    op, value = st.sampled_from([Op.EQUALS, Op.LESS, Op.MORE]), st.integers(-1, 5)
    return st.one_of(st.tuples(op, value).map(lambda pair: Leaf(code, *pair)), answered)


@st.composite
def small_forms(draw: st.DrawFn) -> tuple[Form, Condition]:
    """A form of at most four questions whose answers can all be tried, and a condition on them."""
    known: list[Question] = []
    for place in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from([Kind.CHOICE, Kind.YESNO, Kind.INTEGER, Kind.CHOICES]))
        known.append(
            Question(
                code=f"q{place}",
                kind=kind,
                title=Words("问"),
                required=draw(st.booleans()),
                when=draw(conditions(known)) if known and draw(st.booleans()) else None,
                choices=tuple(Choice(code, Words(code)) for code in CODES),
                least=0 if kind is Kind.INTEGER else None,
                most=4 if kind is Kind.INTEGER else None,
            )
        )
    return Form("small", 1, Words(), tuple(known)), draw(conditions(known))


def every_answer(form: Form) -> Iterator[dict[str, Any]]:
    """All complete answers, the slow way."""
    ticks = [list(some) for size in (1, 2, 3) for some in {1: ["x", "y", "z"], 2: ["xy", "xz", "yz"], 3: ["xyz"]}[size]]
    values: dict[Kind, list[Any]] = {
        Kind.CHOICE: list(CODES),
        Kind.YESNO: [True, False],
        Kind.INTEGER: [0, 1, 2, 3, 4],
        Kind.CHOICES: ticks,
    }
    for answers in product(*([*values[question.kind], None] for question in form.questions)):
        given_ = {q.code: value for q, value in zip(form.questions, answers, strict=True) if value is not None}
        shown = {question.code for question in asked_of(form.questions, given_)}
        complete = all(q.code in given_ for q in form.questions if q.required and q.code in shown)
        if complete and shown >= given_.keys():
            yield given_


class TestWhetherAConditionCanHold:
    @given(small_forms())
    def test_is_what_trying_every_answer_says(self, case: tuple[Form, Condition]) -> None:
        form, condition = case
        assert can_hold(condition, form) is any(holds(condition, answers) for answers in every_answer(form))

    def test_stays_open_where_the_search_would_take_too_long(self) -> None:
        known = tuple(
            Question(f"q{n}", Kind.CHOICE, Words("问"), choices=tuple(Choice(c, Words(c)) for c in "abcdefgh"))
            for n in range(12)
        )
        clash = All(tuple(Not(Leaf(f"q{n}", Op.IN, tuple("abcdefgh"))) for n in reversed(range(12))))
        pairs = Any_(tuple(All((Leaf("q0", Op.EQUALS, "a"), clash)) for _each in range(3)))
        assert can_hold(pairs, Form("long", 1, Words(), known)) in {True, False}
