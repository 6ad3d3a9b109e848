"""What a room declares of itself, and the register of the rooms in this house.

Every kernel room with ledger kinds and every service exports one `SERVICE` value from its
`service.py`; `settings.BANSHI_SERVICES` lists them. Kernel code reads the register and so
never imports a service.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

Text = str | Promise


class Role(StrEnum):
    """What a post lets its holder be. Roles hang on posts, never on people."""

    RESIDENT = "resident"
    CLERK = "clerk"
    HANDLER = "handler"
    TOWNSHIP = "township"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


class Reach(StrEnum):
    """How far a grant goes."""

    OWN = "own"
    """The person's own matters."""
    UNIT = "unit"
    """Matters in which one of the post's units takes part."""
    CASE = "case"
    """Matters on which the person is named, e.g. as leader in charge."""
    AREA = "area"
    """Every matter in the post's area and below."""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the menu: `place` is a door of the home page or the staff desk."""

    title: Text
    url_name: str
    place: str
    icon: str
    roles: frozenset[Role] = frozenset()
    order: int = 100


@dataclass(frozen=True, slots=True)
class Service:
    """A room as the rest of the house knows it."""

    slug: str
    title: Text
    kinds: Mapping[str, Text] = field(default_factory=dict)
    """Ledger kind → what it says happened. Past tense, stable for ever."""
    grants: Mapping[Role, Mapping[str, Reach]] = field(default_factory=dict)
    """Role → action → reach; actions are named "<slug>.<verb>"."""
    menu: tuple[MenuItem, ...] = ()
    hooks: Mapping[str, str] = field(default_factory=dict)
    """Named questions that the kernel may ask a room → dotted path of the answer."""


@cache
def services() -> tuple[Service, ...]:
    """All rooms of this house, in the order of the settings."""
    return tuple(import_string(path) for path in settings.BANSHI_SERVICES)


@cache
def kinds() -> Mapping[str, Text]:
    """Every declared ledger kind with its description."""
    declared: dict[str, Text] = {}
    for service in services():
        for kind, title in service.kinds.items():
            if kind in declared:
                raise ValueError(f"ledger kind {kind!r} is declared twice; {service.slug} must rename its own")
            declared[kind] = title
    return declared


@cache
def grants() -> Mapping[Role, Mapping[str, Reach]]:
    """Role → action → reach over all rooms."""
    merged: dict[Role, dict[str, Reach]] = {role: {} for role in Role}
    for service in services():
        for role, actions in service.grants.items():
            merged[role].update(actions)
    return merged
