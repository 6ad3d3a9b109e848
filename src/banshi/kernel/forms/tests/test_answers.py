"""Answers are checked: the same rule for a page and for a program."""

import pytest

from banshi.kernel.forms.answers import asked, check
from banshi.kernel.forms.limits import TodayNeeded
from banshi.kernel.forms.tests.papers import MOTHER_ID, TODAY, answered, newborn, of


class TestAnswers:
    pytestmark = pytest.mark.anydb

    def test_are_kept_in_their_one_form(self) -> None:
        checked = check(newborn(), answered(mother_name="  乌兰 "), today=TODAY)
        assert checked.sound
        assert checked.answers["mother_name"] == "乌兰"
        assert checked.answers["phone"] == "+8613800138001"
        assert check(newborn(), checked.answers, today=TODAY).answers == checked.answers

    def test_to_what_is_not_asked_are_dropped_with_everything_that_hangs_on_them(self) -> None:
        given = answered(card=False, delivery="post", address="阿勒腾席热镇", nonsense=1)
        checked = check(newborn(), given, today=TODAY)
        assert checked.sound
        assert not {"delivery", "address", "nonsense"} & set(checked.answers)

    def test_that_are_missing_are_named_one_by_one(self) -> None:
        checked = check(newborn(), answered(card=True, mother_name=None, agree=None), today=TODAY)
        assert set(checked.faults) == {"mother_name", "delivery", "agree"}

    def test_inside_a_repeat_are_named_by_their_place(self) -> None:
        babies = [
            {"name": "小满", "born": "2021-05-21", "early": False},
            {"name": "小暑", "born": "2021-06-01", "early": True},
        ]
        checked = check(newborn(), answered(babies=babies), today=TODAY)
        assert set(checked.faults) == {"babies.1.born", "babies.1.weeks"}

    def test_may_be_no_more_than_the_form_takes(self) -> None:
        baby = {"name": "小满", "born": "2021-05-21", "early": False}
        assert "babies" in check(newborn(), answered(babies=[baby] * 4), today=TODAY).faults
        assert "babies" in check(newborn(), answered(babies=[]), today=TODAY).faults

    def test_need_today_where_the_form_speaks_of_today(self) -> None:
        with pytest.raises(TodayNeeded):
            check(newborn(), answered())

    def test_are_asked_for_as_the_conditions_say(self) -> None:
        codes = [question.code for question in asked(newborn(), answered(card=True, delivery="post"))]
        assert codes[-5:] == ["card", "delivery", "address", "photo", "agree"]

    @pytest.mark.parametrize(
        ("line", "good", "bad"),
        [
            ("kind: text, max: 3", ["甲乙丙", " 甲 "], ["甲乙丙丁", "甲\n乙", "甲\x00", 5]),
            ("kind: long", ["甲\n乙"], ["\x07"]),
            ("kind: integer, min: 0, max: 9", [0, 9, 3.0], [-1, 10, "3", True, 2.5]),
            ("kind: decimal, places: 1, min: '0', max: '2.5'", ["0", "2.5"], ["2.6", "2.55", "02", ".5", 2, "-1"]),
            ("kind: date, min: 2021-01-01", ["2021-01-01"], ["2020-12-31", "2021-02-30", "20210101", "2021-1-1"]),
            ("kind: yesno", [True, False], ["yes", 1]),
            ("kind: choice, choices: [{code: x, title: 甲}]", ["x"], ["y", ["x"]]),
            (
                "kind: choices, min: 2, choices: [{code: x, title: 甲}, {code: y, title: 乙}]",
                [["y", "x"]],
                [["x"], ["x", "x"], "x", ["x", "z"]],
            ),
            ("kind: phone", ["0477-8581234", "138 0013 8001"], ["123", 13800138001]),
            ("kind: identity", [MOTHER_ID], [MOTHER_ID[:-1] + "3", MOTHER_ID[:-1], "x" * 50]),
            ("kind: consent", [True], [False, "on"]),
            ("kind: file", [], [["made up"], "made up", [5]]),
        ],
    )
    def test_of_each_kind_are_taken_or_refused(self, line, good, bad) -> None:
        form = of(f"code: a, title: 甲, {line}")
        assert [value for value in good if not check(form, {"a": value}).sound] == []
        assert [value for value in bad if check(form, {"a": value}).sound] == []


class TestAnArea:
    def test_must_be_in_the_tree_at_the_level_asked_for(self, world) -> None:
        form = of("code: home, kind: area, title: 住址, level: village, within: '150627'")
        assert check(form, {"home": "150627101201"}).sound
        for strange in ("150627101999", "150627101", "150622100000", "150627"):
            assert not check(form, {"home": strange}).sound

    def test_costs_one_statement_and_other_forms_none(self, world, django_assert_max_num_queries) -> None:
        form = of("code: home, kind: area, title: 住址", "code: other, kind: area, title: 另一处")
        with django_assert_max_num_queries(1):
            check(form, {"home": "150627101201", "other": "150627101201"})
        with django_assert_max_num_queries(0):
            check(newborn(), answered(), today=TODAY)
