"""The spreadsheet's cells, and what a row that comes back means beside the row as it stands."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from banshi.kernel.sheets.cells import Values
from banshi.kernel.sheets.differences import Change
from banshi.services.requests.rules.differences import Given, Standing, State, Verdict, compare
from banshi.services.requests.rules.sheet import FIELDS, choices
from banshi.services.requests.rules.submission import Problem
from banshi.services.requests.tests.sheets.registrations import CHOICES, COUNTY, NUMBER, values

OPTIONAL = {"place", "theme"}


def row(values: Values, **other: Any) -> Given:
    """What stands in the file for these values."""
    cells = {field: CHOICES.value(field, CHOICES.cell(field, values[field])) for field in FIELDS}
    assert not any(isinstance(each, Problem) for each in cells.values())
    addresses = {"version": "B2", "category": "D2", "area": "E2", "level": "I2"}
    return Given(2, NUMBER, 3, **{"values": cells, "base": values, "cells": addresses, **other})


def judged(given: Given, stands: Values, version: int = 3) -> Verdict:
    [verdict] = compare([given], {NUMBER: Standing(NUMBER, version, COUNTY, "机井", stands)}, CHOICES)
    return verdict


HERE: Values = {
    "category": "0101",
    "area": COUNTY,
    "place": "三社",
    "kind": "appeal",
    "urgency": "0",
    "level": "1",
    "theme": "",
}


class TestACell:
    @pytest.mark.parametrize(
        ("field", "text", "code"),
        [
            ("category", "0101 城乡建设/安全生产", "0101"),
            ("category", "0101", "0101"),
            ("category", "101", "0101"),  # a spreadsheet takes the nought away
            ("category", "安全生产", "0101"),
            ("category", " 1012  农村农业/水利 ", "1012"),
            ("category", "0101 旧名字", "0101"),
            ("area", "门克庆嘎查", "150627101201"),
            ("kind", "求助", "help"),
            ("kind", "help", "help"),
            ("urgency", "较急", "1"),
            ("urgency", "1", "1"),
            ("theme", "", ""),
            ("place", "'=1+1", "=1+1"),
        ],
    )
    def test_is_read_as_people_write_it(self, field: str, text: str, code: str) -> None:
        assert CHOICES.value(field, text) == code

    @pytest.mark.parametrize(
        ("field", "text"), [("category", "水"), ("kind", "抱怨"), ("urgency", "十万火急"), ("place", "长" * 201)]
    )
    def test_that_means_nothing_says_what_would(self, field: str, text: str) -> None:
        problem = CHOICES.value(field, text)
        assert isinstance(problem, Problem)
        assert problem.message % problem.data


class TestARowThatComesBack:
    @given(values, st.integers(1, 9))
    def test_untouched_takes_nothing_back_however_the_ledger_went_on(self, given: Values, version: int) -> None:
        assert judged(row(given), given, max(version, 3)).state is State.SAME

    @given(values, values)
    def test_untouched_does_not_undo_what_others_did(self, given: Values, stands: Values) -> None:
        assert judged(row(given), stands, 4).state is State.SAME

    @given(values, st.sampled_from(FIELDS), values)
    def test_with_one_cell_changed_has_exactly_that_difference(self, was: Values, field: str, other: Values) -> None:
        assume(was[field] != other[field] and (other[field] or field in OPTIONAL))
        mine = {**was, field: other[field]}
        assume(mine["kind"] != "tipoff" or mine["level"] >= "2")
        verdict = judged(row(mine), was)
        assert verdict.state is State.CHANGED
        assert verdict.changes == (Change(field, was[field], other[field], was[field]),)
        assert verdict.decided == {field: other[field]}
        assert judged(replace(row(mine, base=was), version=2), was).decided == {field: other[field]}

    @given(values, values, values)
    def test_never_sets_what_its_owner_did_not_change(self, was: Values, mine: Values, stands: Values) -> None:
        verdict = judged(row(mine, base=was), stands, 5)
        followed = {"level"} if {**stands, **verdict.decided}["kind"] == "tipoff" else set()
        assert verdict.decided.keys() <= {field for field in FIELDS if mine[field] != was[field]} | followed
        touched = any(was[field] != stands[field] for field in FIELDS)
        assert verdict.state in ({State.SAME, State.WRONG, State.CONFLICT if touched else State.CHANGED})

    def test_is_a_conflict_when_others_registered_it_anew(self) -> None:
        mine, stands = {**HERE, "category": "1012"}, {**HERE, "category": "010103", "urgency": "2"}
        verdict = judged(row(mine, base=HERE), stands, 4)
        assert (verdict.state, verdict.given_version, verdict.version) == (State.CONFLICT, 3, 4)
        assert verdict.changes == (
            Change("category", "0101", "1012", "010103"),
            Change("urgency", "0", "0", "2"),
        )
        assert verdict.decided == {"category": "1012"}

    def test_is_no_conflict_when_only_the_work_went_on(self) -> None:
        verdict = judged(row({**HERE, "urgency": "2"}, base=HERE), HERE, 8)
        assert (verdict.state, verdict.version) == (State.CHANGED, 8)

    def test_asks_nothing_when_both_made_the_same_change(self) -> None:
        same = {**HERE, "category": "1012"}
        assert judged(row(same, base=HERE), same, 4).state is State.SAME

    def test_without_what_it_went_out_with_makes_every_difference_a_conflict(self) -> None:
        verdict = judged(row({**HERE, "theme": "legal", "place": ""}, base=None), HERE, 4)
        assert verdict.state is State.CONFLICT
        assert verdict.decided == {"theme": "legal", "place": ""}
        assert verdict.changes[0].was is None

    def test_leaves_alone_what_has_no_column(self) -> None:
        given = replace(row(HERE), values={"urgency": "3"})
        assert judged(given, HERE).decided == {"urgency": "3"}

    def test_that_becomes_a_tip_off_is_shown_to_become_confidential(self) -> None:
        assert judged(row({**HERE, "kind": "tipoff"}, base=HERE), HERE).decided == {"kind": "tipoff", "level": "2"}


class TestAWrongCell:
    @pytest.mark.parametrize(
        ("changed", "cell"),
        [
            ({"category": "9999"}, "D2"),
            ({"category": ""}, "D2"),
            ({"area": "150627999"}, "E2"),
            ({"area": ""}, "E2"),
            ({"kind": "tipoff", "level": "0"}, "I2"),
        ],
    )
    def test_is_pointed_at_and_nothing_of_the_row_is_taken(self, changed: dict[str, str], cell: str) -> None:
        given = replace(row(HERE), values={**HERE, "urgency": "2", **changed})
        verdict = judged(given, HERE)
        assert (verdict.state, [each.cell for each in verdict.wrong], verdict.decided) == (State.WRONG, [cell], {})

    def test_may_be_an_area_of_another_county(self) -> None:
        elsewhere = choices({**CHOICES.labels, "area": {**CHOICES.labels["area"], "150622": "150622 准格尔旗"}})
        given = replace(row(HERE), values={**HERE, "area": "150622"})
        [verdict] = compare([given], {NUMBER: Standing(NUMBER, 3, COUNTY, "", HERE)}, elsewhere)
        assert verdict.state is State.WRONG

    def test_may_be_a_version_that_was_never_taken_out(self) -> None:
        assert [each.cell for each in judged(row(HERE, base=HERE), HERE, 2).wrong] == ["B2"]


class TestANumber:
    def test_that_stands_there_twice_changes_nothing(self) -> None:
        twice = [row({**HERE, "urgency": "2"}), replace(row({**HERE, "urgency": "3"}), row=5)]
        found = compare(twice, {NUMBER: Standing(NUMBER, 3, COUNTY, "", HERE)}, CHOICES)
        assert [(each.state, each.rows, each.decided) for each in found] == [(State.TWICE, (2, 5), {})] * 2

    def test_that_is_not_there_says_nothing_of_the_row(self) -> None:
        wrong = judged(replace(row(HERE), version=0), HERE).wrong
        [verdict] = compare([replace(row(HERE), version=0, wrong=wrong)], {}, CHOICES)
        assert verdict == Verdict(2, NUMBER, State.UNKNOWN)
