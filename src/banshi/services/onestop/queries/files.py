"""Who may open a paper of a case."""

from banshi.kernel.access.actions import may
from banshi.kernel.commands.request import WebRequest
from banshi.services.onestop.models import Case
from banshi.services.onestop.queries.guard import READ, ROOM, guarded


def reads_file(request: WebRequest, *, subject: str, key: str) -> bool:
    """Whether the visitor may read the case that the paper belongs to."""
    row = Case.objects.filter(number=subject.removeprefix(f"{ROOM}:")).first()
    return row is not None and may(request.ctx.actor, READ, guarded(row))
