"""What the unit that has a request does on the way to an answer."""

from contextlib import suppress

from banshi.kernel.clocks import operations
from banshi.kernel.clocks.models import ClockKind
from banshi.kernel.clocks.rules import last_day
from banshi.kernel.commands import Context, command
from banshi.kernel.evidence.store import Accepted, store
from banshi.kernel.ledger.record import Json
from banshi.services.requests.commands.dispatch import NotHolder, UnitRefused, add_helper, as_holder, fit
from banshi.services.requests.commands.row import (
    Done,
    enter,
    helpers_of,
    keep,
    locked,
    move,
    note,
    refuse,
    reply_rule,
    tell_resident,
    tell_unit,
)
from banshi.services.requests.commands.texts import reindex
from banshi.services.requests.models import CoHandler
from banshi.services.requests.queries.guard import require, subject
from banshi.services.requests.queries.units import tainted
from banshi.services.requests.rules.moves import Act
from banshi.services.requests.rules.submission import needed


@command
def log_progress(ctx: Context, /, *, number: str, text: str) -> Done:
    """Say on the record what was done; the resident reads it.

    Raises:
        MoveRefused, NotHolder.
        Unfit: nothing is said.
    """
    row = locked(number)
    as_holder(ctx, row)
    move(row, Act.PROGRESS)
    refuse(needed("text", text))
    keep(ctx, row)
    entry = enter(ctx, row, "requests.progressed", {"unit": row.holder_unit_id}, sealed={"text": text})
    note(ctx, row, "requests.progressed", text, entry, shown=True)
    return entry


@command
def pause(ctx: Context, /, *, number: str, reason: str, evidence: Accepted | None = None) -> Done:
    """Stop working for a reason that is proved, e.g. an expert opinion is awaited. The resident's clock counts on.

    Raises:
        MoveRefused, NotHolder, ReasonNeeded.
    """
    row = locked(number)
    as_holder(ctx, row)
    move(row, Act.PAUSE)
    proof = store(ctx, evidence, subject=subject(row)).sha256 if evidence else ""
    operations.pause(ctx, subject(row), reply_rule(row), reason=reason, evidence=proof, holder_id=row.holder_unit_id)
    keep(ctx, row)
    tell_resident(ctx, row, "requests.paused")
    entry = enter(
        ctx, row, "requests.paused", {"unit": row.holder_unit_id, "evidence": proof}, sealed={"reason": reason}
    )
    note(ctx, row, "requests.paused", reason, entry, shown=True)
    return entry


@command
def resume(ctx: Context, /, *, number: str) -> Done:
    """Go on working.

    Raises:
        MoveRefused, NotHolder.
    """
    row = locked(number)
    as_holder(ctx, row)
    move(row, Act.RESUME)
    operations.resume(ctx, subject(row), reply_rule(row), holder_id=row.holder_unit_id)
    keep(ctx, row)
    return enter(ctx, row, "requests.resumed", {"unit": row.holder_unit_id})


@command
def extend(ctx: Context, /, *, number: str, amount: int, reason: str) -> Done:
    """Give the resident a later date, within what the rule allows and with a reason they can read.

    Units: `amount` in the rule's own unit (working days, days or hours).

    Raises:
        MoveRefused, NotHolder, ReasonNeeded, ExtensionTooLong, ExtensionTooLate.
    """
    row = locked(number)
    as_holder(ctx, row)
    move(row, Act.EXTEND)
    before = row.due_at
    row.due_at = operations.extend(ctx, subject(row), reply_rule(row), amount=amount, reason=reason).due
    with suppress(operations.NotRunning):
        operations.extend(ctx, subject(row), reply_rule(row), amount=amount, reason=reason, kind=ClockKind.UNIT)
    row.extensions += 1
    keep(ctx, row, "due_at", "extensions")
    tell_resident(ctx, row, "requests.extended", due=last_day(row.due_at).isoformat())
    body: dict[str, Json] = {"amount": amount, "before": before.isoformat(), "due": row.due_at.isoformat()}
    entry = enter(ctx, row, "requests.extended", body, sealed={"reason": reason})
    note(ctx, row, "requests.extended", reason, entry, shown=True)
    return entry


@command
def add_co_handler(ctx: Context, /, *, number: str, unit_id: int, task: str) -> Done:
    """Ask another unit to do its own part of the matter.

    Raises:
        NotHolder.
        UnitRefused: the unit is closed, complained of, or takes part already.
        Unfit: the task is not said.
    """
    row = locked(number)
    as_holder(ctx, row)
    refuse(needed("task", task))
    unit = fit(unit_id, tainted(row), row)
    if not row.open or not add_helper(ctx, row, unit.id, task):
        raise UnitRefused({"unit": []})
    keep(ctx, row)
    reindex(row, tuple(helpers_of(row)))
    return enter(ctx, row, "requests.co_handler_added", {"unit": unit.id}, sealed={"task": task})


@command
def remove_co_handler(ctx: Context, /, *, number: str, unit_id: int) -> Done:
    """Let a co-handler go.

    Raises:
        NotHolder.
        UnitRefused: the unit does not co-handle.
    """
    row = locked(number)
    as_holder(ctx, row)
    if not CoHandler.objects.filter(request=row, unit_id=unit_id, removed_at=None).update(removed_at=ctx.now):
        raise UnitRefused({"unit": []})
    keep(ctx, row)
    reindex(row, tuple(helpers_of(row)))
    return enter(ctx, row, "requests.co_handler_removed", {"unit": unit_id})


@command
def co_report(ctx: Context, /, *, number: str, text: str) -> Done:
    """A co-handler tells the lead unit what it did; only those in office read it.

    Raises:
        NotHolder: the actor's unit does not co-handle.
        Unfit: nothing is said.
    """
    row = locked(number)
    require(ctx.actor, "requests.handle", row)
    unit_id = ctx.actor.post.unit_id if ctx.actor.post else 0
    helper = CoHandler.objects.filter(request=row, unit_id=unit_id, removed_at=None)
    if not row.open or not helper.update(reported_at=ctx.now):
        raise NotHolder(number=row.number)
    refuse(needed("text", text))
    keep(ctx, row)
    entry = enter(ctx, row, "requests.co_reported", {"unit": unit_id}, sealed={"text": text})
    note(ctx, row, "requests.co_reported", text, entry, shown=False)
    if row.holder_unit_id is not None:
        tell_unit(ctx, row, row.holder_unit_id, "requests.co_reported")
    return entry
