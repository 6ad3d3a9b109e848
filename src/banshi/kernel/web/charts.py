"""Charts drawn on the server, with the table behind each.

Pure functions: numbers in, a `Chart` out. Lengths are percentages, so that a drawing fits
every width while its letters keep their size; colours come from the style sheet's classes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ROW, BAR_TOP, BAR = 46, 22, 14
LINE_HEIGHT, LINE_TOP, LINE_BOTTOM = 200, 10, 24
SMALL_HEIGHT = 64


@dataclass(frozen=True, slots=True)
class Table:
    """The figures themselves. Shape: every row is as long as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and the table behind it; `components/chart.html` shows both."""

    title: str
    svg: SafeString
    table: Table
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `low` and `high` draw the range it may lie in; `main` marks the one spoken of."""

    label: str
    value: float
    words: str = ""
    """How the value reads, e.g. "1,795 件"; the number itself where empty."""
    low: float | None = None
    high: float | None = None
    main: bool = False

    @property
    def reading(self) -> str:
        return self.words or number(self.value)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line; `low` and `high` draw a band around it."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


def number(value: float) -> str:
    """`1,795` or `36.9`."""
    return f"{value:,.1f}".removesuffix(".0")


def nice_top(highest: float) -> float:
    """The round number at or above `highest` at which an axis ends: one or two digits."""
    if highest <= 0:
        return 1.0
    power = 10.0 ** floor(log10(highest))
    return next(step * power for step in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * power >= highest)


def bars(
    title: str, given: Sequence[Bar], *, columns: tuple[str, str], top: float | None = None, note: str = ""
) -> Chart:
    """Bars one below the other, label above, reading at the end: the order given is kept."""
    full = top or nice_top(max((max(each.value, each.high or 0) for each in given), default=0))
    parts = [_bar(each, index * ROW, full) for index, each in enumerate(given)]
    svg = _svg(title, max(len(given) * ROW - 4, 1), parts)
    table = Table(columns, tuple((each.label, each.reading) for each in given))
    return Chart(title, svg, table, note)


def _bar(each: Bar, y: int, full: float) -> SafeString:
    def at(value: float) -> str:
        return f"{min(value / full, 1) * 100:.2f}%"

    drawn = format_html(
        '<text class="chart-label" x="0" y="{y}">{label}</text><text class="chart-value" x="100%" y="{y}" text-anchor="end">{words}</text>'
        '<rect class="chart-ground" x="0" y="{top}" width="100%" height="{h}"/><rect class="{kind}" x="0" y="{top}" width="{w}" height="{h}"/>',
        y=y + 15,
        label=each.label,
        words=each.reading,
        top=y + BAR_TOP,
        h=BAR,
        w=at(each.value),
        kind="chart-bar chart-bar-main" if each.main else "chart-bar",
    )
    if each.low is None or each.high is None:
        return drawn
    middle = y + BAR_TOP + BAR / 2
    return drawn + format_html(
        '<rect class="chart-range-box" x="{a}" y="{t}" width="{w}" height="5"/>'
        '<line class="chart-range" x1="{a}" x2="{b}" y1="{m}" y2="{m}"/>',
        a=at(each.low),
        b=at(each.high),
        m=middle,
        t=middle - 2.5,
        w=at(each.high - each.low),
    )


def line(
    title: str, given: Sequence[Point], *, columns: tuple[str, str], top: float | None = None, note: str = ""
) -> Chart:
    """A line over equal steps with its band, three gridlines, and the first and last label below."""
    full = top or nice_top(max((max(each.value, each.high or 0) for each in given), default=0))
    plot = LINE_HEIGHT - LINE_TOP - LINE_BOTTOM
    grid = [_gridline(full * part, LINE_TOP + plot * (1 - part), base=part == 0) for part in (0, 0.5, 1)]
    ends = (
        [_end(each.label, anchor) for each, anchor in zip((given[0], given[-1]), ("start", "end"), strict=True)]
        if given
        else []
    )
    drawn = _plot(given, full, LINE_TOP, plot, main=True)
    svg = _svg(title, LINE_HEIGHT, [*grid, drawn, *ends])
    return Chart(title, svg, _line_table(given, columns), note)


def _gridline(value: float, y: float, *, base: bool) -> SafeString:
    return format_html(
        '<line class="{kind}" x1="0" x2="100%" y1="{y}" y2="{y}"/><text class="chart-axis" x="0" y="{t}">{words}</text>',
        kind="chart-base" if base else "chart-grid",
        y=f"{y:.1f}",
        t=f"{y - 4:.1f}",
        words="" if base else number(value),
    )


def _end(label: str, anchor: str) -> SafeString:
    return format_html(
        '<text class="chart-axis" x="{}" y="{}" text-anchor="{}">{}</text>',
        "0" if anchor == "start" else "100%",
        LINE_HEIGHT - 6,
        anchor,
        label,
    )


def _plot(given: Sequence[Point], full: float, top: float, height: float, *, main: bool) -> SafeString:
    """The line in a box of its own that stretches; its stroke does not."""
    step = 100 / max(len(given) - 1, 1)
    xs = [round(index * step, 2) for index in range(len(given))]
    ys = [round(100 - each.value / full * 100, 2) for each in given]
    band = ""
    if given and all(each.low is not None and each.high is not None for each in given):
        upper = [(x, 100 - (each.high or 0) / full * 100) for x, each in zip(xs, given, strict=True)]
        lower = [(x, 100 - (each.low or 0) / full * 100) for x, each in zip(xs, given, strict=True)]
        band = format_html(
            '<polygon class="chart-band" points="{}"/>', " ".join(f"{x},{y:.2f}" for x, y in upper + lower[::-1])
        )
    return format_html(
        '<svg x="0" y="{}" width="100%" height="{}" viewBox="0 0 100 100" preserveAspectRatio="none">{}<polyline class="{}" points="{}"/></svg>',
        top,
        height,
        band,
        "chart-line chart-line-main" if main else "chart-line",
        " ".join(f"{x},{y}" for x, y in zip(xs, ys, strict=True)),
    )


def small_multiples(
    title: str, given: Sequence[tuple[str, Sequence[Point]]], *, columns: tuple[str, str]
) -> tuple[Chart, ...]:
    """One small line each, all on one scale, so that towns can be compared at a glance."""
    full = nice_top(max((point.value for _, points in given for point in points), default=0))
    return tuple(
        Chart(
            name,
            _svg(
                f"{title}: {name}", SMALL_HEIGHT, [_plot(points, full, 4, SMALL_HEIGHT - 8, main=False), _small_base()]
            ),
            _line_table(points, columns),
            number(points[-1].value) if points else "",
        )
        for name, points in given
    )


def _small_base() -> SafeString:
    return format_html('<line class="chart-base" x1="0" x2="100%" y1="{y}" y2="{y}"/>', y=SMALL_HEIGHT - 4)


def _line_table(given: Sequence[Point], columns: tuple[str, str]) -> Table:
    return Table(columns, tuple((each.label, number(each.value)) for each in given))


def _svg(title: str, height: int, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg role="img" aria-label="{}" width="100%" height="{}">{}</svg>',
        title,
        ceil(height),
        mark_safe("".join(parts)),
    )
