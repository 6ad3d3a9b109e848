"""Show where a text was hit, as plain segments that a template escapes."""

from dataclasses import dataclass

from banshi.kernel.search.canonical import FOLDED, is_chinese, runs
from banshi.kernel.search.parse import Query, parse

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the original text; `hit` pieces are shown marked."""

    text: str
    hit: bool = False


def highlight(text: str, typed: str) -> list[Segment]:
    """The whole text in pieces; joined together they are the text again."""
    return _segments(text, _spans(text, parse(typed)))


def snippet(text: str, typed: str, *, length: int = 80) -> list[Segment]:
    """About `length` characters around the first hit, or the beginning where there is none."""
    spans = _spans(text, parse(typed))
    start = max(0, spans[0][0] - length // 4) if spans else 0
    end = min(len(text), start + length)
    start = max(0, end - length)
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    found = _segments(text[start:end], inside)
    before = [Segment(ELLIPSIS)] if start else []
    return [*before, *found, *([Segment(ELLIPSIS)] if end < len(text) else [])]


def _spans(text: str, query: Query) -> list[tuple[int, int]]:
    """Where the terms' runs stand in the original: sorted, not overlapping."""
    folded, origin = _mapped(text)
    found: list[tuple[int, int]] = []
    for wanted in {run for term in query.terms for run in runs(term)}:
        at = folded.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            if is_chinese(wanted) or _whole(folded, at, end):
                found.append((origin[at], origin[end - 1] + 1))
            at = folded.find(wanted, at + 1)
    return _merged(sorted(found))


def _mapped(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place it came from."""
    folded: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        form = FOLDED[ord(character)]
        folded.append(form)
        origin.extend([place] * len(form))
    return "".join(folded), origin


def _whole(folded: str, start: int, end: int) -> bool:
    """Whether a word stands alone: a space, a Chinese character or the edge on both sides."""
    return not any(
        c and c != " " and not is_chinese(c) for c in (folded[max(0, start - 1) : start], folded[end : end + 1])
    )


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _segments(text: str, spans: list[tuple[int, int]]) -> list[Segment]:
    pieces: list[Segment] = []
    last = 0
    for start, end in spans:
        pieces += [Segment(text[last:start]), Segment(text[start:end], hit=True)]
        last = end
    pieces.append(Segment(text[last:]))
    return [piece for piece in pieces if piece.text]
