from datetime import timedelta

import pytest

from banshi.services.requests.tests.triage.examples import DAY
from banshi.services.requests.triage.heat import (
    Pace,
    Trend,
    common_place,
    common_words,
    heat,
    heat_of,
    pace,
    trend,
)

pytestmark = pytest.mark.anydb


def days(*ago: float) -> list:  # type: ignore[type-arg]
    return [DAY - timedelta(days=each) for each in ago]


class TestThePace:
    def test_counts_thirty_days_and_the_thirty_before(self) -> None:
        assert pace(days(0, 1, 29.9, 30, 59.9, 60, 90), DAY) == Pace(3, 2)

    def test_leaves_out_what_is_still_to_come(self) -> None:
        assert pace(days(-1), DAY) == Pace(0, 0)


class TestTheTrend:
    @pytest.mark.parametrize(
        ("found", "first", "word"),
        [
            (Pace(3, 0), 10, Trend.NEW),
            (Pace(3, 0), 200, Trend.RISING),
            (Pace(5, 3), 50, Trend.RISING),
            (Pace(3, 3), 50, Trend.STEADY),
            (Pace(1, 2), 50, Trend.FALLING),
            (Pace(0, 9), 50, Trend.QUIET),
        ],
    )
    def test_is_one_word(self, found: Pace, first: int, word: Trend) -> None:
        assert trend(found, DAY - timedelta(days=first), DAY) is word


class TestTheHeat:
    def test_is_the_sum_of_its_parts(self) -> None:
        parts = heat_of(7, 4, 1, 2)
        assert (parts.people, parts.likes, parts.growth) == (30, 10, 5)
        assert parts.total == heat(7, 4, 1, 2) == 45


class TestWhatMessagesShare:
    def test_is_a_place_that_enough_of_them_name(self) -> None:
        here, there = ("estate", "向阳小区"), ("road", "团结路")
        assert common_place([(here,), (here, there), (here,), (here,)], "") == "向阳小区"

    def test_is_no_place_that_one_alone_names_in_passing(self) -> None:
        assert common_place([(("road", "团结路"),)], "砖厂冒烟") == ""
        assert common_place([(("road", "团结路"),)], "团结路砖厂冒烟") == "团结路"

    def test_is_the_words_said_most_and_of_as_many_the_stronger(self) -> None:
        assert common_words([("砖厂", "黑烟"), ("砖厂", "煤灰"), ("黑烟", "煤灰", "砖厂")])[0] == "砖厂"
        assert common_words([("砖厂", "黑烟")]) == ("砖厂", "黑烟")
        assert common_words([]) == ()
