"""A request that leaves the way: withdrawn by the resident, merged into the same matter, or taken out again."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks import operations
from banshi.kernel.clocks.models import ClockKind, HoldKind
from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.services.requests.commands.dispatch import desk_of, place
from banshi.services.requests.commands.publishing import take_down
from banshi.services.requests.commands.row import (
    Done,
    both,
    enter,
    helpers_of,
    keep,
    locked,
    move,
    note,
    reply_rule,
    stop_clocks,
    tell_resident,
    tell_unit,
)
from banshi.services.requests.commands.texts import reindex
from banshi.services.requests.models import AccusedParty, Chain, Request
from banshi.services.requests.queries.guard import require, subject
from banshi.services.requests.rules.deadlines import Clock, rule_of
from banshi.services.requests.rules.moves import Act


class NotOneMatter(Conflict):
    """These requests cannot be merged."""

    code = "not_one_matter"
    message = _("%(number)s 不能并入 %(master)s：主案要在同一旗县、仍在办理、没有并入别的事项，而且反映对象相同。")


@command
def withdraw(ctx: Context, /, *, number: str, reason: str = "", secret: str = "") -> Done:
    """The resident takes the request back.

    Raises:
        MoveRefused: it is answered already, or over.
    """
    row = locked(number)
    require(ctx.actor, "requests.own", row, secret=secret)
    move(row, Act.WITHDRAW)
    holder = row.holder_unit_id
    _leave(ctx, row)
    keep(ctx, row, "closed_at", "public")
    entry = enter(ctx, row, "requests.withdrawn", sealed={"reason": reason})
    note(ctx, row, "requests.withdrawn", reason, entry, shown=True)
    if holder is not None:
        tell_unit(ctx, row, holder, "requests.withdrawn_for_unit")
    return entry


@command
def merge(ctx: Context, /, *, number: str, master: str) -> Done:
    """Make this request part of another that is the same matter; whoever brought it is told all that follows.

    Raises:
        MoveRefused: it is answered already, or over.
        NotOneMatter: the other is over, elsewhere, merged itself, or complains of others.
    """
    row, other = both(number, master)
    require(ctx.actor, "requests.merge", row)
    require(ctx.actor, "requests.merge", other)
    if (
        other.pk == row.pk
        or other.county != row.county
        or not other.open
        or other.master_id is not None
        or not _same_parties(row, other)
    ):
        raise NotOneMatter(number=row.number, master=other.number)
    move(row, Act.MERGE)
    row.master = other
    _leave(ctx, row)
    keep(ctx, row, "master", "closed_at", "public")
    Request.objects.filter(master=row).update(master=other)
    keep(ctx, other)
    enter(ctx, other, "requests.chained", {"merged": row.number})
    tell_resident(ctx, row, "requests.merged")
    return enter(ctx, row, "requests.merged", {"master": other.number})


@command
def unmerge(ctx: Context, /, *, number: str) -> Done:
    """Take a request out of the one it was merged into; it waits at the desk again, with the deadline it had.

    Raises:
        MoveRefused: it is not merged.
    """
    row = locked(number)
    require(ctx.actor, "requests.merge", row)
    move(row, Act.UNMERGE)
    row.master = row.closed_at = None
    row.due_at = operations.start(ctx, subject(row), reply_rule(row), started=row.submitted_at).due
    place(ctx, row, desk_of(row), kind=HoldKind.HANDLING)
    rule = rule_of(Clock.DISPATCH, row.kind, row.urgency)
    operations.start(ctx, subject(row), rule, kind=ClockKind.UNIT, holder_id=row.holder_unit_id)
    keep(ctx, row, "master", "closed_at", "due_at", "holder_unit", "handler")
    reindex(row, tuple(helpers_of(row)))
    tell_resident(ctx, row, "requests.unmerged")
    return enter(ctx, row, "requests.unmerged")


@command
def chain(ctx: Context, /, *, number: str, earlier: str, why: str) -> Done:
    """Note that two requests are of the same affair though they stay separate.

    Raises:
        NotOneMatter: they are one and the same request, or in different counties.
    """
    row, other = both(number, earlier)
    require(ctx.actor, "requests.merge", row)
    require(ctx.actor, "requests.merge", other)
    if row.pk == other.pk or row.county != other.county:
        raise NotOneMatter(number=row.number, master=other.number)
    Chain.objects.get_or_create(later=row, earlier=other, defaults={"why": why.strip()[:200], "at": ctx.now})
    keep(ctx, row)
    return enter(ctx, row, "requests.chained", {"earlier": other.number}, sealed={"why": why})


def _leave(ctx: Context, row: Request) -> None:
    stop_clocks(ctx, row)
    row.closed_at = ctx.now
    if row.public:
        take_down(row)


def _same_parties(row: Request, other: Request) -> bool:
    """A request that accuses somebody is never folded into one that they could read."""
    parties = [
        set(AccusedParty.objects.filter(request=each).values_list("unit_id", "person_id")) for each in (row, other)
    ]
    return parties[0] == parties[1]
