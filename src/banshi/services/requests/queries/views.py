"""The filters that somebody keeps under a name."""

from collections.abc import Mapping
from dataclasses import dataclass

from banshi.kernel.commands import Actor
from banshi.services.requests.models import SavedView


@dataclass(frozen=True, slots=True)
class ViewShown:
    """One saved view: its name, and the filter as the address of the queue carries it."""

    name: str
    filters: Mapping[str, str]


def saved_views(actor: Actor) -> tuple[ViewShown, ...]:
    """The actor's own views by name. SQL: 1."""
    found = SavedView.objects.filter(person_id=actor.person_id or 0).order_by("name")
    return tuple(ViewShown(each.name, dict(each.filters)) for each in found)
