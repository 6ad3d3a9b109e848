"""Conditions as one line of text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.services.onestop.rules.expressions import NotUnderstood, read, written

pytestmark = pytest.mark.anydb

LEAVES = st.one_of(
    st.fixed_dictionaries(
        {"question": st.sampled_from("abc"), "equals": st.one_of(st.booleans(), st.integers(), st.text())}
    ),
    st.fixed_dictionaries({"question": st.sampled_from("abc"), "in": st.lists(st.text(), min_size=1, max_size=3)}),
    st.fixed_dictionaries({"question": st.sampled_from("abc"), "has": st.text(min_size=1)}),
    st.fixed_dictionaries({"question": st.sampled_from("abc"), "within": st.sampled_from(("15", "150627"))}),
    st.fixed_dictionaries({"question": st.sampled_from("abc"), "answered": st.booleans()}),
    st.fixed_dictionaries({"question": st.sampled_from("abc"), "less": st.integers()}),
    st.fixed_dictionaries({"question": st.sampled_from("abc"), "more": st.integers()}),
)
CONDITIONS: Any = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=2, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=2, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=6,
)


@given(CONDITIONS)
def test_what_is_written_is_read_back(condition: dict[str, Any]) -> None:
    assert read(written(condition)) == condition


class TestAForeignModel:
    def test_may_write_a_single_equals_sign(self) -> None:
        assert read('city = "150627" and not married = true') == {
            "all": [{"question": "city", "equals": "150627"}, {"not": {"question": "married", "equals": True}}]
        }

    def test_may_write_a_name_alone_for_yes(self) -> None:
        assert read("${married}") == {"question": "married", "equals": True}

    @pytest.mark.parametrize(
        "text", ["a + 1 == 2", "f(a)", "a == b", "a <", "", "a == 1 == 1", "__import__('os').system('x')"]
    )
    def test_is_told_what_is_not_understood(self, text: str) -> None:
        with pytest.raises(NotUnderstood, match="“"):
            read(text)
