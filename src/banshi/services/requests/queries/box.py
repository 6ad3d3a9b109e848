"""The two-way box of one request."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from banshi.kernel.access.actions import Guarded, may
from banshi.kernel.commands import Actor
from banshi.kernel.commands.prepared import prepared
from banshi.kernel.errors import NotFound
from banshi.services.requests.models import Message, Request
from banshi.services.requests.queries.guard import READ, guarded, holds_secret, numbered


@dataclass(frozen=True, slots=True)
class MessageShown:
    """One message; `unit` wrote it unless it is from the resident."""

    from_resident: bool
    unit: str
    text: str
    at: datetime
    read_at: datetime | None


def box(actor: Actor, number: str, *, secret: str = "") -> tuple[MessageShown, ...]:
    """The messages of a request, first to last. SQL: 4.

    Raises:
        NotFound: there is no such request, or the asker may not know that there is.
    """
    row = numbered(number)
    if row is None or not _reads(actor, row, guarded(row), secret):
        raise NotFound()
    return box_of(row.number)


def box_of(number: str) -> tuple[MessageShown, ...]:
    """The same for whoever was just shown the request. SQL: 1."""
    return tuple(
        MessageShown(each.from_resident, each.unit.name if each.unit else "", each.text, each.at, each.read_at)
        for each in _messages(number)
    )


@prepared
def _messages(number: str) -> QuerySet[Message]:
    return Message.objects.filter(request__number=number).select_related("unit").order_by("id")


def _reads(actor: Actor, row: Request, known: Guarded, secret: str) -> bool:
    return may(actor, READ, known) or bool(secret and holds_secret(actor, row, secret))
