"""What a spreadsheet is given, and what it gives back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.sheets.cells import base_cell, base_values, column_name, harmless, plain, unharmed

FIELDS = ("title", "place", "note")
rows = st.fixed_dictionaries({field: st.text(max_size=20) for field in FIELDS})
pytestmark = pytest.mark.anydb


class TestACell:
    @given(st.text())
    def test_is_never_a_formula_and_loses_nothing(self, text: str) -> None:
        cell = harmless(text)
        assert not cell.startswith(tuple("=+-@＝＋－＠\t\r"))
        assert unharmed(cell) == plain(text)

    @given(rows)
    def test_of_the_hidden_column_gives_the_row_back(self, values: dict[str, str]) -> None:
        assert base_values(base_cell(values, FIELDS), FIELDS) == values

    @pytest.mark.parametrize("text", ["", "{}", "[1,2,3]", '["a"]', json.dumps([""] * 4), "[" * 100_000, "旧的"])
    def test_that_was_spoilt_there_gives_nothing(self, text: str) -> None:
        assert base_values(text, FIELDS) is None

    @pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
    def test_has_the_address_that_spreadsheets_show(self, index: int, name: str) -> None:
        assert column_name(index) == name
