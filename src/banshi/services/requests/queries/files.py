"""Who may open a file of a request."""

from banshi.kernel.access.actions import may
from banshi.kernel.commands.request import WebRequest
from banshi.services.requests.models import Request
from banshi.services.requests.queries.guard import READ, ROOM, guarded, holds_secret

TRACKED = "requests_tracked"
"""Key of the session under which a visitor's tracking secrets are kept: number → secret."""


def reads_file(request: WebRequest, *, subject: str, key: str) -> bool:
    """Whether the visitor may read the request that the file belongs to, by their role or by its secret."""
    row = Request.objects.filter(number=subject.removeprefix(f"{ROOM}:")).first()
    if row is None:
        return False
    actor = request.ctx.actor
    shown = request.session.get(TRACKED, {}).get(row.number, "")
    return may(actor, READ, guarded(row)) or holds_secret(actor, row, shown)
