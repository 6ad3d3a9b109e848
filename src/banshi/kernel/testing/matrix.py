"""The role matrix: for every address, what each kind of visitor gets.

A room lists its addresses in `<room>/tests/matrix.py` as `ROWS`, a list of `Row`. The test
tests/contract/test_role_matrix.py asks for each address as each visitor and fails where an
address of the house has no row.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from banshi.kernel.testing.people import World

VISITORS = (
    "anonymous",
    "alice",
    "bao",
    "clerk",
    "handler",
    "roads",
    "township",
    "leader",
    "supervisor",
    "inspector",
    "administrator",
    "charlie",
)
"""Two residents (what a row asks for is Alice's), a post of every role, and the neighbour's handler."""

Things = Mapping[str, Any]


def nothing(world: World) -> Things:
    return {}


@dataclass(frozen=True)
class Row:
    """What the visitors get at one address. `statuses["*"]` stands for all who are not named."""

    name: str
    statuses: Mapping[str, int]
    method: str = "GET"
    args: Callable[[World], Things] = nothing
    """Puts what the address speaks of into the world, and returns the address's keyword arguments."""
    data: Callable[[World], Things] = nothing
    """What is posted."""
    json: bool = False
    accept: str = "text/html"
    settings: Mapping[str, Any] = field(default_factory=dict)

    def status(self, visitor: str) -> int:
        return self.statuses.get(visitor, self.statuses.get("*", 0))

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def rows() -> list[Row]:
    """The rows of all rooms."""
    found: list[Row] = []
    for app in settings.INSTALLED_APPS:
        module = f"{app}.tests.matrix"
        if app.startswith("banshi.") and find_spec(f"{app}.tests") and find_spec(module):
            found += import_module(module).ROWS
    return found


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """The name of every address of the house, with its namespace; a nameless one by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name or entry.pattern}"
