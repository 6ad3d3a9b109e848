"""Steps and cases that end before their time: left out, withdrawn, failed; and what is undone then."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.ledger.record import Json
from banshi.services.onestop.commands import onward
from banshi.services.onestop.commands.row import (
    CaseOver,
    Done,
    Row,
    alive,
    begun_step,
    done,
    enter,
    in_hand,
    locked,
    moved_on,
    not_begun,
    own,
    reasoned,
    tell_unit,
    titles,
)
from banshi.services.onestop.models import Case, CaseStep, Material, Return
from banshi.services.onestop.queries.guard import OWN
from banshi.services.onestop.rules.compensation import Plan, plan
from banshi.services.onestop.rules.progress import ENDS, RUNNING, STATUS_TITLES, State, Status, places, without


class NotOptional(Conflict):
    """The step, or one that needs what it issues, cannot be left out."""

    code = "step_not_optional"
    message = _("“%(step)s”不能不办：%(why)s。要停办整件事请撤回。")


@command
def take_out(ctx: Context, /, *, number: str, step: str) -> Done:
    """Leave an optional step out, with those that need what it would have issued; what only waited for it begins.

    Raises:
        NotFound, Forbidden; CaseOver, NoSuchStep.
        NotOptional: it must be done, or another one that must be done needs what it issues.
        StepMovedOn: it is done.
    """
    row = locked(number)
    own(ctx, row, OWN)
    if row.status is not Status.OPEN:
        raise CaseOver(number=row.number, status=gettext(STATUS_TITLES[row.status]))
    place = row.procedure.positions.get(step, -1)
    if place < 0 or not row.bits.parts >> place & 1:
        raise not_begun(row, step)
    held = begun_step(row, place)
    if held is not None and held.state not in RUNNING:
        raise moved_on(row, held, gettext("不办"))
    gone = without(row.procedure, row.bits, place)
    _may_go(row, place, gone)
    entry = enter(ctx, row, "onestop.step_left", {"step": step, "gone": _codes(row, gone)})
    _drop(ctx, row, gone, State.LEFT, entry.id)
    onward.without_more(ctx, row.procedure, [row.id])
    return done(row, entry)


@command
def withdraw(ctx: Context, /, *, number: str, reason: str = "") -> Done:
    """Stop the whole case. What was done is undone by the rule that each step declares.

    Raises:
        NotFound, Forbidden: not the resident's own case, and no window of the actor's. CaseOver.
    """
    row = locked(number)
    own(ctx, row, OWN)
    if row.status is not Status.OPEN:
        raise CaseOver(number=row.number, status=gettext(STATUS_TITLES[row.status]))
    return _undo(ctx, row, Status.WITHDRAWING, "onestop.case_withdrawn", {}, reason.strip()[:500])


@command
def fail(ctx: Context, /, *, number: str, step: str, reason: str) -> Done:
    """The step cannot be done, with the reason that the resident reads.

    An optional step goes, with those that need what it would have issued. Where one of them must be done, the case ends,
    and what was done is undone by declared rule.

    Raises:
        As `complete`; Unfit: no reason.
    """
    row = locked(number)
    held = in_hand(ctx, row, step, gettext("终止"), *RUNNING)
    words = reasoned(reason)
    gone = without(row.procedure, row.bits, held.place)
    body: dict[str, Json] = {"step": step, "unit": held.unit_id, "gone": _codes(row, gone)}
    if row.status is Status.OPEN and all(row.procedure.steps[at].optional for at in places(gone)):
        entry = enter(ctx, row, "onestop.step_failed", body, sealed={"reason": words})
        _drop(ctx, row, gone, State.LEFT, entry.id)
        CaseStep.objects.filter(pk=held.id).update(state=State.FAILED)
        onward.without_more(ctx, row.procedure, [row.id])
        return done(row, entry)
    status = Status.FAILING if row.status is Status.OPEN else row.status
    answer = _undo(ctx, row, status, "onestop.step_failed", body, words)
    CaseStep.objects.filter(pk=held.id).update(state=State.FAILED)
    return answer


def _may_go(row: Row, place: int, gone: int) -> None:
    what = row.procedure.steps[place]
    if not what.optional:
        raise NotOptional(step=what.title.zh, why=gettext("这是必办的一步"))
    needing = [at for at in places(gone) if not row.procedure.steps[at].optional]
    if needing:
        why = gettext("“%(step)s”要用它发的文件") % {"step": titles(row.procedure, needing)}
        raise NotOptional(step=what.title.zh, why=why)


def _drop(ctx: Context, row: Row, gone: int, state: State, entry_id: int) -> None:
    """The steps are no longer part of the case; rows of those that had begun say so."""
    kept = ~gone
    bits = row.bits
    Case.objects.filter(pk=row.id).update(parts=bits.parts & kept, begun=bits.begun & kept)
    _stop(ctx, row, tuple(places(gone)), state, entry_id)


def _stop(ctx: Context, row: Row, steps: Sequence[int], state: State, entry_id: int) -> None:
    running = CaseStep.objects.filter(case_id=row.id, place__in=steps, state__in=RUNNING)
    Return.objects.filter(step__in=running, answered_at=None).update(answered_at=ctx.now)
    running.update(state=state, due=None, watch=None, finished=ctx.now, entry_id=entry_id)


def _undo(ctx: Context, row: Row, status: Status, kind: str, body: dict[str, Json], words: str) -> Done:
    """End the case, and undo what was done."""
    alive(row)
    procedure, undoing = row.procedure, plan(row.procedure, row.bits)
    told = {
        "stopped": [procedure.steps[place].code for place in undoing.stop],
        "revoked": [procedure.steps[place].code for place in undoing.revoke],
        "begun": [procedure.steps[place].code for place in undoing.begin],
    }
    entry = enter(ctx, row, kind, {**body, **told}, sealed={"reason": words})
    _stop(ctx, row, undoing.stop, State.STOPPED, entry.id)
    _revoke(ctx, row, undoing)
    stays = row.bits.met | undoing.begins
    revoked = sum(1 << place for place in undoing.revoke)
    ended = row.bits.ended | revoked
    over = ended == stays
    Case.objects.filter(pk=row.id).update(
        parts=stays,
        begun=stays,
        ended=ended,
        status=ENDS[status] if over else status,
        closed_at=ctx.now if over else None,
    )
    onward.begin(ctx, procedure, [row.id], undoing.begin)
    _tell_units(ctx, row, undoing, str(entry.id))
    return done(row, entry)


def _revoke(ctx: Context, row: Row, undoing: Plan) -> None:
    """What these steps issued is no longer valid, and so not handed over either."""
    Material.objects.filter(case_id=row.id, place__in=undoing.revoke, revoked_at=None).update(revoked_at=ctx.now)
    CaseStep.objects.filter(case_id=row.id, place__in=undoing.revoke).update(state=State.REVOKED)


def _tell_units(ctx: Context, row: Row, undoing: Plan, once: str) -> None:
    """Departments that did something are told, as their step's rule says."""
    steps = CaseStep.objects.filter(case_id=row.id, place__in=undoing.tell).order_by("id")
    for unit, place in steps.values_list("unit_id", "place"):
        step = row.procedure.steps[place].title.zh
        tell_unit(ctx, row, unit, "onestop.undone", once=f"{once}-{place}", step=step)


def _codes(row: Row, bits: int) -> list[str]:
    return [row.procedure.steps[place].code for place in places(bits)]
