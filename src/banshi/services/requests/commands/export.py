"""Taking the ledger out of the house, on the record."""

from collections.abc import Mapping

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Forbidden
from banshi.kernel.ledger.record import Subject, record
from banshi.services.requests.queries.guard import ROOM
from banshi.services.requests.queries.sheet import EXPORT, granted

SEALED = frozenset({"q"})
"""Filters in which somebody may have written a name."""


@command
def export(
    ctx: Context, /, *, county: str, count: int, filters: Mapping[str, str], contacts: bool, sha256: str
) -> None:
    """Note that so many requests leave as the file of this hash, by which filters, and whether with names and phones.

    Raises:
        Forbidden: the post may not export.
    """
    if not granted(ctx.actor, EXPORT):
        raise Forbidden(action=EXPORT)
    shown = {name: value for name, value in filters.items() if name not in SEALED}
    record(
        ctx,
        Subject(ROOM, f"exports:{ctx.actor.key}", county),
        "requests.exported",
        {"count": count, "contacts": contacts, "filters": shown, "sha256": sha256},
        sealed={name: value for name, value in filters.items() if name in SEALED and value},
    )
