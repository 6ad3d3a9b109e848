"""Files of parameters, entry by entry."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from banshi.kernel.policy.lines import Unreadable, line_of, read
from banshi.kernel.policy.parameters import Parameter, ParameterBook, Unit, book
from banshi.kernel.policy.refusals import BadParameters

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
ENTRY = frozenset({"code", "title", "unit", "values"})
VALUE = frozenset({"from", "value", "ended", "document", "article", "page", "demo"})
LARGEST = 2**53 - 1
DECIMAL = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")


def load(paths: Iterable[Path]) -> ParameterBook:
    """All files as one book. A later file may add values to a parameter of an earlier one, never change one.

    Raises:
        BadParameters: naming file, line and what to correct.
    """
    reader = Reader()
    for path in paths:
        reader.take(path.read_text("utf-8"), str(path))
    return reader.book()


def parse(text: str, name: str) -> ParameterBook:
    """The book of one file alone.

    Raises:
        BadParameters: naming file, line and what to correct.
    """
    reader = Reader()
    reader.take(text, name)
    return reader.book()


class Reader:
    """Takes in files one after the other."""

    def __init__(self) -> None:
        self.file = ""
        self.values: dict[tuple[str, date], Parameter] = {}
        self.heads: dict[str, tuple[str, str, Unit]] = {}

    def take(self, text: str, file: str) -> None:
        """Read one file; see `load`."""
        self.file = file
        try:
            given = read(text)
        except Unreadable as error:
            raise BadParameters(file, error.line, error.reason) from error
        if not isinstance(given, dict) or set(given) != {"parameters"} or not isinstance(given["parameters"], list):
            self._bad(given, "the top must be 'parameters:' with a list")
        seen: set[str] = set()
        for entry in given["parameters"]:
            self._entry(entry, seen)

    def book(self) -> ParameterBook:
        """Everything that was taken in."""
        return book(self.values.values())

    def _bad(self, given: Any, reason: str, key: str | None = None) -> NoReturn:
        raise BadParameters(self.file, line_of(given, key), reason)

    def _only(self, given: Any, allowed: frozenset[str], what: str) -> None:
        if not isinstance(given, Mapping):
            self._bad(given, f"{what} is a mapping; given {given!r}")
        for key in given:
            if key not in allowed:
                self._bad(given, f"{what} has no {key!r}; it has {', '.join(sorted(allowed))}", key)

    def _entry(self, entry: Any, seen: set[str]) -> None:
        self._only(entry, ENTRY, "a parameter")
        code = entry.get("code")
        if not isinstance(code, str) or not CODE.fullmatch(code):
            self._bad(entry, f"the code of a parameter is room.name in small letters; given {code!r}", "code")
        if code in seen:
            self._bad(entry, f"{code} stands twice in this file; put its values together", "code")
        seen.add(code)
        head = self._head(code, entry)
        values = entry.get("values")
        if not isinstance(values, list) or not values:
            self._bad(entry, f"{code}: 'values' needs at least one value", "values")
        for value in values:
            self._value(code, head, value)

    def _head(self, code: str, entry: Any) -> tuple[str, str, Unit]:
        """Title and unit; a later file leaves them out, or says the same unit."""
        known = self.heads.get(code)
        unit = entry.get("unit", known[2].value if known else None)
        if unit not in set(Unit):
            self._bad(entry, f"{code}: 'unit' is one of {', '.join(Unit)}; given {unit!r}", "unit")
        if known is not None:
            if unit != known[2]:
                self._bad(entry, f"{code} is in {known[2]} in another file; a parameter keeps its unit", "unit")
            return known
        title = entry.get("title")
        if not isinstance(title, Mapping) or not title.get("zh") or not title.get("en"):
            self._bad(entry, f"{code}: 'title' needs zh and en", "title")
        head = self.heads[code] = (str(title["zh"]), str(title["en"]), Unit(unit))
        return head

    def _value(self, code: str, head: tuple[str, str, Unit], given: Any) -> None:
        self._only(given, VALUE, f"a value of {code}")
        since = given.get("from")
        if type(since) is not date:
            self._bad(given, f"{code}: 'from' is a day like 2021-05-26; given {since!r}", "from")
        known = self.values.get((code, since))
        if known is not None:
            place = f"{known.file}:{known.line}"
            self._bad(given, f"{code} already has a value from {since} ({place}); give the new one a later day", "from")
        said = {}
        for key in ("document", "article"):
            said[key] = given.get(key)
            if not isinstance(said[key], str) or not said[key].strip():
                self._bad(given, f"{code}: {key!r} says in which document and article the value stands", key)
        demo = given.get("demo", False)
        if not isinstance(demo, bool):
            self._bad(given, f"{code}: 'demo' is true or false", "demo")
        self.values[code, since] = Parameter(
            code=code,
            title_zh=head[0],
            title_en=head[1],
            unit=head[2],
            value=self._amount(code, head[2], given),
            since=since,
            document=said["document"],
            article=said["article"],
            page=str(given.get("page", "")),
            demo=demo,
            file=self.file,
            line=line_of(given),
        )

    def _amount(self, code: str, unit: Unit, given: Any) -> int | Decimal | None:
        if ("value" in given) == ("ended" in given) or given.get("ended", True) is not True:
            self._bad(given, f"{code}: a value says either 'value: …' or 'ended: true'")
        if "ended" in given:
            return None
        value = given["value"]
        if unit is Unit.RATIO:
            if isinstance(value, str) and DECIMAL.fullmatch(value):
                try:
                    return Decimal(value)
                except InvalidOperation:
                    pass
            self._bad(given, f"{code}: a ratio is a decimal in quotes, e.g. '0.8'; given {value!r}", "value")
        if type(value) is not int or abs(value) > LARGEST:
            self._bad(given, f"{code}: the value is a whole number of {unit}; given {value!r}", "value")
        return value
