"""A procedure drawn as it stands: wide for a desk, as a rail with branches for a phone.

Pure: marks in, SVG out. Each state has a shape of its own beside its words; colours come from the style sheet's classes. What
stands in the drawing stands in the list beside it as well, so that nobody has to see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from xml.sax.saxutils import escape

from banshi.services.onestop.rules.layers import Layout, Spot, layered, reduced
from banshi.services.onestop.rules.rail import Track, tracks

WIDTH, HEIGHT, ACROSS, DOWN, MARGIN = 204, 92, 44, 16, 3
"""A box of the wide drawing, the room between boxes, and the room around. Units: px, as below."""
PAD, LETTER, SMALL, LINE, MOST_LINES, SIGN = 12, 15, 13, 20, 2, 20
LANE, ROW, FIRST = 20, 62, 14
"""The rail: between two lanes, between two stations, and before the first lane."""
NARROW = 320
"""What a phone has beside its margins."""
SHAPES = {
    "done": '<path class="flow-shape" d="M2 8.5l4 4 8-9"/>',
    "now": '<circle class="flow-shape flow-full" cx="8" cy="8" r="6"/>',
    "waiting": '<path class="flow-shape" d="M5 2v12M11 2v12"/>',
    "late": '<path class="flow-shape" d="M8 1.5v8M8 13v1.5"/>',
    "ahead": '<circle class="flow-shape" cx="8" cy="8" r="5.5"/>',
    "left": '<path class="flow-shape" d="M2 8h12"/>',
    "ended": '<path class="flow-shape" d="M3 3l10 10M13 3L3 13"/>',
}
"""State → its shape in a square of 16 px: a tick, a dot, two bars, a call, a ring, a dash, a cross."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One step as it is drawn: `words` say its state, `who` has it."""

    code: str
    title: str
    who: str
    state: str
    """A key of SHAPES."""
    words: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Both drawings of one procedure; the page shows the one that fits."""

    wide: str
    tall: str


def picture(marks: Sequence[Mark], *, name: str, title: str, about: str) -> Picture:
    """Draw a procedure. `name` tells two drawings on a page apart, `title` and `about` say in words what is seen."""
    graph = reduced({mark.code: mark.after for mark in marks})
    marks = [replace(mark, after=graph[mark.code]) for mark in marks]
    return Picture(
        wide=_wide(marks, layered(graph), _named(f"{name}-wide", title, about)),
        tall=_tall(marks, tracks(graph), _named(f"{name}-tall", title, about)),
    )


def wrapped(text: str, letters: float, most: int = MOST_LINES) -> list[str]:
    """The text in lines of so many Chinese letters, cut with … after `most` lines.

    Words of Latin letters are not broken; a letter of theirs counts a little more than half.
    """
    lines, line = [""], 0.0
    for piece in _pieces(text):
        wide = _breadth(piece)
        if line + wide > letters and lines[-1]:
            lines.append("")
            line = 0.0
        lines[-1] += piece if lines[-1] else piece.lstrip()
        line += wide
    if len(lines) <= most:
        return [each.rstrip() for each in lines]
    kept = lines[most - 1].rstrip()
    while _breadth(kept) > letters - 1:
        kept = kept[:-1]
    return [*(each.rstrip() for each in lines[: most - 1]), f"{kept}…"]


def _pieces(text: str) -> list[str]:
    """What may stand on lines of its own: one Chinese letter, one Latin word with the space before it."""
    found: list[str] = []
    for letter in text:
        joins = found and ord(letter) < 0x2E80 and letter != " " and ord(found[-1][-1]) < 0x2E80
        if joins:
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _breadth(text: str) -> float:
    return sum(1.0 if ord(letter) >= 0x2E80 else 0.56 for letter in text)


def _named(name: str, title: str, about: str) -> tuple[str, str]:
    """The attributes that lead to the words, and the words."""
    attributes = f'role="img" aria-labelledby="{escape(name)}-title {escape(name)}-desc"'
    words = (
        f'<title id="{escape(name)}-title">{escape(title)}</title><desc id="{escape(name)}-desc">{escape(about)}</desc>'
    )
    return attributes, words


def _wide(marks: Sequence[Mark], layout: Layout, named: tuple[str, str]) -> str:
    state = {mark.code: mark.state for mark in marks}
    edges = [(first, mark.code) for mark in marks for first in mark.after]
    lines = [_edge(layout, first, last, state[first]) for first, last in edges]
    boxes = [_box(mark, layout.spots[mark.code]) for mark in marks]
    width = layout.layers * (WIDTH + ACROSS) - ACROSS + 2 * MARGIN
    height = layout.rows * (HEIGHT + DOWN) - DOWN + 2 * MARGIN
    attributes, words = named
    return (
        f'<svg class="flow-wide" {attributes} viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"{words}{''.join(lines)}{''.join(boxes)}</svg>"
    )


def _corner(spot: Spot) -> tuple[float, float]:
    return MARGIN + spot.layer * (WIDTH + ACROSS), MARGIN + spot.row * (HEIGHT + DOWN)


def _edge(layout: Layout, first: str, last: str, state: str) -> str:
    """A soft line from the right side of one box to the left side of another, past what lies between."""
    x, y = _corner(layout.spots[first])
    points = [(x + WIDTH, y + HEIGHT / 2)]
    for bend in layout.bends.get((first, last), ()):
        x, y = _corner(bend)
        points += [(x, y + HEIGHT / 2), (x + WIDTH, y + HEIGHT / 2)]
    x, y = _corner(layout.spots[last])
    points.append((x, y + HEIGHT / 2))
    path = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for (ax, ay), (bx, by) in pairwise(points):
        middle = (ax + bx) / 2
        path.append(f"H{bx:g}" if ay == by else f"C{middle:g} {ay:g} {middle:g} {by:g} {bx:g} {by:g}")
    return f'<path class="flow-line flow-line-{_passed(state)}" d="{"".join(path)}"/>'


def _passed(state: str) -> str:
    """Whether the way on from a step is open."""
    return "open" if state in {"done", "left"} else "ahead"


def _box(mark: Mark, spot: Spot) -> str:
    x, y = _corner(spot)
    letters = (WIDTH - 2 * PAD) / LETTER
    title = wrapped(mark.title, letters)
    drawn = [
        f'<g class="flow-step flow-{mark.state}">'
        f'<rect class="flow-box" x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
    ]
    drawn += [_text("flow-title", x + PAD, y + 24 + number * LINE, line) for number, line in enumerate(title)]
    below = y + 24 + len(title) * LINE
    if len(title) < MOST_LINES:
        who = wrapped(mark.who, (WIDTH - 2 * PAD) / SMALL, 1)[0]
        drawn.append(_text("flow-who", x + PAD, below, who))
    drawn.append(_shape(mark.state, x + PAD, y + HEIGHT - 27, 14))
    words = wrapped(mark.words, (WIDTH - 2 * PAD - SIGN) / SMALL, 1)[0]
    drawn.append(_text("flow-words", x + PAD + SIGN, y + HEIGHT - 15, words))
    return "".join([*drawn, "</g>"])


def _tall(marks: Sequence[Mark], laid: Sequence[Track], named: tuple[str, str]) -> str:
    by_code = {mark.code: mark for mark in marks}
    at = {track.code: track for track in laid}
    lanes = max((track.lane for track in laid), default=0) + 1
    start = FIRST + lanes * LANE
    lines = [
        f'<path class="flow-line flow-line-{_passed(by_code[edge.first].state)}" d="{_rail(at[edge.first], at[track.code], edge.own)}"/>'
        for track in laid
        for edge in track.edges
    ]
    stations = [_station(by_code[track.code], track, start) for track in laid]
    attributes, words = named
    return (
        f'<svg class="flow-tall" {attributes} width="100%" height="{len(laid) * ROW}">'
        f"{words}{''.join(lines)}{''.join(stations)}</svg>"
    )


def _rail(first: Track, last: Track, own: bool) -> str:
    """Down the lane of the earlier station or of the later one, with one bend where they differ."""
    ax, ay, bx, by = FIRST + first.lane * LANE, _middle(first), FIRST + last.lane * LANE, _middle(last)
    if ax == bx:
        return f"M{ax} {ay}V{by}"
    turn = by - ROW if own else ay
    return f"M{ax} {ay}V{turn:g}C{ax} {turn + ROW / 2:g} {bx} {turn + ROW / 2:g} {bx} {turn + ROW:g}V{by}"


def _middle(track: Track) -> int:
    return track.row * ROW + ROW // 2


def _station(mark: Mark, track: Track, start: int) -> str:
    x, y = FIRST + track.lane * LANE, _middle(track)
    return (
        f'<g class="flow-step flow-{mark.state}"><circle class="flow-ground" cx="{x}" cy="{y}" r="10"/>{_shape(mark.state, x - 8, y - 8, 16)}'
        f"{_text('flow-title', start, y - 3, wrapped(mark.title, (NARROW - start) / LETTER, 1)[0])}{_text('flow-words', start, y + 17, mark.words)}</g>"
    )


def _shape(state: str, x: float, y: float, size: int) -> str:
    return f'<svg x="{x:g}" y="{y:g}" width="{size}" height="{size}" viewBox="0 0 16 16">{SHAPES[state]}</svg>'


def _text(kind: str, x: float, y: float, words: str) -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(words)}</text>'
