"""Rates that say what they leave out and how sure they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

Z95 = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its bounds. Units: shares of 1; None when nothing was counted."""

    hits: int
    total: int
    unknown: int = 0
    """Matters that belong in the count but whose outcome is not known."""
    excluded: Mapping[str, int] = field(default_factory=dict)
    """Reason → how many were left out."""

    @property
    def value(self) -> float | None:
        return self.hits / self.total if self.total else None

    @property
    def least(self) -> float | None:
        """If every unknown one were a miss."""
        everything = self.total + self.unknown
        return self.hits / everything if everything else None

    @property
    def most(self) -> float | None:
        """If every unknown one were a hit."""
        everything = self.total + self.unknown
        return (self.hits + self.unknown) / everything if everything else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.hits, self.total)


def wilson(hits: int, total: int, z: float = Z95) -> tuple[float, float] | None:
    """The Wilson score interval of a share; None when nothing was counted.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical
    inference, JASA 22 (1927), 209-212.
    """
    if total == 0:
        return None
    share, square = hits / total, z * z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = z * sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    return max(0.0, middle - half), min(1.0, middle + half)
