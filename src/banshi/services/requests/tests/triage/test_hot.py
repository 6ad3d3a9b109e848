import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.services.requests.tests.triage.examples import DAY, KILN, OTHERS, WELL, message
from banshi.services.requests.triage.hot import SILENCE, VOICES, heat, hot_issues
from banshi.services.requests.triage.readers import Message

pytestmark = pytest.mark.anydb


def many() -> list[Message]:
    """Two matters among messages about other things."""
    kiln = [message(at, *text, days=at, likes=3) for at, text in enumerate(KILN)]
    well = [message(10 + at, *text, days=at, likes=1) for at, text in enumerate(WELL)]
    others = [message(100 + at, text) for at, text in enumerate(OTHERS)]
    return [*kiln, *well, *others]


class TestAHotIssue:
    def test_gathers_the_messages_of_one_matter(self) -> None:
        first = hot_issues(many())[0]
        assert first.ids == ("0", "1", "2", "3")
        assert first.place == "向阳小区"
        assert "砖厂" in first.keywords
        assert first.title in {title for title, _ in KILN}

    def test_counts_its_messages_writers_and_votes(self) -> None:
        rows = [
            message(at, *text, likes=at, dislikes=1, author="甲" if at < 2 else "乙") for at, text in enumerate(KILN)
        ]
        (issue,) = hot_issues(rows)
        assert (issue.size, issue.people, issue.likes, issue.dislikes) == (4, 2, 6, 4)
        assert issue.heat == heat(2, 6, 4, issue.growth)

    def test_keeps_two_matters_apart(self) -> None:
        found = {issue.ids for issue in hot_issues(many())}
        assert ("0", "1", "2", "3") in found
        assert ("10", "11") in found

    def test_keeps_two_matters_at_one_place_apart(self) -> None:
        other = [
            message(20 + at, f"向阳小区快递柜打不开{at}", "向阳小区的快递柜打不开，取件要等。", likes=2)
            for at in range(3)
        ]
        kiln = [message(at, *text) for at, text in enumerate(KILN)]
        assert {issue.ids for issue in hot_issues([*kiln, *other])} == {("0", "1", "2", "3"), ("20", "21", "22")}

    def test_is_split_by_a_long_silence(self) -> None:
        later = SILENCE.days + 4
        rows = [message(at, *KILN[0], days=(at // 3) * later + at % 3) for at in range(6)]
        assert sorted(issue.size for issue in hot_issues(rows)) == [3, 3]

    def test_may_be_one_message_that_many_liked(self) -> None:
        assert [issue.ids for issue in hot_issues([message(1, *KILN[0], likes=500), message(2, *WELL[0])])] == [("1",)]

    def test_needs_enough_voices(self) -> None:
        assert hot_issues([message(1, *KILN[0], likes=VOICES - 2)]) == ()
        assert hot_issues([message(1, *KILN[0], likes=9, dislikes=9)]) == ()

    def test_grows_with_the_messages_of_the_last_thirty_days(self) -> None:
        rows = [message(at, *text, days=at) for at, text in enumerate(KILN)]
        assert hot_issues(rows, as_of=DAY + timedelta(days=5))[0].growth == 5
        assert hot_issues(rows, as_of=DAY + timedelta(days=45))[0].growth == pytest.approx(1 / 5)
        assert hot_issues(rows, as_of=DAY + timedelta(days=300))[0].growth == 1

    def test_leaves_out_what_came_after_the_moment_asked_for(self) -> None:
        rows = [message(at, *text, days=at) for at, text in enumerate(KILN)]
        assert hot_issues(rows, as_of=DAY + timedelta(days=2, hours=1))[0].size == 3

    def test_is_the_same_in_whatever_order_the_messages_come(self) -> None:
        rows = many()
        mixed = rows.copy()
        random.Random(5).shuffle(mixed)
        assert hot_issues(mixed) == hot_issues(rows)

    def test_is_not_found_where_there_are_no_messages(self) -> None:
        assert hot_issues([]) == ()

    def test_is_found_among_messages_without_a_word(self) -> None:
        assert hot_issues([message(at, "!!!", "???") for at in range(4)], least=1) is not None


class TestHeat:
    @given(st.integers(1, 500), st.integers(0, 5000), st.integers(0, 5000), st.floats(0.01, 100))
    def test_rises_with_writers_and_likes_and_falls_with_dislikes(
        self, people: int, likes: int, dislikes: int, growth: float
    ) -> None:
        base = heat(people, likes, dislikes, growth)
        assert heat(people + 1, likes, dislikes, growth) > base
        assert heat(people, likes + 1, dislikes, growth) >= base
        assert heat(people, likes, dislikes + 1, growth) <= base
        assert heat(people, likes, dislikes, growth * 2) == pytest.approx(base + 5)
