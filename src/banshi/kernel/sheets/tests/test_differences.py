"""Three values decide about each field, and nobody is written over unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.sheets.differences import changes, conflicting, decided, repeated

FIELDS = ("title", "place", "note")
rows = st.fixed_dictionaries({field: st.sampled_from(["", "一", "二"]) for field in FIELDS})
Row = dict[str, str]
pytestmark = pytest.mark.anydb


class TestARowThatComesBack:
    @given(rows, rows)
    def test_untouched_sets_nothing_however_things_went_on(self, was: Row, now: Row) -> None:
        assert decided(changes(FIELDS, was, was, now)) == {}

    @given(rows, rows, rows)
    def test_sets_what_its_owner_changed_unless_it_stands_so_already(self, mine: Row, was: Row, now: Row) -> None:
        wanted = {field: mine[field] for field in FIELDS if mine[field] not in (was[field], now[field])}
        assert decided(changes(FIELDS, mine, was, now)) == wanted

    @given(rows, rows)
    def test_whose_base_was_lost_may_undo_anybodys_change_and_says_so(self, mine: Row, now: Row) -> None:
        assert decided(changes(FIELDS, mine, None, now)) == {f: mine[f] for f in FIELDS if mine[f] != now[f]}
        assert conflicting(FIELDS, None, now)

    @given(rows, rows)
    def test_meets_a_conflict_only_where_others_changed_the_row(self, was: Row, now: Row) -> None:
        assert conflicting(FIELDS, was, now) is (was != now)

    @given(rows)
    def test_without_a_column_leaves_that_field_as_it_is(self, now: Row) -> None:
        assert changes(FIELDS, {"title": now["title"]}, now, now) == []


def test_a_key_that_stands_there_twice_is_named_with_all_its_rows() -> None:
    assert repeated([("A", 2), ("B", 3), ("A", 7), ("", 8), ("", 9)]) == {"A": (2, 7)}
