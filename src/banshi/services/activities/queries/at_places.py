"""What is offered at places of the map, for pages that show many of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from banshi.services.activities.models import Offering
from banshi.services.activities.rules.offering import VENUE


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that is offered at a place."""

    code: str
    title: str
    venue: bool


def offered_at(places: Collection[str]) -> Mapping[str, tuple[Offered, ...]]:
    """Place → what the public can book there, the first opened first. SQL: 1."""
    rows = Offering.objects.filter(place__in=set(places), closed_at__isnull=True, internal=False)
    found: dict[str, tuple[Offered, ...]] = {}
    for place, code, title, form in rows.order_by("place", "id").values_list("place", "code", "title", "form"):
        found[place] = (*found.get(place, ()), Offered(code, title, form == VENUE))
    return found
