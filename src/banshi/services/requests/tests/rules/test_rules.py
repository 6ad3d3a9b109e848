"""The room's decisions, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.services.requests.queries.policy import catalogue as book
from banshi.services.requests.queries.policy import categories
from banshi.services.requests.rules import answers, catalogue, deadlines, numbers, oversight, rates
from banshi.services.requests.rules.answers import Outcome, Point, Reply
from banshi.services.requests.rules.catalogue import Catalogue, Line, UnitRef
from banshi.services.requests.rules.deadlines import Clock
from banshi.services.requests.rules.oversight import Brought
from banshi.services.requests.rules.submission import heading

NOW = datetime(2021, 5, 26, 2, tzinfo=UTC)
pytestmark = pytest.mark.anydb


def unit(id: int, name: str, *above: int, area: str = "150627", kind: str = "department") -> UnitRef:
    return UnitRef(id, f"{area}-{name}", kind, area, "/" + "/".join(str(each) for each in (*above, id)) + "/")


GOVERNMENT = unit(1, "government", kind="government")
WATER = unit(2, "water", 1)
TEAM = unit(3, "team", 1, 2)
WATCH = unit(4, "watch", kind="supervision")
TOWN = unit(5, "town", 1, area="150627101", kind="township")
UNITS = catalogue.by_key([GOVERNMENT, WATER, TEAM, WATCH, TOWN])
SMALL = Catalogue(
    version="1",
    document="",
    lines=(Line("10", "water"), Line("1002", "township", 9, ("water",)), Line("1003", "nobody")),
    desks={"default": "hotline"},
    last_resort="government",
    oversight="supervision",
)


class TestTheCatalogue:
    @pytest.mark.parametrize(
        ("category", "area", "accused", "asked", "basis"),
        [
            ("101203", "150627101", (), WATER, "1:10"),
            ("100201", "150627101201", (), TOWN, "1:1002"),
            ("100201", "150627", (), GOVERNMENT, "1:last_resort"),
            ("1003", "150627", (), GOVERNMENT, "1:last_resort"),
            ("", "150627", (), GOVERNMENT, "1:last_resort"),
            ("10", "150627", (2,), GOVERNMENT, "1:last_resort"),
            ("10", "150627", (1,), WATCH, "1:last_resort"),
        ],
    )
    def test_asks(self, category: str, area: str, accused: tuple[int, ...], asked: UnitRef, basis: str) -> None:
        choice = catalogue.choose(SMALL, category, area, UNITS, accused=accused)
        assert choice is not None
        assert (choice.unit, choice.basis) == (asked, basis)

    def test_names_the_co_handlers(self) -> None:
        choice = catalogue.choose(SMALL, "1002", "150627101", UNITS)
        assert choice is not None
        assert choice.co_units == (WATER,)

    @given(accused=st.sets(st.integers(1, 5)), category=st.sampled_from(("10", "1002", "1003", "")))
    def test_never_asks_an_accused_unit_nor_one_under_it(self, accused: set[int], category: str) -> None:
        choice = catalogue.choose(SMALL, category, "150627101", UNITS, accused=accused)
        for chosen in (choice.unit, *choice.co_units) if choice else ():
            assert not chosen.line & accused

    def test_the_published_one_names_only_categories_that_exist(self) -> None:
        assert {line.category for line in book().lines} <= set(categories())

    def test_the_published_one_has_a_line_for_every_category(self) -> None:
        assert [code for code in categories() if catalogue.line_for(book(), code) is None] == []


class TestThePoints:
    @pytest.mark.parametrize(
        ("text", "points"),
        [
            ("机井坏了三天。请问什么时候能修好?", ("请问什么时候能修好?",)),
            ("水泵坏了,希望换新的。", ("希望换新的",)),
            ("路灯不亮,希望尽快修。能否装监控?", ("希望尽快修", "能否装监控?")),
            ("垃圾没人清理", ("垃圾没人清理",)),
        ],
    )
    def test_are_what_the_text_asks(self, text: str, points: tuple[str, ...]) -> None:
        assert answers.points_of(text) == points

    @given(st.text(max_size=500))
    def test_there_is_always_one_and_never_too_many(self, text: str) -> None:
        assert 1 <= len(answers.points_of(text)) <= 8

    def test_an_answer_that_deals_with_all_may_go_out(self) -> None:
        reply = Reply(
            Outcome.SOLVED, "到现场查看了机井", "更换了水泵电机", "十五日内可以提出", points=(Point("问", "done"),)
        )
        assert answers.problems(reply, ["问"], NOW.date()) == {}
        assert "points" in answers.problems(reply, ["问", "再问"], NOW.date())

    def test_a_promise_needs_a_day_to_come(self) -> None:
        reply = Reply(
            Outcome.PROMISED,
            "到现场查看了机井",
            "已订购水泵电机",
            "十五日内可以提出",
            "由水利局更换电机",
            date(2021, 5, 26),
        )
        assert set(answers.problems(reply, [], NOW.date())) == {"rest_by"}


class TestNumbers:
    def test_are_a_day_and_six_signs(self) -> None:
        assert numbers.new_number(date(2021, 5, 26), lambda below: below - 1) == "210526-ZZZZZZ"

    @given(st.text(max_size=30))
    def test_what_people_write_never_fails(self, written: str) -> None:
        numbers.tidy_number(written)
        assert not numbers.matches(written, "")

    def test_a_secret_survives_the_telephone(self) -> None:
        secret = numbers.new_secret()
        spoken = secret.lower().replace("-", " ").replace("0", "O").replace("1", "l")
        assert numbers.matches(spoken, numbers.fingerprint(secret))


class TestDeadlines:
    @pytest.mark.parametrize(
        ("clock", "kind", "urgency", "rule"),
        [
            (Clock.REPLY, "petition", 3, "petition.completion"),
            (Clock.REPLY, "appeal", 0, "hotline.reply"),
            (Clock.REPLY, "appeal", 2, "hotline.reply_urgent"),
            (Clock.REPLY, "consult", 0, "hotline.reply_question"),
            (Clock.ACCEPT, "petition", 0, "petition.acceptance"),
            (Clock.ACCEPT, "help", 0, "hotline.sign"),
            (Clock.RATING, "petition", 0, "hotline.rating"),
        ],
    )
    def test_follow(self, clock: Clock, kind: str, urgency: int, rule: str) -> None:
        assert deadlines.rule_of(clock, kind, urgency) == rule


class TestRates:
    def test_wilson_by_the_book(self) -> None:
        low, high = rates.wilson(8, 10) or (0, 0)
        assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)

    @given(hits=st.integers(0, 500), misses=st.integers(0, 500), unknown=st.integers(0, 100))
    def test_the_bounds_hold_the_value(self, hits: int, misses: int, unknown: int) -> None:
        rate = rates.Rate(hits, hits + misses, unknown)
        if rate.value is None:
            assert rate.interval is None
            return
        assert rate.least is not None
        assert rate.most is not None
        assert rate.interval is not None
        assert rate.least <= rate.value <= rate.most or unknown == 0
        assert 0 <= rate.interval[0] <= rate.value + 1e-9
        assert rate.value - 1e-9 <= rate.interval[1] <= 1


class TestTheSameProblem:
    def brought(self, **given: object) -> Brought:
        return Brought(
            **{
                "number": "1",
                "category": "10",
                "area": "150627",
                "place": "三社",
                "resident_id": None,
                "at": NOW,
                **given,
            }
        )  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("earlier", "again"),
        [
            ({}, True),
            ({"place": "四社"}, False),
            ({"category": "0102"}, False),
            ({"at": NOW - timedelta(days=30)}, True),
            ({"at": NOW - timedelta(days=31)}, False),
            ({"at": NOW + timedelta(days=1)}, False),
        ],
    )
    def test_is_the_same_category_at_the_same_place_within_days(self, earlier: dict[str, object], again: bool) -> None:
        one = self.brought(number="0", **earlier)
        assert (oversight.same_problem(self.brought(), [one]) == one) is again

    def test_or_the_same_person_again(self) -> None:
        one = self.brought(number="0", place="四社", resident_id=7)
        assert oversight.same_problem(self.brought(resident_id=7), [one]) == one


@pytest.mark.parametrize(("text", "title"), [("机井坏了。没有水", "机井坏了"), ("", ""), ("长" * 99, "长" * 39 + "…")])
def test_the_heading_is_the_first_sentence(text: str, title: str) -> None:
    assert heading(text) == title
