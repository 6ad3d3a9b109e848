"""The two-way box of one request."""

from dataclasses import dataclass
from datetime import datetime

from banshi.kernel.access.actions import Guarded, may
from banshi.kernel.commands import Actor
from banshi.kernel.errors import NotFound
from banshi.services.requests.models import Message, Request
from banshi.services.requests.queries.guard import READ, guarded, holds_secret
from banshi.services.requests.rules import numbers


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
    row = Request.objects.filter(number=numbers.tidy_number(number)).first()
    if row is None or not _reads(actor, row, guarded(row), secret):
        raise NotFound()
    found = Message.objects.filter(request=row).select_related("unit").order_by("id")
    return tuple(
        MessageShown(each.from_resident, each.unit.name if each.unit else "", each.text, each.at, each.read_at)
        for each in found
    )


def _reads(actor: Actor, row: Request, known: Guarded, secret: str) -> bool:
    return may(actor, READ, known) or bool(secret and holds_secret(actor, row, secret))
