"""The canonical form is RFC 8785, whichever way it is written."""

from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from banshi.kernel.ledger.canonical import LARGEST, canonical_json

pytestmark = pytest.mark.anydb
TEXTS = st.text(st.characters(codec="utf-8"))
PLAIN = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
VALUES: st.SearchStrategy[Any] = st.recursive(
    PLAIN | NUMBERS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=12
)


class TestTheCanonicalForm:
    @given(VALUES)
    @example({"b": 1, "a": [True, None, '\u2028\x7f\x1f"\\/']})
    @example({"\U0001f600": 1, "\uffff": 2})
    @example([1.0, 1e21, -0.0, LARGEST])
    @example({"words": ("转住建局",)})
    def test_is_what_the_standard_says(self, value: Any) -> None:
        assert canonical_json(value) == rfc8785.dumps(value).decode()

    @pytest.mark.parametrize(
        "value",
        [LARGEST + 1, -LARGEST - 1, "\ud800", {"\udfff": 1}, {1: "a"}, float("nan"), {"a": {1, 2}}],
        ids=["large", "small", "half a character", "half a name", "number as name", "no number", "set"],
    )
    def test_is_not_made_of_what_json_cannot_carry(self, value: Any) -> None:
        with pytest.raises(ValueError):  # noqa: PT011 - the library has several, and which one says nothing
            canonical_json(value)
