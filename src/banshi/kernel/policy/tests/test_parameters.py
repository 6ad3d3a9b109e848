"""A value is looked up by day, with its unit and its source; a bad file is refused with line and reason."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.policy.current import parameter, parameters
from banshi.kernel.policy.parameters import Parameter, Unit, book
from banshi.kernel.policy.reading import load, parse
from banshi.kernel.policy.refusals import BadParameters, NoParameter, WrongUnit
from banshi.kernel.policy.tests.books import ALLOWANCE, DAY, county
from banshi.kernel.policy.words import amount, money, ratio

pytestmark = pytest.mark.anydb


class TestAParameter:
    def test_has_the_value_in_force_on_the_day_and_says_where_it_comes_from(self) -> None:
        now = county().at("onestop.allowance", DAY)
        assert (now.whole, now.unit, now.since, now.until) == (300000, Unit.FEN, date(2021, 1, 1), None)
        assert (now.document, now.article, now.page, now.demo) == ("鄂医保发〔2020〕41号", "第五条", "第2页", False)

    def test_had_another_value_before(self) -> None:
        assert county().at("onestop.allowance", date(2020, 12, 31)).whole == 200000
        assert county().at("onestop.allowance", date(2020, 12, 31)).until == date(2021, 1, 1)

    def test_is_exact_where_it_is_a_ratio(self) -> None:
        assert county().at("onestop.share", DAY).ratio == Decimal("0.625")

    def test_is_not_read_as_what_it_is_not(self) -> None:
        with pytest.raises(WrongUnit):
            _ = county().at("onestop.share", DAY).whole
        with pytest.raises(WrongUnit):
            _ = county().at("onestop.limit", DAY).ratio

    @pytest.mark.parametrize(
        ("code", "day"),
        [("onestop.nothing", DAY), ("onestop.limit", date(2021, 2, 28)), ("onestop.share", date(2022, 1, 1))],
    )
    def test_is_refused_where_there_is_none_on_the_day(self, code: str, day: date) -> None:
        with pytest.raises(NoParameter) as caught:
            county().at(code, day)
        assert code in str(caught.value)
        assert day.isoformat() in str(caught.value)

    def test_says_on_which_days_there_is_one(self) -> None:
        with pytest.raises(NoParameter, match="2020-01-01…2022-01-01"):
            county().at("onestop.share", date(2023, 1, 1))

    @given(st.sets(st.integers(0, 400), min_size=1), st.integers(-10, 410))
    def test_is_always_the_latest_that_has_begun(self, days: set[int], asked: int) -> None:
        first = date(2020, 1, 1)
        values = [Parameter("x.y", "甲", "a", Unit.COUNT, day, first + timedelta(days=day), "文", "条") for day in days]
        known, on = book(values), first + timedelta(days=asked)
        begun = [day for day in days if day <= asked]
        if begun:
            assert known.at("x.y", on).whole == max(begun)
        else:
            with pytest.raises(NoParameter):
                known.at("x.y", on)


class TestAFile:
    @pytest.mark.parametrize(
        ("old", "new", "line", "reason"),
        [
            ("unit: fen", "unit: yuan", 5, "'unit' is one of fen"),
            ("value: 300000", "value: 3000.5", 8, "whole number of fen"),
            ("value: '0.625'", "value: 0.625", 13, "a decimal in quotes"),
            ("from: 2021-01-01", "from: 2019-01-01", 8, "already has a value from 2019-01-01"),
            ("document: 鄂医保发〔2020〕41号, ", "", 8, "'document' says"),
            ("article: 第五条", "article: ''", 8, "'article' says"),
            ("page: 第2页", "pages: 2", 8, "no 'pages'"),
            ("ended: true", "ended: false", 14, "either"),
            ("code: onestop.share", "code: onestop.allowance", 9, "stands twice"),
            ("code: onestop.limit", "code: limit", 15, "room.name"),
            ("title: {zh: 办结期限, en: Limit}", "title: 办结期限", 16, "needs zh and en"),
            ("demo: true", "demo: perhaps", 13, "true or false"),
        ],
    )
    def test_is_refused_with_its_line_and_what_to_correct(self, old: str, new: str, line: int, reason: str) -> None:
        assert ALLOWANCE.count(old) == 1
        with pytest.raises(BadParameters) as caught:
            county(ALLOWANCE.replace(old, new))
        assert (caught.value.file, caught.value.line) == ("parameters.yaml", line)
        assert reason in caught.value.reason

    @pytest.mark.parametrize("text", ["parameters: [", "- a", "other: []", ""])
    def test_is_refused_where_it_is_none(self, text: str) -> None:
        with pytest.raises(BadParameters):
            parse(text, "parameters.yaml")

    def test_of_the_site_adds_later_values_and_changes_none(self, tmp_path: Path) -> None:
        house, site = tmp_path / "house.yaml", tmp_path / "site.yaml"
        house.write_text(ALLOWANCE)
        more = "parameters:\n  - code: onestop.limit\n    values:\n      - {from: %s, value: 3, document: 甲, article: 乙}\n"
        site.write_text(more % "2022-01-01")
        known = load([house, site])
        assert known.at("onestop.limit", DAY).whole == 5
        assert known.at("onestop.limit", date(2022, 1, 1)).whole == 3
        site.write_text(more % "2021-03-01")
        with pytest.raises(BadParameters, match=r"house\.yaml:19"):
            load([house, site])

    def test_of_the_site_is_read_beside_those_of_the_rooms(self, settings) -> None:
        own = settings.DATA_DIR / "policy" / "parameters.yaml"
        own.parent.mkdir(parents=True)
        own.write_text(ALLOWANCE)
        assert parameter("onestop.limit", DAY).whole == 5
        assert parameter("forms.draft_days", DAY).whole == 90
        assert parameters().at("forms.draft_most", DAY).demo


class TestAmountsInWords:
    @pytest.mark.parametrize(
        ("code", "words"),
        [("onestop.allowance", "3,000.00 元"), ("onestop.share", "62.5%"), ("onestop.limit", "5 个工作日")],
    )
    def test_say_the_unit(self, code: str, words: str) -> None:
        assert amount(county().at(code, DAY)) == words

    def test_are_exact(self) -> None:
        assert money(-105) == "-1.05 元"
        assert ratio(Decimal("1")) == "100%"
        assert ratio(Decimal("0.30")) == "30%"
        assert ratio(Decimal("0.33333333333333333333")) == "33.333333333333333333%"
