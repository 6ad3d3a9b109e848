"""Rates say how sure they are; tables single nobody out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.publication.statistics import median, rate, spread, suppressed

pytestmark = pytest.mark.anydb


class TestARate:
    def test_of_663_of_1795_is_as_the_textbook_gives_it(self) -> None:
        r = rate(663, 1795)
        assert r.value == pytest.approx(0.36936, abs=1e-5)
        assert (r.low, r.high) == (pytest.approx(0.34734, abs=1e-5), pytest.approx(0.39194, abs=1e-5))

    def test_of_nothing_is_nothing(self) -> None:
        assert rate(0, 0).value is None

    def test_refuses_more_than_the_whole(self) -> None:
        with pytest.raises(ValueError, match="0 <= part <= whole"):
            rate(3, 2)

    @given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_lies_within_its_interval(self, counted: tuple[int, int]) -> None:
        r = rate(*counted)
        assert r.low is not None
        assert r.high is not None
        assert r.value is not None
        assert 0 <= r.low <= r.value <= r.high <= 1

    @given(st.integers(1, 1000))
    def test_is_surer_the_more_was_counted(self, n: int) -> None:
        few, many = rate(n, 2 * n), rate(10 * n, 20 * n)
        assert few.high is not None
        assert few.low is not None
        assert many.high is not None
        assert many.low is not None
        assert many.high - many.low < few.high - few.low


class TestTheSpread:
    def test_names_lowest_and_highest_among_units_with_enough_cases(self) -> None:
        found = spread({"水务": rate(5, 10), "住建": rate(90, 100), "小镇": rate(1, 1), "空": rate(0, 0)})
        assert found is not None
        assert (found.lowest[0], found.highest[0]) == ("水务", "住建")

    def test_of_units_with_few_cases_is_not_given(self) -> None:
        assert spread({"小镇": rate(1, 1)}) is None


class TestSmallCells:
    def test_are_hidden_together_with_the_one_that_would_betray_them(self) -> None:
        assert [c.value for c in suppressed([2, 9, 5, 0])] == [None, 9, None, 0]

    def test_need_no_company_when_two_are_hidden_or_no_total_is_shown(self) -> None:
        assert [c.value for c in suppressed([1, 2, 9])] == [None, None, 9]
        assert [c.value for c in suppressed([1, 7, 9], total_shown=False)] == [None, 7, 9]

    @given(st.lists(st.integers(0, 12), max_size=8))
    def test_never_leave_one_unknown_in_a_sum(self, counts: list[int]) -> None:
        hidden = [n for n, cell in zip(counts, suppressed(counts), strict=True) if cell.value is None]
        assert len(hidden) != 1 or sum(n > 0 for n in counts) == 1
        assert all(cell.value is None or cell.value == 0 or cell.value >= 3 for cell in suppressed(counts))


def test_the_median_is_the_middle() -> None:
    assert median([3, 1, 2]) == 2
    assert median([4, 1, 2, 3]) == 2.5
    assert median([]) is None
