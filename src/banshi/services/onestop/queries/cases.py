"""One case, and a resident's own cases."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from banshi.kernel.access.actions import may
from banshi.kernel.commands import Actor
from banshi.kernel.directory.personal import unseal
from banshi.kernel.directory.queries.units import units_named
from banshi.kernel.forms.questions import Form, Kind
from banshi.services.onestop.models import Case, CaseStep, Delivery, Material, Return
from banshi.services.onestop.queries.guard import HANDLE, OWN, find, guarded_from
from banshi.services.onestop.queries.kept import ADDRESS, unsealed
from banshi.services.onestop.queries.pending import form_of_missing
from banshi.services.onestop.queries.procedures import pinned
from banshi.services.onestop.queries.shown import WAITING, CaseShown, Handed, MineRow, PaperShown, StepShown
from banshi.services.onestop.rules.asking import form_for
from banshi.services.onestop.rules.procedure import Procedure
from banshi.services.onestop.rules.progress import RUNNING, Bits, State, Status, places, without

MOST_MINE = 200
HIDDEN = "***********"


def view(actor: Actor, number: str, now: datetime) -> CaseShown:
    """The case with all its steps. SQL: 9.

    Raises:
        NotFound: there is none, or the actor may not know that there is.
    """
    row = find(actor, number)
    procedure = pinned(row.procedure_id, row.procedure.digest)
    bits = Bits(row.parts, row.begun, row.met, row.ended)
    begun = {step.place: step for step in CaseStep.objects.filter(case=row).order_by("id")}
    asked = {each.step_id: each for each in Return.objects.filter(case=row, answered_at=None).order_by("id")}
    handed = {each.step_id: each for each in Delivery.objects.filter(case=row).order_by("id")}
    names = units_named(step.unit_id for step in begun.values())
    today = timezone.localdate(now)
    steps = tuple(
        _step(procedure, row, bits, place, begun.get(place), asked, handed, names, today)
        for place in range(len(procedure.steps))
        if bits.parts >> place & 1 or place in begun
    )
    answers, form = _answers(actor, row, procedure, bits, begun)
    mine = may(actor, OWN, guarded_from(row, []))
    return CaseShown(
        number=row.number,
        title=procedure.title,
        procedure=procedure,
        version=procedure.version,
        digest=row.procedure.digest,
        status=row.status,
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else "",
        area=row.area,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        way=row.way,
        place=row.place,
        address=unseal(row.address, ADDRESS) if mine or _sends(actor, handed) else "",
        steps=steps,
        missing=form_of_missing(procedure, [code for each in asked.values() for code in each.missing]),
        papers=_papers(row, procedure),
        answers=answers,
        form=form,
        at_window=row.post_id is not None,
    )


def mine(actor: Actor) -> tuple[MineRow, ...]:
    """The actor's own cases, the newest first, at most 200. SQL: 4."""
    if actor.person_id is None:
        return ()
    rows = list(
        Case.objects.filter(owner_id=actor.person_id)
        .select_related("procedure")
        .defer("procedure__source")
        .order_by("-id")[:MOST_MINE]
    )
    ids = [row.pk for row in rows]
    due = CaseStep.objects.filter(case__in=ids, due__isnull=False).order_by("-due").values_list("case_id", "due")
    running = dict(due)
    missing = _counted(Return.objects.filter(case__in=ids, answered_at=None).values_list("case_id", flat=True))
    waiting = CaseStep.objects.filter(case__in=ids, state__in=[State.ISSUED, State.SENT])
    ready = _counted(waiting.values_list("case_id", flat=True))
    return tuple(
        MineRow(
            number=row.number,
            title=pinned(row.procedure_id, row.procedure.digest).title,
            status=row.status,
            opened_at=row.opened_at,
            done=row.ended.bit_count(),
            total=row.parts.bit_count(),
            missing=missing[row.pk],
            ready=ready[row.pk],
            last_day=running.get(row.pk),
        )
        for row in rows
    )


def _step(
    procedure: Procedure,
    row: Case,
    bits: Bits,
    place: int,
    begun: CaseStep | None,
    asked: Mapping[int, Return],
    handed: Mapping[int, Delivery],
    names: Mapping[int, str],
    today: date,
) -> StepShown:
    what = procedure.steps[place]
    department = procedure.departments[what.department]
    before = places(procedure.first[place] & bits.parts & ~bits.met)
    running = begun is None or State(begun.state) in RUNNING
    known = StepShown(
        code=what.code,
        place=place,
        title=what.title,
        department=department.title,
        unit_id=begun.unit_id if begun else None,
        unit=names.get(begun.unit_id, "") if begun else "",
        state=State(begun.state).name.lower() if begun else WAITING,
        basis=what.basis,
        limit=what.limit,
        optional=what.optional,
        can_leave=row.status == Status.OPEN and running and _can_leave(procedure, bits, place),
        waits_for=() if begun else tuple(procedure.steps[at].code for at in before),
    )
    return known if begun is None else _begun(known, begun, asked.get(begun.pk), handed.get(begun.pk), today)


def _begun(known: StepShown, begun: CaseStep, asked: Return | None, handed: Delivery | None, today: date) -> StepShown:
    """The same with what is known since it began."""
    last = timezone.localdate(begun.finished) if begun.finished else today
    stopped = begun.state not in (State.ACTIVE, State.ISSUED, State.SENT, State.DONE)
    return replace(
        known,
        step_id=begun.pk,
        started=begun.started,
        last_day=begun.last_day,
        finished=begun.finished,
        late=last > begun.last_day and not stopped,
        escalated=begun.due is not None and begun.watch is None,
        reason=asked.reason if asked else "",
        missing=tuple(asked.missing) if asked else (),
        handed=_handed(handed),
        entry_id=begun.entry_id,
    )


def _handed(row: Delivery | None) -> Handed | None:
    if row is None:
        return None
    return Handed(row.way, row.place, row.reference, row.ready_at, row.sent_at, row.received_at)


def _can_leave(procedure: Procedure, bits: Bits, place: int) -> bool:
    gone = without(procedure, bits, place)
    return bool(bits.parts >> place & 1) and all(procedure.steps[at].optional for at in places(gone))


def _sends(actor: Actor, handed: Mapping[int, Delivery]) -> bool:
    """Whether the actor's unit has something to send."""
    return actor.post is not None and any(
        each.unit_id == actor.post.unit_id and each.received_at is None for each in handed.values()
    )


def _papers(row: Case, procedure: Procedure) -> tuple[PaperShown, ...]:
    return tuple(
        PaperShown(
            code=each.code,
            title=procedure.materials[each.code].title,
            step=procedure.steps[each.place].code if each.place is not None else "",
            number=each.number,
            sha256=each.sha256,
            file=each.file,
            at=each.at,
            in_force=each.revoked_at is None,
        )
        for each in Material.objects.filter(case=row).order_by("id")
        if each.code in procedure.materials
    )


def _answers(
    actor: Actor, row: Case, procedure: Procedure, bits: Bits, begun: Mapping[int, CaseStep]
) -> tuple[dict[str, Any], Form]:
    """What was answered, as far as it concerns the reader: a department sees the common questions and its steps' own."""
    form, said = form_for(procedure), unsealed(row.said.answers)
    if not may(actor, OWN, guarded_from(row, [])) and actor.post is not None and actor.kind != "system":
        unit = actor.post.unit_id
        own = [procedure.steps[place].form for place, step in begun.items() if step.unit_id == unit]
        forms = [each for each in (procedure.form, *own) if each is not None]
        handles = may(actor, HANDLE, guarded_from(row, [step.unit_id for step in begun.values()]))
        known = {code for each in forms for code in each.known} if handles else set(form.known)
        said = {code: value for code, value in said.items() if code in known}
    return {code: _masked(form, code, value) for code, value in said.items()}, form


def _masked(form: Form, code: str, value: Any) -> Any:
    question = form.known.get(code)
    if question is None:
        return value
    if question.kind is Kind.REPEAT and isinstance(value, list):
        inner = Form("inner", 1, question.title, question.questions)
        return [{name: _masked(inner, name, each) for name, each in one.items()} for one in value]
    return f"{value[:3]}{HIDDEN}{value[-4:]}" if question.kind is Kind.IDENTITY and isinstance(value, str) else value


def _counted(ids: Iterable[int]) -> Counter[int]:
    return Counter(ids)
