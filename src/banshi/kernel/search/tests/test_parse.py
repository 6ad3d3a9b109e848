"""What people type becomes terms; nothing they type becomes a command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.search.canonical import canonical
from banshi.kernel.search.parse import MAX_TERMS, parse

pytestmark = pytest.mark.anydb


class TestWhatIsTyped:
    @pytest.mark.parametrize(
        ("typed", "terms"),
        [
            ("草场补贴", ("草场", "补贴")),
            ("“草场补贴”", ("草场补贴",)),
            ('"草场,补贴" 西里', ("草场 补贴", "西里")),
            ("水", ("水",)),
            ("5G信号", (" 5g ", "信号")),
            ("路 路灯", ("路灯",)),
            ("的", ("的",)),
            ("下水道怎么堵塞了", ("下水道", "堵塞")),
            ("!!! *", ()),
            ("", ()),
        ],
    )
    def test_is_cut_into_terms(self, typed: str, terms: tuple[str, ...]) -> None:
        assert parse(typed).terms == terms

    @pytest.mark.parametrize(
        "typed", ["a' OR 1=1 --", '"水" NOT "路"', "水*", "NEAR(水 路)", "水 & !路", "{水}:^", "%水_", "\\水"]
    )
    def test_keeps_quotes_operators_and_wildcards_as_text(self, typed: str) -> None:
        for term in parse(typed).terms:
            assert not set(term) & set("'\"*()&|!:^{}%_\\-")

    @given(st.text(max_size=400))
    def test_becomes_few_canonical_terms(self, typed: str) -> None:
        terms = parse(typed).terms
        assert len(terms) <= MAX_TERMS
        assert all(term.strip() and canonical(term).strip() == term.strip() for term in terms)

    def test_of_a_hundred_kilobytes_is_read_at_its_beginning(self) -> None:
        assert parse("停车" * 50_000).terms
