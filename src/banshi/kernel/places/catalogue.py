"""Kinds of places and their tiers, what is offered there, what makes them easier to use: data, not code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import get_language

PACKAGED = Path(__file__).parent / "policy" / "places.yaml"
HEADINGS = ("tiers", "kinds", "offers", "features")


class BadCatalogue(ValueError):
    """The site's own list of kinds cannot be used; the message names the entry and what it needs."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the catalogue in two languages."""

    code: str
    zh: str
    en: str
    tier: int = 0
    """Of a kind: at which level such places serve."""

    @property
    def title(self) -> str:
        """In the language in force."""
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


@dataclass(frozen=True)
class Catalogue:
    """Everything a place may be, offer or have, by code."""

    tiers: Mapping[str, Term] = field(default_factory=dict)
    kinds: Mapping[str, Term] = field(default_factory=dict)
    offers: Mapping[str, Term] = field(default_factory=dict)
    features: Mapping[str, Term] = field(default_factory=dict)

    def tier_of(self, kind: str) -> int:
        """The tier of a kind, 0 where the kind is not in the catalogue any more."""
        found = self.kinds.get(kind)
        return found.tier if found is not None else 0


def catalogue() -> Catalogue:
    """The packaged catalogue with the site's own `policy/places.yaml` over it. Read once a process.

    Raises:
        BadCatalogue: the site's file cannot be used.
    """
    return _catalogue(settings.DATA_DIR)


def read(text: str, name: str, below: Catalogue | None = None) -> Catalogue:
    """One file, over the catalogue `below`.

    Raises:
        BadCatalogue: see `catalogue`.
    """
    try:
        loaded = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise BadCatalogue(f"{name}: {error}") from error
    if not isinstance(loaded, dict) or set(loaded) - set(HEADINGS):
        raise BadCatalogue(f"{name}: the headings are {', '.join(HEADINGS)}")
    below = below or Catalogue()
    found = {heading: _terms(name, heading, loaded.get(heading) or {}) for heading in HEADINGS}
    merged = Catalogue(**{heading: {**getattr(below, heading), **found[heading]} for heading in HEADINGS})
    for kind in merged.kinds.values():
        if str(kind.tier) not in merged.tiers:
            raise BadCatalogue(f"{name}: kind {kind.code!r} needs a tier out of {', '.join(merged.tiers)}")
    return merged


def _terms(name: str, heading: str, given: Any) -> dict[str, Term]:
    terms: dict[str, Term] = {}
    if not isinstance(given, dict):
        raise BadCatalogue(f"{name}: {heading} is a list of code: {{zh: …, en: …}}")
    for code, said in given.items():
        if not isinstance(said, dict) or not said.get("zh") or not said.get("en"):
            raise BadCatalogue(f"{name}: {heading} {code!r} needs zh and en")
        if heading == "kinds" and not isinstance(said.get("tier"), int):
            raise BadCatalogue(f"{name}: kind {code!r} needs a tier")
        terms[str(code)] = Term(str(code), str(said["zh"]), str(said["en"]), int(said.get("tier", 0)))
    return terms


@cache
def _catalogue(data_dir: Path) -> Catalogue:
    found = read(PACKAGED.read_text("utf-8"), PACKAGED.name)
    site = data_dir / "policy" / "places.yaml"
    return read(site.read_text("utf-8"), str(site), found) if site.exists() else found
