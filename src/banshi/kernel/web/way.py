"""The way of a matter as one line: who held it for how many working days.

Widths are true to working time; lost time is hatched; the list behind the line says it all
in words, so that nothing depends on the drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

State = Literal["held", "lost", "now", "ahead"]
HEIGHT, TOP, BAR = 44, 20, 22
ROOM_FOR_A_NUMBER = 4.0
"""A number is drawn above a stretch at least this wide. Units: percent of the line."""


@dataclass(frozen=True, slots=True)
class Held:
    """One stretch of the way. Units: `days` are working days, and may be a fraction."""

    who: str
    days: float
    state: State = "held"
    """held: used well; lost: charged to `who`; now: with `who` at this moment; ahead: still to come."""
    what: str = ""
    """What was done, or why the time was lost."""

    @property
    def days_words(self) -> str:
        """`1.5`, but `2` rather than `2.0`."""
        return f"{self.days:.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Way:
    """The line and the list behind it, ready for a template."""

    svg: SafeString
    stretches: tuple[Held, ...]
    total: str
    lost: str


def way(stretches: Sequence[Held], *, name: str = "way") -> Way:
    """Draw the way. `name` tells two lines on one page apart.

    A stretch of no time keeps a hair's width, so that each holder can be seen.
    """
    total = sum(each.days for each in stretches)
    lost = sum(each.days for each in stretches if each.state == "lost")
    return Way(
        svg=_draw(stretches, name) if stretches else SafeString(""),
        stretches=tuple(stretches),
        total=f"{total:.1f}".removesuffix(".0"),
        lost=f"{lost:.1f}".removesuffix(".0"),
    )


def _draw(stretches: Sequence[Held], name: str) -> SafeString:
    widths = _widths([each.days for each in stretches])
    starts = [0.0, *accumulate(widths)]
    parts = [_stretch(i, each, starts[i], widths[i], name) for i, each in enumerate(stretches)]
    title = gettext("这件事走过的路：") + ";".join(
        gettext("%(who)s %(days)s 个工作日") % {"who": each.who, "days": each.days_words} for each in stretches
    )
    return format_html(
        '<svg role="img" aria-labelledby="{name}-title" width="100%" height="{height}">'
        '<title id="{name}-title">{title}</title>'
        '<defs><pattern id="{name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<line class="way-hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>{parts}</svg>',
        name=name,
        height=HEIGHT,
        title=title,
        parts=mark_safe("".join(parts)),
    )


def _widths(days: Sequence[float]) -> list[float]:
    """Percent of the line for each stretch: true to time, and never below 0.6."""
    least, total = 0.6, sum(days)
    if total <= 0:
        return [100 / len(days)] * len(days)
    raised = [max(value / total * 100, least) for value in days]
    return [value * 100 / sum(raised) for value in raised]


def _stretch(index: int, each: Held, start: float, width: float, name: str) -> SafeString:
    box = format_html('x="{}%" y="{}" width="{}%" height="{}"', f"{start:.2f}", TOP, f"{width:.2f}", BAR)
    bar = format_html('<rect class="way-{}" {}/>', each.state, box)
    if each.state == "lost":
        bar += format_html('<rect fill="url(#{}-hatch)" {}/>', name, box)
    if index:
        bar += format_html(
            '<line class="way-gap" x1="{x}%" x2="{x}%" y1="{a}" y2="{b}"/>',
            x=f"{start:.2f}",
            a=TOP - 1,
            b=TOP + BAR + 1,
        )
    if width < ROOM_FOR_A_NUMBER:
        return bar
    mark = "way-mark way-mark-lost" if each.state == "lost" else "way-mark"
    return bar + format_html(
        '<text class="{}" x="{}%" y="14" text-anchor="middle">{}</text>', mark, f"{start + width / 2:.2f}", index + 1
    )
