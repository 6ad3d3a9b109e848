"""The supervisor's part: taking a matter up, demanding an answer, lifting the demand."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks import operations
from banshi.kernel.clocks.models import ClockKind
from banshi.kernel.clocks.rules import last_day
from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.ledger.record import Json
from banshi.services.requests.commands.dispatch import as_holder, escalate_row
from banshi.services.requests.commands.row import Done, enter, keep, locked, meet, note, refuse, tell_unit
from banshi.services.requests.models import Request, Supervision
from banshi.services.requests.queries.guard import require, subject
from banshi.services.requests.rules.deadlines import Clock, rule_of
from banshi.services.requests.rules.oversight import Cause
from banshi.services.requests.rules.submission import needed


class NothingToSupervise(Conflict):
    """There is no open demand, or nobody of whom to demand."""

    code = "nothing_to_supervise"
    message = _("%(number)s 没有可督办的承办单位，或没有这项督办。请刷新后再办。")


@command
def escalate(ctx: Context, /, *, number: str, reason: str) -> Done:
    """Take the matter to the supervisor, who then says whose it is.

    Raises:
        MoveRefused: not at this stage.
        Unfit: no reason is given.
    """
    row = locked(number)
    require(ctx.actor, "requests.supervise", row)
    refuse(needed("reason", reason))
    entry = escalate_row(ctx, row, _cause(ctx), reason)
    note(ctx, row, "requests.escalated", reason, entry, shown=False)
    return entry


@command
def supervise(ctx: Context, /, *, number: str, demand: str, cause: str = "", by_day: date | None = None) -> Done:
    """Demand of the unit that has the matter that it acts and answers; without a day, by the rule's.

    Raises:
        NothingToSupervise: no unit has it.
        Unfit: nothing is demanded.
    """
    row = locked(number)
    require(ctx.actor, "requests.supervise", row)
    refuse(needed("demand", demand))
    if not row.open or row.holder_unit_id is None:
        raise NothingToSupervise(number=row.number)
    return demand_of(ctx, row, Cause(cause) if cause in list(Cause) else _cause(ctx), demand, by_day)


def demand_of(ctx: Context, row: Request, cause: Cause, demand: str, by_day: date | None = None) -> Done:
    """Demand of the unit that has a locked request that it acts and answers, by a day or by the rule's."""
    assert row.holder_unit_id is not None
    rule = rule_of(Clock.SUPERVISION, row.kind, row.urgency)
    clock = operations.start(ctx, subject(row), rule, kind=ClockKind.UNIT, holder_id=row.holder_unit_id)
    day = by_day or last_day(clock.due)
    Supervision.objects.create(
        request=row,
        county=row.county,
        unit_id=row.holder_unit_id,
        cause=cause.value,
        demand=demand.strip()[:400],
        by_day=day,
        at=ctx.now,
    )
    keep(ctx, row)
    tell_unit(ctx, row, row.holder_unit_id, "requests.supervised", by=day.isoformat())
    body: dict[str, Json] = {"cause": cause.value, "unit": row.holder_unit_id, "by": day.isoformat()}
    return enter(ctx, row, "requests.supervised", body, sealed={"demand": demand})


@command
def answer_supervision(ctx: Context, /, *, number: str, supervision_id: int, text: str) -> Done:
    """The unit says what it has done about the demand.

    Raises:
        NotHolder.
        NothingToSupervise: there is no such open demand on this unit.
        Unfit: nothing is said.
    """
    row = locked(number)
    as_holder(ctx, row)
    refuse(needed("text", text))
    made = _open_demand(row, supervision_id)
    if made.unit_id != row.holder_unit_id or made.answered_at is not None:
        raise NothingToSupervise(number=row.number)
    Supervision.objects.filter(pk=made.pk).update(answered_at=ctx.now)
    meet(ctx, row, rule_of(Clock.SUPERVISION, row.kind, row.urgency), holder_id=row.holder_unit_id)
    keep(ctx, row)
    on_time = made.by_day is None or timezone.localdate(ctx.now) <= made.by_day
    entry = enter(
        ctx, row, "requests.supervision_answered", {"supervision": made.pk, "in_time": on_time}, sealed={"text": text}
    )
    note(ctx, row, "requests.supervision_answered", text, entry, shown=False)
    return entry


@command
def lift_supervision(ctx: Context, /, *, number: str, supervision_id: int) -> Done:
    """The demand is met.

    Raises:
        NothingToSupervise: there is no such open demand.
    """
    row = locked(number)
    require(ctx.actor, "requests.supervise", row)
    made = _open_demand(row, supervision_id)
    Supervision.objects.filter(pk=made.pk).update(lifted_at=ctx.now)
    keep(ctx, row)
    return enter(ctx, row, "requests.supervision_lifted", {"supervision": made.pk})


def _open_demand(row: Request, supervision_id: int) -> Supervision:
    made = Supervision.objects.filter(pk=supervision_id, request=row, lifted_at=None).first()
    if made is None:
        raise NothingToSupervise(number=row.number)
    return made


def _cause(ctx: Context) -> Cause:
    return Cause.LEADER if ctx.actor.post is not None and ctx.actor.post.role == "leader" else Cause.SUPERVISOR
