"""The room's published lists, read once a process."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.translation import get_language

from banshi.services.requests.policy import document
from banshi.services.requests.rules.callbacks import CallRules, in_force
from banshi.services.requests.rules.catalogue import Catalogue, Line


@dataclass(frozen=True, slots=True)
class Category:
    """One category of the three-level tree, in two languages; two digits of the code a level."""

    code: str
    zh: str
    en: str

    @property
    def level(self) -> int:
        return len(self.code) // 2

    @property
    def title(self) -> str:
        """In the language in force."""
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


@cache
def categories() -> dict[str, Category]:
    """Every category by its code, in the order of the tree."""
    listed = yaml.load(document("categories.yaml"), Loader=yaml.CSafeLoader)["categories"]
    return {each["code"]: Category(each["code"], each["zh"], each["en"]) for each in listed}


def category_path(code: str) -> tuple[Category, ...]:
    """The category with those above it, top first; empty when it is unknown."""
    return tuple(categories()[code[:end]] for end in (2, 4, 6) if len(code) >= end and code[:end] in categories())


@cache
def catalogue() -> Catalogue:
    """The dispatch catalogue in force."""
    given = yaml.load(document("catalogue.yaml"), Loader=yaml.CSafeLoader)
    return Catalogue(
        version=str(given["version"]),
        document=given["document"],
        lines=tuple(
            Line(line["category"], line["unit"], line.get("level", 6), tuple(line.get("with", ())))
            for line in given["lines"]
        ),
        desks=given["desks"],
        last_resort=given["last_resort"],
        oversight=given["oversight"],
    )


def call_rules(day: date) -> CallRules:
    """The rules of call-backs in force on a day; what the county has laid down for itself counts from its own days."""
    return in_force(_call_rules(Path(settings.DATA_DIR) / "policy" / "callbacks.yaml"), day)


@cache
def _call_rules(own: Path) -> tuple[CallRules, ...]:
    texts = [document("callbacks.yaml"), *([own.read_text("utf-8")] if own.exists() else [])]
    listed = [each for text in texts for each in yaml.load(text, Loader=yaml.CSafeLoader)["callbacks"]]
    return tuple(CallRules(**{**each, "must": frozenset(each["must"])}) for each in listed)
