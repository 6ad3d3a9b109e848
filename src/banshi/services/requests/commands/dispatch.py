"""Giving a request to a unit, and the unit taking it on, giving it back or passing it on."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks import holds, operations
from banshi.kernel.clocks.models import ClockKind, HoldKind
from banshi.kernel.clocks.rules import last_day
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.models import Unit
from banshi.kernel.errors import Conflict, Forbidden, Invalid
from banshi.kernel.ledger.record import Json
from banshi.services.requests.commands.row import (
    Done,
    enter,
    helpers_of,
    keep,
    locked,
    meet,
    move,
    note,
    reply_rule,
    tell_resident,
    tell_unit,
)
from banshi.services.requests.commands.texts import reindex
from banshi.services.requests.models import CoHandler, Request, Supervision
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.guard import require, subject
from banshi.services.requests.queries.units import tainted, unit_ref, units_around
from banshi.services.requests.rules import catalogue, oversight
from banshi.services.requests.rules.catalogue import UnitRef
from banshi.services.requests.rules.deadlines import Clock, rule_of
from banshi.services.requests.rules.moves import Act, Stage
from banshi.services.requests.rules.oversight import Cause


class NotHolder(Forbidden):
    """Another unit has the request now."""

    code = "not_holder"
    message = _("%(number)s 现在由其他单位办理，您的单位不能这样操作。请刷新查看现在的经办单位。")


class UnitRefused(Invalid):
    """The unit cannot take this request."""

    code = "unit_refused"
    message = _("不能派给这个单位。请从派单目录中另选，或交督办人员指定。")


class NobodyToAsk(Conflict):
    """No unit of the catalogue exists in this area, or all of them are complained of."""

    code = "nobody_to_ask"
    message = _("派单目录在 %(area)s 找不到可以承办的单位。请先登记单位，或由上级督办人员指定。")


def as_holder(ctx: Context, row: Request) -> None:
    """Let only the unit that has the request act.

    Raises:
        NotFound, Forbidden: as access decides.
        NotHolder: the actor's unit is not the one.
    """
    require(ctx.actor, "requests.handle", row)
    if ctx.actor.kind != "system" and (ctx.actor.post is None or ctx.actor.post.unit_id != row.holder_unit_id):
        raise NotHolder(number=row.number)


@command
def dispatch(
    ctx: Context, /, *, number: str, unit_id: int | None = None, co_unit_ids: Sequence[int] = (), reason: str = ""
) -> Done:
    """Ask a unit to handle the request: the catalogue's, or the one named with a reason.

    Raises:
        MoveRefused: not at this stage.
        UnitRefused: the unit is closed, complained of, or under one that is; or no reason is given for another than the catalogue's.
        NobodyToAsk: the catalogue knows nobody.
    """
    row = locked(number)
    require(ctx.actor, "requests.dispatch", row)
    escalated = row.stage == Stage.ESCALATED
    move(row, Act.DISPATCH)
    accused = tainted(row)
    choice = catalogue.choose(policy.catalogue(), row.category, row.area, units_around([row.area]), accused=accused)
    unit = choice.unit if unit_id is None and choice else fit(unit_id, accused, row)
    named = choice is None or unit.id != choice.unit.id
    if named and not reason.strip():
        raise UnitRefused({"reason": [_("与派单目录不同，请写明为什么派给这个单位。")]})
    if escalated:
        _decided(ctx, row)
    _hand_to(ctx, row, unit)
    keep(ctx, row, "holder_unit", "lead_unit", "handler", "passes")
    wanted = (
        [fit(each, accused, row) for each in co_unit_ids]
        if co_unit_ids
        else list(choice.co_units if choice and not named else ())
    )
    for helper in wanted:
        add_helper(ctx, row, helper.id, "")
    reindex(row, tuple(helpers_of(row)))
    body: dict[str, Json] = {
        "unit": unit.id,
        "co_units": sorted(helper.id for helper in wanted),
        "basis": "named" if named else choice.basis if choice else "",
    }
    entry = enter(ctx, row, "requests.dispatched", body, sealed={"reason": reason})
    note(ctx, row, "requests.dispatched", reason, entry, shown=False)
    tell_resident(ctx, row, "requests.dispatched", unit=unit.name)
    tell_unit(ctx, row, unit.id, "requests.assigned")
    return entry


def _decided(ctx: Context, row: Request) -> None:
    """Whose it is has been decided, which is all that an escalation demands; the passes are counted anew."""
    row.passes = 0
    Supervision.objects.filter(request=row, by_day=None, answered_at=None).update(answered_at=ctx.now)


def fit(unit_id: int | None, accused: Collection[int], row: Request) -> UnitRef:
    """The unit, if it may be given this request.

    Raises:
        NobodyToAsk: no unit is named.
        UnitRefused: it is closed, complained of, or under one that is.
    """
    if unit_id is None:
        raise NobodyToAsk(area=row.area)
    unit = unit_ref(unit_id)
    if unit is None or not catalogue.untainted(unit, accused):
        raise UnitRefused()
    return unit


def _hand_to(ctx: Context, row: Request, unit: UnitRef, *, wasted: str | None = None) -> None:
    """The unit is asked. The first unit asked stays responsible until another accepts (首接负责)."""
    about = subject(row)
    row.lead_unit_id = row.lead_unit_id or unit.id
    meet(ctx, row, rule_of(Clock.DISPATCH, row.kind, row.urgency))
    place(ctx, row, unit, kind=HoldKind.UNSIGNED, wasted=wasted)
    operations.start(ctx, about, rule_of(Clock.ACCEPT, row.kind, row.urgency), kind=ClockKind.UNIT, holder_id=unit.id)


def add_helper(ctx: Context, row: Request, unit_id: int, task: str) -> bool:
    """Make the unit a co-handler; False if it takes part already."""
    if unit_id in (row.holder_unit_id, *helpers_of(row)):
        return False
    CoHandler.objects.create(request=row, unit_id=unit_id, task=task, added_at=ctx.now)
    tell_unit(ctx, row, unit_id, "requests.co_assigned")
    return True


@command
def accept(ctx: Context, /, *, number: str) -> Done:
    """The unit asked takes the request on and is responsible from now; the resident is told who.

    Raises:
        MoveRefused: not waiting for acceptance.
        NotHolder: another unit was asked.
    """
    row = locked(number)
    as_holder(ctx, row)
    move(row, Act.ACCEPT)
    unit_id = row.holder_unit_id
    assert unit_id is not None
    row.lead_unit_id, row.handler_id = unit_id, ctx.actor.post.id if ctx.actor.post else None
    keep(ctx, row, "lead_unit", "handler")
    meet(ctx, row, rule_of(Clock.ACCEPT, row.kind, row.urgency), holder_id=unit_id)
    holds.hand_over(ctx, subject(row), to_unit_id=unit_id, kind=HoldKind.HANDLING, post_id=row.handler_id)
    operations.start(ctx, subject(row), reply_rule(row), kind=ClockKind.UNIT, holder_id=unit_id)
    reindex(row, tuple(helpers_of(row)))
    tell_resident(ctx, row, "requests.accepted", unit=_name(unit_id), due=_day(row))
    return enter(ctx, row, "requests.accepted", {"unit": unit_id})


@command
def return_(ctx: Context, /, *, number: str, reason: str) -> Done:
    """Give the request back to the desk because it is not this unit's; the lost time is charged to the unit.

    The third return or transfer takes it to the supervisor by itself.

    Raises:
        MoveRefused, NotHolder, ReasonNeeded.
    """
    row = locked(number)
    as_holder(ctx, row)
    move(row, Act.RETURN)
    _need(reason)
    unit_id = row.holder_unit_id
    row.passes += 1
    place(ctx, row, desk_of(row), kind=HoldKind.HANDLING, wasted=HoldKind.RETURNED)
    operations.start(
        ctx,
        subject(row),
        rule_of(Clock.DISPATCH, row.kind, row.urgency),
        kind=ClockKind.UNIT,
        holder_id=row.holder_unit_id,
    )
    keep(ctx, row, "holder_unit", "handler", "passes")
    entry = enter(ctx, row, "requests.returned", {"unit": unit_id, "passes": row.passes}, sealed={"reason": reason})
    note(ctx, row, "requests.returned", reason, entry, shown=True)
    reindex(row, tuple(helpers_of(row)))
    return escalate_row(ctx, row, Cause.PASSED_AROUND, "") if oversight.escalates(row.passes) else entry


@command
def transfer(ctx: Context, /, *, number: str, unit_id: int, reason: str) -> Done:
    """Pass the request on to another unit, which must accept it; until then this one stays responsible.

    Raises:
        MoveRefused, NotHolder, ReasonNeeded.
        UnitRefused: the other unit is closed, the same, complained of, or under one that is.
    """
    row = locked(number)
    as_holder(ctx, row)
    move(row, Act.TRANSFER)
    _need(reason)
    unit = fit(unit_id, tainted(row), row)
    if unit.id == row.holder_unit_id:
        raise UnitRefused({"unit": [_("已经在这个单位。")]})
    before = row.holder_unit_id
    row.passes += 1
    _hand_to(ctx, row, unit, wasted=HoldKind.TRANSFERRING)
    CoHandler.objects.filter(request=row, unit_id=unit.id, removed_at=None).update(removed_at=ctx.now)
    keep(ctx, row, "holder_unit", "lead_unit", "handler", "passes")
    body = {"from": before, "unit": unit.id, "passes": row.passes}
    entry = enter(ctx, row, "requests.transferred", body, sealed={"reason": reason})
    note(ctx, row, "requests.transferred", reason, entry, shown=True)
    if oversight.escalates(row.passes):
        return escalate_row(ctx, row, Cause.PASSED_AROUND, "")
    reindex(row, tuple(helpers_of(row)))
    tell_resident(ctx, row, "requests.dispatched", unit=unit.name)
    tell_unit(ctx, row, unit.id, "requests.assigned")
    return entry


def escalate_row(ctx: Context, row: Request, cause: Cause, demand: str) -> Done:
    """Take a locked request to the supervisor: of the county, or above if that one is complained of.

    Where no clean supervisor exists it is with nobody, and those above see it in their list.
    """
    move(row, Act.ESCALATE)
    units = units_around([row.area])
    names = catalogue.overseers(policy.catalogue(), row.area)
    unit = catalogue.receiver([], [units[name] for name in names if name in units], tainted(row))
    operations.cancel(ctx, subject(row), kind=ClockKind.UNIT)
    place(ctx, row, unit, kind=HoldKind.HANDLING)
    keep(ctx, row, "holder_unit", "handler")
    Supervision.objects.create(
        request=row, county=row.county, unit_id=row.holder_unit_id, cause=cause.value, demand=demand[:400], at=ctx.now
    )
    reindex(row, tuple(helpers_of(row)))
    tell_resident(ctx, row, "requests.escalated")
    if unit is not None:
        tell_unit(ctx, row, unit.id, "requests.assigned")
    return enter(
        ctx, row, "requests.escalated", {"cause": cause.value, "unit": row.holder_unit_id}, sealed={"demand": demand}
    )


def place(ctx: Context, row: Request, unit: UnitRef | None, *, kind: str, wasted: str | None = None) -> None:
    """The unit has the request from now on; with None, nobody has it."""
    row.holder_unit_id, row.handler = (unit.id if unit else None), None
    if unit is None:
        holds.release(ctx, subject(row))
    else:
        holds.hand_over(ctx, subject(row), to_unit_id=unit.id, kind=kind, wasted=wasted)


def desk_of(row: Request) -> UnitRef | None:
    """The desk that registers and dispatches such a request; a clean one, or None."""
    units, accused = units_around([row.area]), tainted(row)
    asked = [units[name] for name in catalogue.desks(policy.catalogue(), row.kind, row.area) if name in units]
    return catalogue.receiver([], asked, accused)


def _need(reason: str) -> None:
    if not reason.strip():
        raise operations.ReasonNeeded(fields={"reason": [_("请写明原因，诉求人会看到它。")]})


def _name(unit_id: int) -> str:
    return Unit.objects.values_list("name", flat=True).get(pk=unit_id)


def _day(row: Request) -> str:
    return last_day(row.due_at).isoformat()
