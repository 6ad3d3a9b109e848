"""A spreadsheet of places that comes back, beside the places as they stand: three values decide about each field."""

import pytest

from banshi.services.servicemap.rules.differences import Given, Standing, State, Verdict, compare
from banshi.services.servicemap.rules.sheet import FIELDS

BEFORE = dict.fromkeys(FIELDS, "") | {"name": "驿站", "kind": "station", "area": "150627101", "lon": "109.8400000", "lat": "40.6500000", "phones": "+864773612345"}  # fmt: skip
CODE = "150627-near"


def row(version: int = 1, at: int = 2, code: str = CODE, base: dict[str, str] | None = None, **changes: str) -> Given:
    """A row taken out at version 1 as BEFORE, with what somebody wrote in it."""
    cells = dict.fromkeys((*FIELDS, "version"), f"X{at}")
    return Given(at, code, version, {**BEFORE, **changes}, base or BEFORE, cells)


def stands(version: int = 1, **changes: str) -> dict[str, Standing]:
    return {CODE: Standing(CODE, version, {**BEFORE, **changes})}


def only(*rows: Given, now: dict[str, Standing]) -> Verdict:
    (found,) = compare(rows, now)
    return found


class TestARowThatComesBack:
    def test_untouched_changes_nothing_even_where_others_went_on(self) -> None:
        assert only(row(), now=stands(3, note="新")).state is State.SAME

    def test_changed_by_its_keeper_alone_sets_what_was_changed(self) -> None:
        found = only(row(name="新驿站"), now=stands())
        assert (found.state, found.version, found.decided) == (State.CHANGED, 1, {"name": "新驿站"})

    def test_changed_by_somebody_else_too_is_a_conflict_that_sets_only_ones_own(self) -> None:
        found = only(row(name="新驿站"), now=stands(2, note="别人写的"))
        assert (found.state, found.version, found.decided) == (State.CONFLICT, 2, {"name": "新驿站"})
        assert [(each.field, each.was, each.mine, each.now) for each in found.changes] == [
            ("name", "驿站", "新驿站", "驿站"),
            ("note", "", "", "别人写的"),
        ]

    def test_wanting_what_stands_there_already_is_no_conflict(self) -> None:
        assert only(row(name="新驿站"), now=stands(2, name="新驿站")).state is State.SAME

    def test_without_its_hidden_cell_may_be_anybodys_change(self) -> None:
        given = row()
        bare = Given(given.row, given.code, 1, {**BEFORE, "name": "新驿站"}, None, given.cells)
        assert only(bare, now=stands(2)).state is State.CONFLICT

    @pytest.mark.parametrize("name", ["name", "kind", "area", "lon", "lat"])
    def test_cannot_empty_what_every_place_has(self, name: str) -> None:
        found = only(row(**{name: ""}), now=stands())
        assert (found.state, found.wrong[0].cell) == (State.WRONG, "X2")

    def test_can_empty_the_rest(self) -> None:
        assert only(row(phones=""), now=stands()).decided == {"phones": ""}

    @pytest.mark.parametrize("version", [0, 2])
    def test_with_a_version_that_never_was_is_wrong(self, version: int) -> None:
        assert only(row(version, name="新"), now=stands()).state is State.WRONG

    def test_of_a_place_that_is_not_this_keepers_is_not_found(self) -> None:
        assert only(row(code="150622-x"), now=stands()).state is State.UNKNOWN

    def test_that_stands_there_twice_is_taken_neither_time(self) -> None:
        found = compare([row(at=2), row(at=5, name="新")], stands())
        assert [(each.state, each.rows) for each in found] == [(State.TWICE, (2, 5))] * 2


class TestANewRow:
    def test_opens_a_place_with_what_is_written(self) -> None:
        found = only(row(0, code="150627-new"), now=stands())
        assert (found.state, found.version) == (State.NEW, 0)
        assert found.decided == {name: value for name, value in BEFORE.items() if value}

    def test_names_every_cell_that_is_missing(self) -> None:
        found = only(row(0, code="150627-new", name="", lon=""), now=stands())
        assert (found.state, len(found.wrong)) == (State.WRONG, 2)
