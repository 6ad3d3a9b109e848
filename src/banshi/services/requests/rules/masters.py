"""Which of several requests about one matter best carries the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open request: how many are part of it already, and what is known of it."""

    number: str
    behind: int
    category: str
    place: str
    unit_id: int | None
    submitted_at: datetime


def best_master(candidates: Iterable[Candidate]) -> str:
    """The one that most are part of, else the most completely registered, else the earliest; "" for none."""
    return min(candidates, key=_order).number if (candidates := list(candidates)) else ""


def _order(one: Candidate) -> tuple[int, int, datetime, str]:
    known = bool(one.category) + bool(one.place) + (one.unit_id is not None)
    return -one.behind, -known, one.submitted_at, one.number
