"""Hits are marked in the text as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.search.highlight import Segment, highlight, snippet

pytestmark = pytest.mark.anydb


def marked(pieces: list[Segment]) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


class TestHighlighting:
    def test_marks_every_word_as_it_was_written(self) -> None:
        assert marked(highlight("草場的補貼、草场", "草场补贴")) == "[草場]的[補貼]、[草场]"

    def test_joins_hits_that_touch(self) -> None:
        assert marked(highlight("草场补贴没发", "草场补贴")) == "[草场补贴]没发"

    def test_marks_whole_words_only(self) -> None:
        assert marked(highlight("5G和5GHz及15G", "5g")) == "[5G]和5GHz及15G"

    def test_leaves_markup_to_the_template(self) -> None:
        assert marked(highlight("<b>水</b>", "水")) == "<b>[水]</b>"

    @given(st.text(max_size=60), st.text(max_size=10))
    def test_keeps_the_text_as_it_is(self, text: str, typed: str) -> None:
        assert "".join(piece.text for piece in highlight(text, typed)) == text


class TestASnippet:
    def test_shows_the_surroundings_of_the_first_hit(self) -> None:
        shown = marked(snippet("甲" * 200 + "停车难" + "乙" * 200, "停车", length=40))
        assert shown.startswith("…甲")
        assert "[停车]难" in shown
        assert shown.endswith("乙…")

    def test_shows_the_beginning_where_there_is_no_hit(self) -> None:
        assert marked(snippet("甲" * 50, "停车", length=10)) == "甲" * 10 + "…"

    @given(st.text(max_size=120), st.text(max_size=6), st.integers(10, 50))
    def test_is_a_piece_of_the_text(self, text: str, typed: str, length: int) -> None:
        shown = "".join(piece.text for piece in snippet(text, typed, length=length))
        assert shown.removeprefix("…").removesuffix("…") in text or "…" in text
