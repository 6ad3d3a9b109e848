"""Rates that say how sure they are, and tables that single nobody out. Pure: no Django, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Generic, TypeVar

Z95 = 1.959963984540054
"""Half-width of the 95 % interval in standard deviations."""
FEWEST = 3
"""Cells of people below this are not shown as a number."""

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval. Units: shares from 0 to 1; None where nothing was counted."""

    part: int
    whole: int
    value: float | None
    low: float | None
    high: float | None


def rate(part: int, whole: int) -> Rate:
    """`part` of `whole` with Wilson's score interval, which stays honest for small counts.

    Raises:
        ValueError: unless 0 <= part <= whole.
    Source: E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference".
    """
    if not 0 <= part <= whole:
        raise ValueError(f"a rate needs 0 <= part <= whole, got {part} of {whole}")
    if whole == 0:
        return Rate(part, whole, None, None, None)
    p, z2 = part / whole, Z95 * Z95
    centre = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    half = Z95 * sqrt(p * (1 - p) / whole + z2 / (4 * whole * whole)) / (1 + z2 / whole)
    low = 0.0 if part == 0 else max(0.0, centre - half)
    high = 1.0 if part == whole else min(1.0, centre + half)
    return Rate(part, whole, p, low, high)


@dataclass(frozen=True, slots=True)
class Spread(Generic[K]):
    """The lowest and the highest of several rates, and whose they are."""

    lowest: tuple[K, Rate]
    highest: tuple[K, Rate]


def spread(rates: Mapping[K, Rate], *, at_least: int = 10) -> Spread[K] | None:
    """Minimum and maximum over units that counted `at_least` cases; None where none did.

    A unit with two cases is neither the best nor the worst of the county.
    """
    known = [(key, r) for key, r in rates.items() if r.value is not None and r.whole >= at_least]
    if not known:
        return None
    ordered = sorted(known, key=lambda pair: (pair[1].value or 0.0, -pair[1].whole))
    return Spread(lowest=ordered[0], highest=ordered[-1])


@dataclass(frozen=True, slots=True)
class Cell:
    """A count as it may be shown: `value` is None where it could single somebody out."""

    value: int | None
    hidden_because: str = ""
    """"few": fewer than three people; "sum": it would betray a hidden neighbour."""


def suppressed(counts: Sequence[int], *, fewest: int = FEWEST, total_shown: bool = True) -> list[Cell]:
    """One row of a table of people, fit to be shown.

    Counts from 1 to fewest - 1 are hidden. Where exactly one is hidden and the total is shown,
    the next smallest is hidden too, for otherwise the total betrays the first.
    """
    cells = [Cell(None, "few") if 0 < n < fewest else Cell(n) for n in counts]
    hidden = [i for i, cell in enumerate(cells) if cell.value is None]
    if total_shown and len(hidden) == 1:
        others = [(n, i) for i, n in enumerate(counts) if i != hidden[0] and n > 0]
        if others:
            cells[min(others)[1]] = Cell(None, "sum")
    return cells


def median(values: Iterable[float]) -> float | None:
    """The middle value; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
