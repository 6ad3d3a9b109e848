"""The waiting rule: in order, all of a party or none, and nobody is passed for ever."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.slots.rules.line import MOST_PASSES, Plan, Waiting, plan, saves
from banshi.kernel.slots.tests.conftest import NOW

pytestmark = pytest.mark.anydb
LINES = st.lists(st.tuples(st.integers(1, 6), st.integers(0, MOST_PASSES)), max_size=12).map(
    lambda rows: [Waiting(booking, seats, passed) for booking, (seats, passed) in enumerate(rows, 1)]
)
FREE = st.integers(0, 12)


def line(*sizes: int, passed: int = 0) -> list[Waiting]:
    return [Waiting(booking, seats, passed) for booking, seats in enumerate(sizes, 1)]


class TestFreePlaces:
    def test_go_to_the_first_in_line(self) -> None:
        assert plan(line(1, 1, 1), 2, saving=True) == Plan((1, 2), {}, 0)

    def test_go_to_all_of_a_party_or_none(self) -> None:
        assert plan(line(3), 2, saving=True) == Plan((), {}, 2)
        assert plan(line(3), 3, saving=True) == Plan((1,), {}, 0)

    def test_go_to_a_smaller_party_behind_and_the_larger_is_known_to_have_been_passed(self) -> None:
        assert plan(line(3, 1), 2, saving=True) == Plan((2,), {1: 1}, 1)

    def test_are_saved_for_a_party_that_was_passed_three_times(self) -> None:
        assert plan(line(3, 1, 1, passed=MOST_PASSES), 2, saving=True) == Plan((), {}, 2)

    def test_are_saved_from_the_third_time_on_within_one_turn_too(self) -> None:
        assert plan(line(9, 1, 1, 1, 1), 8, saving=True) == Plan((2, 3, 4), {1: 3}, 5)

    def test_are_not_saved_in_the_last_stretch(self) -> None:
        assert plan(line(3, 1, 1, passed=MOST_PASSES), 2, saving=False) == Plan((2, 3), {1: 5}, 0)


class TestSaving:
    def test_ends_a_day_before_booking_closes(self) -> None:
        opens, closes = NOW, NOW + timedelta(days=10)
        assert saves(closes - timedelta(hours=24, seconds=1), opens, closes)
        assert not saves(closes - timedelta(hours=24), opens, closes)

    def test_ends_after_three_quarters_of_a_short_time_to_book(self) -> None:
        opens, closes = NOW, NOW + timedelta(hours=8)
        assert saves(opens + timedelta(hours=5, minutes=59), opens, closes)
        assert not saves(opens + timedelta(hours=6), opens, closes)


class TestWhateverTheLine:
    @given(LINES, FREE, st.booleans())
    def test_no_more_is_given_than_is_free(self, line: list[Waiting], free: int, saving: bool) -> None:
        found = plan(line, free, saving=saving)
        seats = {party.booking: party.seats for party in line}
        assert found.left == free - sum(seats[booking] for booking in found.served) >= 0

    @given(LINES, FREE, st.booleans())
    def test_those_served_keep_their_order(self, line: list[Waiting], free: int, saving: bool) -> None:
        served = plan(line, free, saving=saving).served
        assert list(served) == sorted(served)

    @given(LINES, FREE)
    def test_nobody_is_passed_more_than_three_times(self, line: list[Waiting], free: int) -> None:
        assert all(times <= MOST_PASSES for times in plan(line, free, saving=True).passed.values())

    @given(LINES, FREE, st.booleans())
    def test_being_passed_is_counted_once_for_each_party_served_behind(
        self, line: list[Waiting], free: int, saving: bool
    ) -> None:
        found = plan(line, free, saving=saving)
        for party in line:
            behind = sum(booking > party.booking for booking in found.served)
            times = found.passed.get(party.booking, party.passed)
            assert party.booking in found.served or times == party.passed + behind

    @given(LINES, FREE)
    def test_in_the_last_stretch_nothing_stays_free_that_somebody_could_use(
        self, line: list[Waiting], free: int
    ) -> None:
        found = plan(line, free, saving=False)
        assert all(party.seats > found.left for party in line if party.booking not in found.served)

    @given(LINES, st.lists(st.integers(1, 4), min_size=30, max_size=30))
    def test_everybody_is_served_in_the_end_while_places_come_free(self, line: list[Waiting], freed: list[int]) -> None:
        """Thirty times a few places come free, and newcomers with one seat keep joining behind."""
        free, waiting, after = 0, list(line), 1000
        for seats in [*freed, *[6] * 40]:
            free += seats
            waiting.append(Waiting(after := after + 1, 1))
            found = plan(waiting, free, saving=True)
            free = found.left
            waiting = [
                Waiting(each.booking, each.seats, found.passed.get(each.booking, each.passed))
                for each in waiting
                if each.booking not in found.served
            ]
        assert not {each.booking for each in waiting} & {each.booking for each in line}
