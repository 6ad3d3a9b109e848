"""The kinds of activities of this house, read once a process."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.translation import get_language

from banshi.services.activities.policy import KINDS
from banshi.services.activities.rules.offering import RECEPTION, SESSIONS, VENUE

FORMS = (SESSIONS, VENUE, RECEPTION)


class BadKinds(ValueError):
    """The site's own list of kinds cannot be used; the message names the entry and what it needs."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of activity in two languages, and its form."""

    code: str
    form: str
    zh: str
    en: str

    @property
    def title(self) -> str:
        """In the language in force."""
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


def kinds() -> dict[str, Kind]:
    """Every kind by its code: the packaged list with the site's own over it.

    Raises:
        BadKinds: the site's file cannot be used.
    """
    return _kinds(Path(settings.DATA_DIR) / "policy" / "activities.yaml")


def form_of(kind: str) -> str | None:
    """The form of a kind, None where there is no such kind."""
    found = kinds().get(kind)
    return found.form if found is not None else None


def kind_title(code: str) -> str:
    """A kind in words; its code where it is in the list no more."""
    found = kinds().get(code)
    return found.title if found is not None else code


def read(text: str, name: str) -> dict[str, Kind]:
    """The kinds of one file.

    Raises:
        BadKinds: an entry lacks its form or a name.
    """
    loaded = yaml.load(text, Loader=yaml.CSafeLoader) or {}
    found: dict[str, Kind] = {}
    for code, said in (loaded.get("kinds") or {}).items():
        if not isinstance(said, dict) or said.get("form") not in FORMS or not said.get("zh") or not said.get("en"):
            raise BadKinds(f"{name}: {code!r} needs form ({', '.join(FORMS)}), zh and en")
        found[str(code)] = Kind(str(code), said["form"], str(said["zh"]), str(said["en"]))
    return found


@cache
def _kinds(own: Path) -> dict[str, Kind]:
    found = read(KINDS.read_text("utf-8"), KINDS.name)
    return {**found, **(read(own.read_text("utf-8"), str(own)) if own.exists() else {})}
