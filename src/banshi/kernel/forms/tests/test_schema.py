"""The schema and the check agree: whatever a program sends, one rule decides."""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from unittest.mock import patch

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema.validators import extend

from banshi.kernel.directory import numbers
from banshi.kernel.errors import Invalid
from banshi.kernel.forms import files
from banshi.kernel.forms.answers import check
from banshi.kernel.forms.conditions import ordered
from banshi.kernel.forms.document import FormFault, parse, plain
from banshi.kernel.forms.questions import Form
from banshi.kernel.forms.schema import schema
from banshi.kernel.forms.tests.papers import MOTHER_ID, TODAY, answered, newborn

pytestmark = pytest.mark.anydb
VILLAGE = "150627101201"
WORD = "a file that was taken in"

FORMATS = jsonschema.FormatChecker(formats=["date"])


@FORMATS.checks("decimal", raises=ArithmeticError)
def decimal(given: Any) -> bool:
    return not isinstance(given, str) or bool(Decimal(given).is_finite())


@FORMATS.checks("cn-phone", raises=Invalid)
def cn_phone(given: Any) -> bool:
    return not isinstance(given, str) or bool(numbers.phone(given))


@FORMATS.checks("cn-identity", raises=Invalid)
def cn_identity(given: Any) -> bool:
    return not isinstance(given, str) or bool(numbers.identity(given))


@FORMATS.checks("cn-area")
def cn_area(given: Any) -> bool:
    return not isinstance(given, str) or given == VILLAGE


@FORMATS.checks("banshi-file")
def banshi_file(given: Any) -> bool:
    return not isinstance(given, str) or given == WORD


def bound(fits):
    """A limit of a string that stands for a day or a decimal."""

    def limit(validator, limit, instance, schema):
        mine, other = ordered(instance), ordered(limit)
        if isinstance(instance, str) and mine is not None and type(mine) is type(other) and not fits(mine, other):
            yield jsonschema.ValidationError(f"{instance} is beyond {limit}")
        if isinstance(instance, str) and (mine is None or type(mine) is not type(other)):
            yield jsonschema.ValidationError(f"{instance} cannot be compared")

    return limit


Validator = extend(
    jsonschema.Draft202012Validator,
    {
        "formatMinimum": bound(lambda mine, limit: mine >= limit),
        "formatMaximum": bound(lambda mine, limit: mine <= limit),
        "formatExclusiveMinimum": bound(lambda mine, limit: mine > limit),
        "formatExclusiveMaximum": bound(lambda mine, limit: mine < limit),
    },
)


@cache
def validator(said: str) -> Any:
    """Made once for each form: most of the time would go into it."""
    made = schema(parse(json.loads(said), "again"), today=TODAY)
    Validator.check_schema(made)
    return Validator(made, format_checker=FORMATS)


def valid(form: Form, answers: Any) -> bool:
    return bool(validator(json.dumps(plain(form))).is_valid(answers))


def sound(form: Form, answers: Any) -> bool:
    with (
        patch("banshi.kernel.forms.answers.known_areas", lambda codes: {code for code in codes if code == VILLAGE}),
        patch.object(files, "kept", lambda word: word == WORD),
    ):
        return check(form, answers, today=TODAY).sound


CHOICES = [{"code": "x", "title": "甲"}, {"code": "y", "title": "乙"}, {"code": "z", "title": "丙"}]
SHAPES: list[dict[str, Any]] = [
    {"kind": "text", "max": 3},
    {"kind": "text", "min": 2, "max": 2},
    {"kind": "text", "max": 1},
    {"kind": "long", "min": 3},
    {"kind": "integer", "min": 0, "max": 4},
    {"kind": "integer"},
    {"kind": "decimal", "places": 2, "min": "-1", "max": "2.5"},
    {"kind": "date", "max": "today"},
    {"kind": "date", "min": "today-10d"},
    {"kind": "yesno"},
    {"kind": "choice", "choices": CHOICES},
    {"kind": "choices", "choices": CHOICES, "max": 2},
    {"kind": "choices", "choices": CHOICES, "min": 2},
    {"kind": "phone"},
    {"kind": "identity"},
    {"kind": "area"},
    {"kind": "area", "within": "150627", "level": "village"},
    {"kind": "file", "max": 2},
    {"kind": "consent"},
]
LOOKS: dict[str, list[dict[str, Any]]] = {
    "integer": [{"equals": 2}, {"in": [1, 3]}, {"less": 2}, {"more": 3}],
    "decimal": [{"less": "1.5"}, {"more": "-0.5"}],
    "date": [{"equals": "2021-05-26"}, {"less": "2021-05-20"}, {"more": "2021-05-24"}],
    "yesno": [{"equals": True}, {"equals": False}],
    "consent": [{"equals": True}],
    "choice": [{"equals": "x"}, {"in": ["y", "z"]}],
    "choices": [{"has": "x"}],
    "area": [{"within": "150627101"}, {"equals": VILLAGE}],
}
VALUES = [
    *[None, "", "  ", "\n", "　", "甲", "甲乙", " 甲 ", "甲乙丙丁", "甲\n乙", "a\x00b", "\ufeff", "甲\n"],
    *[0, 1, 2, 3, 4, 5, -1, 1.0, 2.5, 2**53, True, False],
    *["0", "1.25", "2.5", "2.51", "-1", "-0", "02", "2.", "1.255", "5\n", "1e3"],
    *["2021-05-26", "2021-05-27", "2021-05-16", "2021-05-15", "2021-02-30", "1899-12-31", "2021-05-26\n"],
    *["x", "y", "w", [], ["x"], ["x", "y"], ["x", "y", "z"], ["x", "x"], ["w"], [5], {}, [{}]],
    *["13800138001", "138 0013 8001", "12", MOTHER_ID, MOTHER_ID[:-1] + "3", VILLAGE, "150627101", "150627101999"],
    *[[WORD], [WORD, WORD], [WORD, WORD, WORD], "made up", ["made up"]],
]


@st.composite
def looks(draw: st.DrawFn, before: list[dict[str, Any]]) -> dict[str, Any]:
    """A condition on what was asked before."""
    shape = draw(st.sampled_from(["one", "one", "one", "not", "all", "any"]))
    if shape == "not":
        return {"not": draw(looks(before))}
    if shape != "one":
        return {shape: draw(st.lists(looks(before), min_size=1, max_size=2))}
    question = draw(st.sampled_from(before))
    known = [*LOOKS.get(question["kind"], []), {"answered": True}, {"answered": False}]
    return {"question": question["code"], **draw(st.sampled_from(known))}


@st.composite
def questions(draw: st.DrawFn, most: int, *, flat: bool = False) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for place in range(draw(st.integers(1, most))):
        raw = {"code": f"q{place}", "title": "问"}
        if not flat and draw(st.integers(0, 5)) == 0:
            raw |= {"kind": "repeat", "questions": draw(questions(2, flat=True)), "max": 2}
            raw |= {"min": 1} if draw(st.booleans()) else {}
        else:
            raw |= draw(st.sampled_from(SHAPES))
            raw |= {} if draw(st.booleans()) else {"required": False}
        if found and draw(st.booleans()):
            raw["when"] = draw(looks(found))
        try:
            parse({"questions": [*found, raw]}, "random")
        except FormFault:  # the condition can never hold
            raw.pop("when", None)
            if raw["kind"] == "repeat":
                for each in raw["questions"]:
                    each.pop("when", None)
        found.append(raw)
    return found


@st.composite
def answers_to(draw: st.DrawFn, asked: list[dict[str, Any]]) -> dict[str, Any]:
    """Mostly what fits, often what does not."""
    given_: dict[str, Any] = {}
    for question in asked:
        if draw(st.integers(0, 3)) == 0:
            continue
        if question["kind"] == "repeat" and draw(st.booleans()):
            given_[question["code"]] = draw(st.lists(answers_to(question["questions"]), max_size=3))
        else:
            given_[question["code"]] = draw(st.sampled_from(FITTING.get(question["kind"], VALUES) + VALUES[:8]))
    return given_


FITTING: dict[str, list[Any]] = {
    kind: VALUES * 1 + fitting * 4
    for kind, fitting in {
        "text": ["甲", "甲乙"],
        "long": ["甲乙丙"],
        "integer": [0, 1, 2, 3, 4],
        "decimal": ["0", "1.25", "2.5"],
        "date": ["2021-05-26", "2021-05-20"],
        "yesno": [True, False],
        "choice": ["x", "y", "z"],
        "choices": [["x"], ["x", "y"]],
        "phone": ["13800138001"],
        "identity": [MOTHER_ID],
        "area": [VILLAGE],
        "file": [[WORD]],
        "consent": [True],
    }.items()
}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    raw = draw(questions(4))
    return parse({"questions": raw}, "random"), draw(answers_to(raw))


class TestTheSchemaAndTheCheck:
    @settings(max_examples=150)
    @given(cases())
    def test_agree_on_random_forms_and_answers(self, case: tuple[Form, dict[str, Any]]) -> None:
        form, answers = case
        assert valid(form, answers) is sound(form, answers)

    @given(questions(4))
    def test_speak_of_a_form_that_is_the_same_when_it_is_written_and_read_again(
        self, raw: list[dict[str, Any]]
    ) -> None:
        form = parse({"questions": raw}, "random")
        assert parse(plain(form), "random") == form

    @pytest.mark.parametrize("shape", SHAPES, ids=str)
    @pytest.mark.parametrize("required", [True, False])
    def test_agree_on_every_value_for_every_kind(self, shape: dict[str, Any], required: bool) -> None:
        form = parse({"questions": [{"code": "a", "title": "问", "required": required, **shape}]}, "one")
        disagreed = [value for value in VALUES if valid(form, {"a": value}) is not sound(form, {"a": value})]
        assert disagreed == []
        assert any(sound(form, {"a": value}) for value in VALUES)
        assert not all(sound(form, {"a": value}) for value in VALUES)

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"card": True},
            {"card": True, "delivery": "window"},
            {"card": True, "delivery": "post"},
            {"card": True, "delivery": "post", "address": "阿勒腾席热镇"},
            {"card": False, "delivery": "bike", "address": 5},
            {"babies": [{"name": "小满", "born": "2021-05-21", "early": True}]},
            {"babies": [{"name": "小满", "born": "2021-05-21", "early": True, "weeks": 30}]},
            {"agree": False},
        ],
    )
    def test_agree_on_the_papers_of_a_newborn(self, changes: dict[str, Any]) -> None:
        assert valid(newborn(), answered(**changes)) is sound(newborn(), answered(**changes))

    def test_say_the_day_of_today_where_the_form_speaks_of_it(self) -> None:
        born = schema(newborn(), today=date(2021, 5, 26))["properties"]["babies"]["items"]["properties"]["born"]
        assert (born["formatMinimum"], born["formatMaximum"]) == ("2021-03-27", "2021-05-26")
