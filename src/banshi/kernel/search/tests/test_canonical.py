"""One form for every way of writing the same text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.search.canonical import FOLDED, MAX_WORD, canonical, exact, needed, runs, term, tokens

pytestmark = pytest.mark.anydb


class TestTheCanonicalForm:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("５Ｇ信號不好!", " 5g 信号 不好 ".replace("信号 不好", "信号不好")),
            ("草場補貼,沒有發放。", " 草场补贴 没有发放 "),
            ("WiFi  与　ＷＩＦＩ", " wifi 与 wifi "),
            ("①号楼 ㎡ ﬁ", " 1 号楼 m2 fi "),
            ("Café café", " cafe cafe "),
            ("ᠮᠣᠩᠭᠣᠯ", " ᠮᠣᠩᠭᠣᠯ "),
            ("210526-7KX4QM", " 210526 7kx4qm "),
            ("!?。🙂\x00\ud800", "  "),
            ("", "  "),
        ],
    )
    def test_folds_width_case_script_and_accent(self, written: str, kept: str) -> None:
        assert canonical(written) == kept

    @given(st.text())
    def test_is_its_own_canonical_form(self, text: str) -> None:
        assert canonical(canonical(text)) == canonical(text)

    @given(st.text())
    def test_holds_letters_and_digits_between_single_spaces(self, text: str) -> None:
        kept = canonical(text)
        assert all(character == " " or FOLDED[ord(character)] == character for character in kept)
        assert not any(quote in kept for quote in "'\"\\%_·*&|!:()")

    def test_cuts_a_word_that_nobody_would_search_for(self) -> None:
        assert runs("a" * 500) == ["a" * MAX_WORD]


class TestTokens:
    def test_are_words_characters_and_pairs(self) -> None:
        assert tokens(" 5g 信号好 ") == {"5g", "信", "号", "好", "信号", "号好"}

    @given(st.text(alphabet="草场补贴5gA ,", max_size=40), st.text(alphabet="草场补贴5gA", min_size=1, max_size=6))
    def test_needed_ones_are_carried_by_every_text_with_the_term(self, text: str, typed: str) -> None:
        wanted = term(runs(typed))
        if wanted in canonical(text):
            assert set(needed(wanted)) <= tokens(canonical(text))

    @given(st.text(alphabet="草场补5g ,", max_size=40), st.text(alphabet="草场补5g", min_size=1, max_size=3))
    def test_are_proof_where_a_term_is_exact(self, text: str, typed: str) -> None:
        wanted = term(runs(typed))
        if exact(wanted):
            assert (wanted in canonical(text)) == (set(needed(wanted)) <= tokens(canonical(text)))
