"""How many are drawn, who must be in, and when a call is given up."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.draws.rules import Entrant, Spec, flaw
from banshi.services.requests.queries.policy import call_rules
from banshi.services.requests.rules import callbacks
from banshi.services.requests.rules.callbacks import Closing, Must, Told

pytestmark = pytest.mark.anydb
TODAY = date(2021, 5, 26)
RULES = callbacks.CallRules(date(2020, 1, 1), True, 10, frozenset({"reopened"}), 3, 2, "规程", "第一条", "demo")
closings = st.lists(
    st.builds(
        Closing,
        request_id=st.just(1),
        number=st.just(""),
        closed_at=st.just(datetime(2021, 5, 1, tzinfo=UTC)),
        group=st.sampled_from(("水利局", "交通运输局", "")),
        must=st.booleans(),
    ),
    min_size=1,
    max_size=60,
)


class TestHowManyAreIn:
    @given(closings, st.integers(1, 100))
    def test_is_always_what_a_draw_can_give(self, found: list[Closing], share: int) -> None:
        entrants = [Entrant(f"T{at}", each.group, must=each.must) for at, each in enumerate(found)]
        assert flaw(entrants, Spec.of_strata(callbacks.wanted(found, share))) is None

    @given(closings, st.integers(1, 100))
    def test_is_the_share_of_those_that_need_not_be(self, found: list[Closing], share: int) -> None:
        for group, count in callbacks.wanted(found, share).items():
            rest = [each for each in found if each.group == group and not each.must]
            must = sum(each.group == group and each.must for each in found)
            assert len(rest) * share <= (count - must) * 100 < len(rest) * share + 100


class TestADraw:
    @pytest.mark.parametrize(
        ("since", "until", "share", "wrong"),
        [
            (date(2021, 5, 1), date(2021, 5, 27), 10, set()),
            (date(2021, 5, 1), date(2021, 5, 28), 10, {"until"}),
            (date(2021, 5, 1), date(2021, 5, 1), 10, {"since"}),
            (date(1, 1, 1), date(9999, 12, 31), 100, {"since", "until"}),
            (date(2021, 5, 1), date(2021, 5, 2), 9, {"share"}),
            (date(2021, 5, 1), date(2021, 5, 2), 101, {"share"}),
        ],
    )
    def test_names_every_field_that_is_wrong(self, since: date, until: date, share: int, wrong: set[str]) -> None:
        assert set(callbacks.draw_problems(since, until, share, RULES, TODAY)) == wrong

    @pytest.mark.parametrize(
        ("since", "until", "title"),
        [
            (date(2021, 5, 1), date(2021, 6, 1), "伊金霍洛旗2021年5月办结诉求回访抽样"),
            (date(2020, 12, 1), date(2021, 1, 1), "伊金霍洛旗2020年12月办结诉求回访抽样"),
            (date(2021, 5, 1), date(2021, 7, 1), "伊金霍洛旗2021年5月1日至2021年6月30日办结诉求回访抽样"),
        ],
    )
    def test_has_a_title_that_names_the_days(self, since: date, until: date, title: str) -> None:
        assert callbacks.title_of("伊金霍洛旗", since, until) == title

    def test_is_of_the_month_before(self) -> None:
        assert callbacks.month_before(date(2021, 1, 31)) == (date(2020, 12, 1), date(2021, 1, 1))


class TestACall:
    def test_is_given_up_after_three_tries_on_two_days(self) -> None:
        one, other = date(2021, 5, 27), date(2021, 5, 28)
        assert not callbacks.given_up([one, one, one, one], RULES)
        assert not callbacks.given_up([one, other], RULES)
        assert callbacks.given_up([one, one, other], RULES)

    @pytest.mark.parametrize(
        ("told", "wrong"),
        [
            (Told(True, 5, 5), set()),
            (Told(False, 1, 5, "没有修。"), set()),
            (Told(False, 1, 5, "  "), {"words"}),
            (Told(True, 0, 6), {"satisfied", "attitude"}),
        ],
    )
    def test_needs_every_answer_and_what_is_not_solved(self, told: Told, wrong: set[str]) -> None:
        assert set(callbacks.told_problems(told)) == wrong


class TestTheRules:
    def test_are_those_of_the_day(self) -> None:
        later = replace(RULES, valid_from=date(2021, 6, 1), share=20)
        assert [callbacks.in_force((later, RULES), day).share for day in (TODAY, later.valid_from)] == [10, 20]

    def test_may_be_a_countys_own_from_its_own_day(self, settings: Any, tmp_path: Path) -> None:
        own = tmp_path / "county" / "policy" / "callbacks.yaml"
        own.parent.mkdir(parents=True)
        own.write_text(
            "callbacks:\n- {valid_from: 2029-01-01, monthly: false, share: 25, must: [], tries: 2, days: 1, "
            "document: 本旗办法, article: 第三条, standing: verified}\n",
            "utf-8",
        )
        settings.DATA_DIR = tmp_path / "county"
        found = [call_rules(day) for day in (date(2028, 12, 31), date(2029, 1, 1))]
        assert [(each.share, each.monthly, each.must) for each in found] == [
            (10, True, frozenset(Must)),
            (25, False, frozenset()),
        ]
