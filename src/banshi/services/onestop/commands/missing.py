"""Something is missing: a step waits for the resident, who is asked once for everything and supplies it once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.forms.answers import check
from banshi.kernel.forms.questions import Form
from banshi.kernel.ledger.record import Json
from banshi.services.onestop.commands import onward
from banshi.services.onestop.commands.answers import apart, keep_papers, sealed
from banshi.services.onestop.commands.row import (
    Done,
    Row,
    Unfit,
    alive,
    done,
    enter,
    in_hand,
    locked,
    own,
    reasoned,
    tell_owner,
)
from banshi.services.onestop.models import CaseStep, Return, Said
from banshi.services.onestop.queries.deadlines import last_day_of
from banshi.services.onestop.queries.guard import OWN
from banshi.services.onestop.queries.kept import unsealed
from banshi.services.onestop.queries.pending import form_of_missing
from banshi.services.onestop.rules.asking import form_for
from banshi.services.onestop.rules.progress import State


class NothingMissing(Conflict):
    """No department waits for the resident."""

    code = "nothing_missing"
    message = _("%(number)s 现在不缺材料。")


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a supply led to. `resumed`: steps whose clock runs again; `missing`: what is still asked for."""

    number: str
    resumed: tuple[str, ...]
    missing: tuple[str, ...]
    at: datetime
    entry_id: int
    entry_hash: str


@command
def return_step(ctx: Context, /, *, number: str, step: str, reason: str, missing: Sequence[str]) -> Done:
    """Ask the resident for what the step lacks; its clock stands still, with the reason.

    What several departments miss is one question: something that is asked for already is not asked for again.

    Raises:
        As `complete`; Unfit: no reason, or something that is neither a question nor a paper of the procedure.
    """
    row = locked(number)
    held = in_hand(ctx, row, step, gettext("退回补正"), State.ACTIVE)
    words = reasoned(reason)
    codes = tuple(dict.fromkeys(missing))
    known = form_for(row.procedure).known
    if not codes or not known.keys() >= set(codes):
        raise Unfit({"missing": [_("请从这件事的问题和材料里选出缺的那几项。")]})
    asked = Return.objects.filter(case_id=row.id, answered_at=None).values_list("missing", flat=True)
    before = {code for each in asked for code in each}
    Return.objects.create(case_id=row.id, step_id=held.id, reason=words, missing=list(codes), asked_at=ctx.now)
    CaseStep.objects.filter(pk=held.id).update(state=State.RETURNED, due=None, watch=None)
    body: dict[str, Json] = {"step": row.procedure.steps[held.place].code, "unit": held.unit_id, "missing": list(codes)}
    entry = enter(ctx, row, "onestop.step_returned", body, sealed={"reason": words})
    if set(codes) - before:
        names = "、".join(known[code].title.zh for code in codes if code not in before)
        tell_owner(ctx, row, "onestop.missing", once=f"missing-{entry.id}", what=names)
    return done(row, entry)


@command
def supply(ctx: Context, /, *, number: str, answers: Mapping[str, Any]) -> Supplied:
    """Give what is missing, once for all departments; a step that then lacks nothing goes on, and its clock with it.

    `answers` are by question; those to questions that nobody asked for are left alone.

    Raises:
        NotFound, Forbidden: neither the resident's own case, nor at the actor's window.
        CaseOver, NothingMissing; Unfit: an answer that cannot be taken, or nothing given.
    """
    row = locked(number)
    own(ctx, row, OWN)
    alive(row)
    waiting = list(Return.objects.select_related("step").filter(case_id=row.id, answered_at=None).order_by("id"))
    if not waiting:
        raise NothingMissing(number=row.number)
    given = _checked(ctx, row, waiting, answers)
    hashes = _keep(ctx, row, *given)
    supplied = {*given[0], *given[1]}
    resumed = [each for each in waiting if not _still(each, supplied)]
    left = [each for each in waiting if _still(each, supplied)]
    for each in resumed:
        _resume(ctx, row, each)
    for each in left:
        Return.objects.filter(pk=each.pk).update(missing=_still(each, supplied))
    for each in waiting:
        onward.use(ctx, row.procedure, [row.id], each.step.place)
    steps = tuple(row.procedure.steps[each.step.place].code for each in resumed)
    missing = tuple(dict.fromkeys(code for each in left for code in _still(each, supplied)))
    body: dict[str, Json] = {
        "supplied": sorted(supplied),
        "materials": hashes,
        "resumed": list(steps),
        "missing": list(missing),
    }
    entry = enter(ctx, row, "onestop.supplied", body)
    return Supplied(row.number, steps, missing, entry.at, entry.id, entry.hash)


def _checked(
    ctx: Context, row: Row, waiting: Sequence[Return], answers: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Answers and words of files that were asked for and are sound."""
    form = form_of_missing(row.procedure, [code for each in waiting for code in each.missing])
    given = {code: value for code, value in answers.items() if code in form.known and value not in (None, "", [])}
    asked = Form(form.code, form.version, form.title, tuple(each for each in form.questions if each.code in given))
    checked = check(asked, given, today=timezone.localdate(ctx.now))
    if checked.faults or not given:
        nothing = {each.code: [_("请补上这一项。")] for each in form.questions}
        raise Unfit({code: [fault] for code, fault in checked.faults.items()} or nothing)
    return apart(asked, checked.answers)


def _keep(ctx: Context, row: Row, said: Mapping[str, Any], papers: Mapping[str, list[str]]) -> dict[str, str]:
    """Put the answers right, and the papers in the place of those before. Paper → SHA-256."""
    if said:
        whole = {**unsealed(row.answers), **said}
        Said.objects.filter(pk=row.id).update(answers=sealed(whole))
    return keep_papers(ctx, row.procedure, row.id, row.subject, papers)


def _resume(ctx: Context, row: Row, waited: Return) -> None:
    """The step's clock runs again; the days on which it stood still do not count."""
    waited.answered_at = ctx.now
    Return.objects.filter(pk=waited.pk).update(answered_at=ctx.now)
    step = CaseStep.objects.get(pk=waited.step_id)
    pauses = Return.objects.filter(step=step, answered_at__isnull=False).order_by("id")
    rests = [(since, until) for since, until in pauses.values_list("asked_at", "answered_at") if until is not None]
    last = last_day_of(row.procedure, row.procedure.steps[step.place], step.started, rests)
    CaseStep.objects.filter(pk=step.pk).update(state=State.ACTIVE, last_day=last, due=last, watch=last)


def _still(waited: Return, supplied: set[str]) -> list[str]:
    return [code for code in waited.missing if code not in supplied]
