"""Dated parameters: read from files, refused with line and reason, looked up by code and day.

A value never changes once it is in force: another value is another entry with its own `from`.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

import rfc8785

from banshi.kernel.policy.refusals import NoParameter, WrongUnit


class Unit(StrEnum):
    """What a value counts. Money is whole fen, a ratio a decimal between anything and anything, all else whole."""

    FEN = "fen"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"
    MONTHS = "months"
    YEARS = "years"
    COUNT = "count"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a parameter, in force in [since, until). `value` is None where it says that there is none any more."""

    code: str
    title_zh: str
    title_en: str
    unit: Unit
    value: int | Decimal | None
    since: date
    document: str
    article: str
    until: date | None = None
    page: str = ""
    demo: bool = False
    """Not from a document: a value of the demonstration, or one that nobody has verified yet."""
    file: str = ""
    line: int = 0

    @property
    def whole(self) -> int:
        """The value as a whole number: fen, days, months, a count.

        Raises:
            WrongUnit: it is a ratio.
        """
        if not isinstance(self.value, int):
            raise WrongUnit(f"{self.code} is a {self.unit}, not a whole number")
        return self.value

    @property
    def ratio(self) -> Decimal:
        """The value as an exact decimal.

        Raises:
            WrongUnit: it is no ratio.
        """
        if not isinstance(self.value, Decimal):
            raise WrongUnit(f"{self.code} is in {self.unit}, not a ratio")
        return self.value

    @property
    def digest(self) -> str:
        """What is in force and where it comes from, in 64 hex digits; titles may be worded better later."""
        return hashlib.sha256(rfc8785.dumps(self.said())).hexdigest()

    def said(self) -> dict[str, str | int | bool | None]:
        """The value as the ledger keeps it."""
        return {
            "article": self.article,
            "code": self.code,
            "demo": self.demo,
            "document": self.document,
            "page": self.page,
            "since": self.since.isoformat(),
            "unit": self.unit.value,
            "value": str(self.value) if isinstance(self.value, Decimal) else self.value,
        }


@dataclass(frozen=True, slots=True)
class ParameterBook:
    """Every value of every parameter: code → values by day."""

    values: Mapping[str, tuple[Parameter, ...]]

    def at(self, code: str, on: date) -> Parameter:
        """The value of `code` in force on a day.

        Raises:
            NoParameter: no such code, or it had no value on that day; says from when to when it has.
        """
        known = self.values.get(code, ())
        place = bisect_right(known, on, key=lambda each: each.since) - 1
        if place < 0 or known[place].value is None:
            raise NoParameter(code=code, day=on.isoformat(), known=_spans(known))
        return known[place]

    def __iter__(self) -> Iterator[Parameter]:
        return (value for code in sorted(self.values) for value in self.values[code])


def book(values: Iterable[Parameter]) -> ParameterBook:
    """Gather values by code, each until the next begins. `reading` has made sure that no two begin together."""
    gathered: dict[str, list[Parameter]] = {}
    for value in sorted(values, key=lambda each: each.since):
        gathered.setdefault(value.code, []).append(value)
    return ParameterBook({code: tuple(_chained(known)) for code, known in gathered.items()})


def _chained(known: list[Parameter]) -> Iterator[Parameter]:
    for value, after in zip(known, [*known[1:], None], strict=True):
        yield replace(value, until=after.since if after is not None else None)


def _spans(known: Iterable[Parameter]) -> str:
    """ "2019-01-01…2021-12-31、2022-01-01…", for whoever asked for another day."""
    spans = [f"{each.since}…{each.until or ''}" for each in known if each.value is not None]
    return "、".join(spans) or "—"
