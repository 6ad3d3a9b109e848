"""What is counted: each room declares its measures under the hook "figures"."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.module_loading import import_string

from banshi.kernel.rooms import Text, services


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is counted, as the data dictionary explains it."""

    slug: str
    title: Text
    definition: Text
    unit: Text = "件"


@cache
def measures() -> Mapping[tuple[str, str], Measure]:
    """(room, measure) → its declaration, over all rooms."""
    found: dict[tuple[str, str], Measure] = {}
    for service in services():
        if "figures" in service.hooks:
            found |= {(service.slug, m.slug): m for m in import_string(service.hooks["figures"])}
    return found
