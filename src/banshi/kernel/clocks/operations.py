"""What commands of other rooms do to clocks, inside their own transaction and ledger entry.

Every function takes the caller's context and acts at `ctx.now`. Clocks leave no ledger entry of
their own here: the caller's entry says what happened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks import current
from banshi.kernel.clocks.models import RUNNING, Clock, ClockKind, Extension, Pause
from banshi.kernel.clocks.office import local
from banshi.kernel.clocks.reckoning import RECKONED, STOPPED, reckon
from banshi.kernel.clocks.remaining import next_alert
from banshi.kernel.clocks.versions import remember
from banshi.kernel.clocks.views import ClockView, view
from banshi.kernel.commands import Context, OutsideCommand, in_command
from banshi.kernel.commands.bulk import fresh, insert_all
from banshi.kernel.errors import Conflict, Invalid
from banshi.kernel.ledger.record import Subject


class AlreadyRunning(Conflict):
    """The resident's clock of this rule is already running for this matter."""

    code = "clock_already_running"
    message = _("%(subject)s 的“%(rule)s”时限正在计算，不能重复开始。")


class NotRunning(Conflict):
    """There is no such clock running for this matter."""

    code = "clock_not_running"
    message = _("%(subject)s 现在没有正在计算的“%(rule)s”时限。请刷新后再办。")


class ExtensionTooLong(Invalid):
    """The extension exceeds what the rule allows in all."""

    code = "extension_too_long"
    message = _("依据%(document)s%(article)s，延长合计不得超过 %(allowed)s；已延长 %(before)s，本次申请 %(given)s。")


class ExtensionTooLate(Conflict):
    """The deadline has passed; more time would only hide that."""

    code = "extension_too_late"
    message = _("“%(rule)s”已经超期，不能再延长。请尽快办理，或报请督办。")


class ReasonNeeded(Invalid):
    """More time and a standing clock need a reason that the resident can be told."""

    code = "reason_needed"


@dataclass(frozen=True, slots=True)
class Begin:
    """A clock to be started. `started` is given when the period began before now (imports)."""

    subject: Subject
    rule: str
    kind: str = ClockKind.RESIDENT
    holder_id: int | None = None
    started: datetime | None = None


def start(
    ctx: Context,
    subject: Subject,
    rule: str,
    *,
    kind: str = ClockKind.RESIDENT,
    holder_id: int | None = None,
    started: datetime | None = None,
) -> ClockView:
    """Start a clock under the rule's version in force on the day it begins.

    Raises:
        NoRule: no version of the rule is in force on that day.
        AlreadyRunning: the resident already waits for this.
    """
    if kind == ClockKind.RESIDENT and _open(subject, rule).filter(kind=kind).exists():
        raise AlreadyRunning(subject=str(subject), rule=rule)
    return start_many(ctx, [Begin(subject, rule, kind, holder_id, started)])[0]


def start_many(ctx: Context, begins: Iterable[Begin]) -> list[ClockView]:
    """Start clocks of new matters in one statement; for imports."""
    inside()
    clocks = [_clock(ctx, begin) for begin in begins]
    insert_all(clocks)
    return [view(clock) for clock in clocks]


def meet(ctx: Context, subject: Subject, rule: str, *, holder_id: int | None = None) -> bool:
    """The thing was done. Returns whether it was in time.

    `holder_id` names the unit when several units have a clock of the same rule.

    Raises:
        NotRunning: there is no such clock.
    """
    inside()
    clocks = _locked(subject, rule, holder_id)
    Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(met_at=ctx.now, **STOPPED)
    _end_pauses(ctx, clocks)
    return all(ctx.now < clock.due for clock in clocks)


def cancel(
    ctx: Context, subject: Subject, rule: str | None = None, *, holder_id: int | None = None, kind: str | None = None
) -> int:
    """Drop clocks that no longer apply: all of the matter, or those of a rule, unit or kind. Returns how many."""
    inside()
    found = _open(subject, rule, holder_id)
    clocks = list((found if kind is None else found.filter(kind=kind)).select_for_update())
    Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(cancelled_at=ctx.now, **STOPPED)
    _end_pauses(ctx, clocks)
    return len(clocks)


def pause(
    ctx: Context, subject: Subject, rule: str, *, reason: str, evidence: str = "", holder_id: int | None = None
) -> ClockView:
    """Let a unit's own clock stand still. The resident's clock counts on.

    Raises:
        NotRunning: the unit has no such clock, or it stands still already.
        ReasonNeeded: the reason is blank.
    """
    inside()
    _need(reason)
    clock = _unit_clock(subject, rule, holder_id, paused=False)
    Pause.objects.create(clock=clock, reason=reason.strip(), evidence=evidence, started=ctx.now)
    clock.paused_at, clock.running_due = ctx.now, None
    clock.save(update_fields=["paused_at", "running_due"])
    return view(clock)


def resume(ctx: Context, subject: Subject, rule: str, *, holder_id: int | None = None) -> ClockView:
    """Let a unit's clock run again; what it stood still is added to its deadline.

    Raises:
        NotRunning: the unit has no such clock standing still.
    """
    inside()
    clock = _unit_clock(subject, rule, holder_id, paused=True)
    _end_pauses(ctx, [clock])
    clock.paused_at = None
    reckon(clock)
    clock.save(update_fields=["paused_at", *RECKONED])
    return view(clock)


def extend(
    ctx: Context, subject: Subject, rule: str, *, amount: int, reason: str, kind: str = ClockKind.RESIDENT
) -> ClockView:
    """Grant more time to the resident's clock, or to the unit's own, within what the rule allows in all.

    Units: `amount` in the rule's own unit (days or hours).

    Raises:
        NotRunning: there is no such clock.
        ExtensionTooLate: the deadline has passed.
        ExtensionTooLong: the rule allows less.
        ReasonNeeded: the reason is blank.
    """
    inside()
    _need(reason)
    clock = next((each for each in _locked(subject, rule, None) if each.kind == kind), None)
    if clock is None:
        raise NotRunning(subject=str(subject), rule=rule)
    version = current.rules().version(clock.rule, clock.rule_from)
    if ctx.now >= clock.due:
        raise ExtensionTooLate(rule=version.title_zh)
    if amount < 1 or clock.extended_by + amount > version.extension:
        raise ExtensionTooLong(
            document=version.document,
            article=version.article,
            allowed=version.extension,
            before=clock.extended_by,
            given=amount,
        )
    before, clock.extended_by = clock.due, clock.extended_by + amount
    reckon(clock)
    clock.save(update_fields=["extended_by", *RECKONED])
    Extension.objects.create(
        clock=clock,
        amount=amount,
        reason=reason.strip(),
        granted_by=ctx.actor.key,
        at=ctx.now,
        due_before=before,
        due_after=clock.due,
    )
    return view(clock)


def alerted(ctx: Context, clock_id: int, hours: int) -> bool:
    """Mark the warning for `hours` before the deadline as given; the next one is set.

    Returns False when another worker gave it first: then send nothing.
    """
    inside()
    clock = Clock.objects.filter(RUNNING, pk=clock_id, alert_at__lte=ctx.now).select_for_update().first()
    if clock is None or clock.alert_hours is None or clock.alert_hours < hours:
        return False
    version = current.rules().version(clock.rule, clock.rule_from)
    following = next_alert(version, clock.started, clock.due, current.calendar(), current.office(), below=hours)
    clock.alert_at, clock.alert_hours = (following.at, following.hours) if following else (None, None)
    clock.save(update_fields=["alert_at", "alert_hours"])
    return True


def _clock(ctx: Context, begin: Begin) -> Clock:
    started = begin.started or ctx.now
    rule = current.rules().at(begin.rule, local(started).date())
    remember(rule)
    clock = fresh(
        Clock,
        county=begin.subject.county,
        subject=str(begin.subject),
        kind=begin.kind,
        rule=rule.code,
        rule_from=rule.valid_from,
        started=started,
        holder_id=begin.holder_id,
    )
    reckon(clock, rule)
    return clock


def _open(subject: Subject, rule: str | None, holder_id: int | None = None) -> QuerySet[Clock]:
    """Neither met nor cancelled; a paused clock is open."""
    found = Clock.objects.filter(subject=str(subject), met_at__isnull=True, cancelled_at__isnull=True).order_by("id")
    if rule is not None:
        found = found.filter(rule=rule)
    return found if holder_id is None else found.filter(holder_id=holder_id)


def _locked(subject: Subject, rule: str, holder_id: int | None) -> list[Clock]:
    clocks = list(_open(subject, rule, holder_id).select_for_update())
    if not clocks:
        raise NotRunning(subject=str(subject), rule=rule)
    return clocks


def _unit_clock(subject: Subject, rule: str, holder_id: int | None, *, paused: bool) -> Clock:
    found = _open(subject, rule, holder_id).filter(kind=ClockKind.UNIT).select_for_update()
    clock = (found.filter(paused_at__isnull=False) if paused else found.filter(RUNNING)).first()
    if clock is None:
        raise NotRunning(subject=str(subject), rule=rule)
    return clock


def _end_pauses(ctx: Context, clocks: Sequence[Clock]) -> None:
    paused = [clock.pk for clock in clocks if clock.paused_at is not None]
    if paused:
        Pause.objects.filter(clock_id__in=paused, ended__isnull=True).update(ended=ctx.now)


def _need(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded(fields={"reason": [_("请写明原因，诉求人会看到它。")]})


def inside() -> None:
    """Refuse to change clocks outside a command."""
    if not in_command():
        raise OutsideCommand("clocks change only inside a @command")
