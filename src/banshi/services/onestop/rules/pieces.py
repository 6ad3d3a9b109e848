"""Reads the pieces of a procedure's file one by one and notes what is wrong with each, instead of stopping at the first."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from banshi.kernel.forms.questions import Words
from banshi.kernel.policy.lines import line_of
from banshi.services.onestop.rules.faults import Fault
from banshi.services.onestop.rules.procedure import Basis

CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
T = TypeVar("T")


@dataclass
class Reader:
    """One reading of one file."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def note(self, given: Any, reason: str, key: str | int | None = None) -> None:
        """Remember a fault of `given`, or of its entry `key`."""
        self.faults.append(Fault(line_of(given, key), reason, self.file))

    def mapping(self, given: Any, what: str, known: Collection[str]) -> Mapping[str, Any]:
        """`given` as a mapping with known words only; an empty one where it is none."""
        if not isinstance(given, Mapping):
            self.note(given, f"{what} is written as a mapping with {', '.join(known)}; given {given!r}")
            return {}
        for name in given:
            if name not in known:
                self.note(given, f"{what} knows no {name!r}; known are {', '.join(known)}", name)
        return given

    def listed(self, given: Mapping[str, Any], name: str) -> Sequence[Any]:
        """The list under this name; an empty one where there is none."""
        found = given.get(name, [])
        if isinstance(found, list):
            return found
        self.note(given, f"{name!r} is a list; given {found!r}", name)
        return []

    def codes(self, given: Mapping[str, Any], name: str) -> tuple[str, ...]:
        """The codes listed under this name, each once."""
        found = self.listed(given, name)
        for code in found:
            if not isinstance(code, str):
                self.note(given, f"{name!r} lists codes; given {code!r}", name)
        texts = [code for code in found if isinstance(code, str)]
        if len(set(texts)) < len(texts):
            self.note(given, f"{name!r} names a code twice", name)
        return tuple(dict.fromkeys(texts))

    def code(self, given: Mapping[str, Any], what: str) -> str:
        """Its code; faulty where there is none."""
        found = given.get("code")
        if isinstance(found, str) and CODE.fullmatch(found):
            return found
        self.note(given, f"{what} needs a code of lower-case letters, digits, - and _; given {found!r}", "code")
        return ""

    def text(self, given: Mapping[str, Any], name: str, *, most: int = 200, default: str | None = None) -> str:
        """A text that must be there unless it has a default."""
        found = given.get(name, default)
        if isinstance(found, str) and (found.strip() or default == "") and len(found) <= most:
            return found.strip()
        self.note(given, f"{name!r} is a text of 1 to {most} characters; given {found!r}", name)
        return ""

    def words(self, given: Mapping[str, Any], name: str) -> Words:
        """A text in both languages."""
        found = self.mapping(given.get(name), repr(name), ("zh", "en"))
        return Words(self.text(found, "zh", most=2000), self.text(found, "en", most=2000)) if found else Words()

    def whole(self, given: Mapping[str, Any], name: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number within limits."""
        found = given.get(name, default)
        if isinstance(found, int) and not isinstance(found, bool) and least <= found <= most:
            return found
        self.note(given, f"{name!r} is a whole number from {least} to {most}; given {found!r}", name)
        return least

    def yes(self, given: Mapping[str, Any], name: str) -> bool:
        """Whether it is so; false where nothing is said."""
        found = given.get(name, False)
        if not isinstance(found, bool):
            self.note(given, f"{name!r} is true or false; given {found!r}", name)
        return found is True

    def day(self, given: Mapping[str, Any], name: str) -> date:
        """A day."""
        found = given.get(name)
        if type(found) is date:
            return found
        self.note(given, f"{name!r} is a day, e.g. 2026-01-01; given {found!r}", name)
        return date.max

    def one_of(self, given: Mapping[str, Any], name: str, kind: Callable[[str], T], known: Collection[str]) -> T | None:
        """One of the known words."""
        found = given.get(name)
        if isinstance(found, str) and found in known:
            return kind(found)
        self.note(given, f"{name!r} is one of {', '.join(known)}; given {found!r}", name)
        return None

    def basis(self, given: Mapping[str, Any], name: str = "basis") -> Basis:
        """What it rests on."""
        if name not in given:
            self.note(
                given, "a legal basis is missing: basis: {document: …, article: …}, with demo: true if not read there"
            )
            return Basis("")
        found = self.mapping(given[name], repr(name), ("document", "article", "demo"))
        if not found:
            return Basis("")
        return Basis(self.text(found, "document"), self.text(found, "article", default=""), self.yes(found, "demo"))
