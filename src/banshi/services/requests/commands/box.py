"""The two-way box: the resident, who may be unknown, and the office write to each other."""

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.services.requests.commands.row import Done, enter, keep, locked, refuse, tell_resident, tell_unit
from banshi.services.requests.models import Message
from banshi.services.requests.queries.guard import require
from banshi.services.requests.rules.submission import needed


@command
def tell(ctx: Context, /, *, number: str, text: str, secret: str = "") -> Done:
    """The resident writes, signed in or with number and secret.

    Raises:
        Unfit: nothing is said, or too much.
    """
    row = locked(number)
    require(ctx.actor, "requests.own", row, secret=secret)
    refuse(needed("text", text))
    Message.objects.create(request=row, from_resident=True, text=text.strip(), at=ctx.now)
    keep(ctx, row)
    if row.holder_unit_id is not None:
        tell_unit(ctx, row, row.holder_unit_id, "requests.told")
    return enter(ctx, row, "requests.told", sealed={"text": text})


@command
def reply(ctx: Context, /, *, number: str, text: str) -> Done:
    """Somebody in office writes to the resident, without knowing more of them than they told.

    Raises:
        Unfit: nothing is said, or too much.
    """
    row = locked(number)
    require(ctx.actor, "requests.message", row)
    refuse(needed("text", text))
    unit_id = ctx.actor.post.unit_id if ctx.actor.post else None
    Message.objects.create(request=row, from_resident=False, unit_id=unit_id, text=text.strip(), at=ctx.now)
    keep(ctx, row)
    tell_resident(ctx, row, "requests.replied")
    return enter(ctx, row, "requests.replied", {"unit": unit_id}, sealed={"text": text})


class NothingUnread(Conflict):
    """Every message has been read."""

    code = "nothing_unread"


@command
def mark_read(ctx: Context, /, *, number: str, secret: str = "") -> Done:
    """Note that one side has read what the other wrote.

    Raises:
        NothingUnread: there was nothing new.
    """
    row = locked(number)
    resident = bool(secret) or (ctx.actor.person_id is not None and ctx.actor.person_id == row.resident_id)
    require(ctx.actor, "requests.own" if resident else "requests.message", row, secret=secret)
    read = Message.objects.filter(request=row, from_resident=not resident, read_at=None).update(read_at=ctx.now)
    if not read:
        raise NothingUnread()
    return enter(ctx, row, "requests.messages_read", {"by": "resident" if resident else "office", "count": read})
