"""What waits at a department: due first, page by page at any depth."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Actor
from banshi.kernel.errors import Invalid
from banshi.kernel.forms.questions import Words
from banshi.kernel.rooms import Reach, Role, grants
from banshi.services.onestop.models import CaseStep, Delivery, Return
from banshi.services.onestop.queries.guard import HANDLE, SUPERVISE
from banshi.services.onestop.queries.procedures import pinned, versions
from banshi.services.onestop.rules.procedure import Procedure, Step
from banshi.services.onestop.rules.progress import State

PAGE, MOST = 50, 1000
RELATED = ("case__procedure", "case__owner", "unit")


class BadMark(Invalid):
    """The mark of a page does not come from this list."""

    code = "onestop_bad_mark"
    message = _("翻页位置无效，请从第一页重新开始。")


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A step that waits for the unit."""

    step_id: int
    number: str
    procedure: str
    title: Words
    step: str
    step_title: Words
    owner: str
    unit: str
    started: datetime
    due: date | None
    """None while it waits for the resident."""
    late: bool
    signs: str
    """Role of the post that completes it; a handler of the unit where empty."""
    reason: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandRow:
    """A document that waits to be handed over or received."""

    number: str
    title: Words
    step: str
    step_title: Words
    owner: str
    way: str
    place: str
    reference: str
    ready_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Desk:
    """One page of what waits for the unit; `after` is the mark of the next page, "" where there is none."""

    rows: tuple[DeskRow, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits for the unit."""

    active: int
    late: int
    returned: int
    handing: int


def desk(
    actor: Actor, now: datetime, *, after: str = "", limit: int = PAGE, procedure: str = "", step: str = ""
) -> Desk:
    """Running steps of the actor's unit, the soonest due first; of one procedure, or one step of it, if named. SQL: 1, or 2."""
    limit = max(1, min(limit, MOST))
    rows = _of_unit(actor).filter(due__isnull=False)
    if procedure:
        rows = rows.filter(_kind(procedure, step))
    if after:
        due, key = _read(after)
        rows = rows.filter(Q(due__gt=due) | Q(due=due, id__gt=key))
    found = list(rows.order_by("due", "id")[: limit + 1])
    mark = _write(found[limit - 1]) if len(found) > limit else ""
    return Desk(tuple(_row(each, now) for each in found[:limit]), mark)


def returned(actor: Actor, now: datetime) -> tuple[DeskRow, ...]:
    """Steps of the actor's unit that wait for the resident, with what is missing, the longest first. SQL: 2."""
    asked = {
        each.step_id: each
        for each in Return.objects.filter(answered_at=None, step__in=_of_unit(actor)).order_by("id")[:MOST]
    }
    rows = _of_unit(actor).filter(pk__in=list(asked)).order_by("id")
    return tuple(_row(each, now, asked[each.pk]) for each in rows)


def handing(actor: Actor) -> tuple[HandRow, ...]:
    """Documents of the actor's unit that were not received yet, the oldest first. SQL: 1."""
    if actor.post is None or not _handles(actor):
        return ()
    found = Delivery.objects.filter(
        unit_id=actor.post.unit_id, received_at=None, step__state__in=[State.ISSUED, State.SENT]
    )
    rows = found.select_related("step", "case__procedure", "case__owner").defer("case__procedure__source")
    return tuple(_hand(each) for each in rows.order_by("id")[:MOST])


def counts(actor: Actor, now: datetime) -> Counts:
    """How much waits for the actor's unit. SQL: 4."""
    mine, today = _of_unit(actor), timezone.localdate(now)
    active = mine.filter(due__isnull=False)
    unit = actor.post.unit_id if actor.post is not None and _handles(actor) else 0
    return Counts(
        active=active.count(),
        late=active.filter(due__lt=today).count(),
        returned=Return.objects.filter(answered_at=None, step__in=mine).count(),
        handing=Delivery.objects.filter(
            unit_id=unit, received_at=None, step__state__in=[State.ISSUED, State.SENT]
        ).count(),
    )


def stuck(actor: Actor, now: datetime, *, limit: int = MOST) -> tuple[DeskRow, ...]:
    """Steps in the supervisor's area that are late, the longest late first. SQL: 1."""
    post = actor.post
    if post is None or grants()[Role(post.role)].get(SUPERVISE) is not Reach.AREA:
        return ()
    late = CaseStep.objects.filter(due__isnull=False, due__lt=timezone.localdate(now), case__area__startswith=post.area)
    rows = late.select_related(*RELATED).defer("case__procedure__source").order_by("due", "id")
    return tuple(_row(each, now) for each in rows[:limit])


def _of_unit(actor: Actor) -> QuerySet[CaseStep]:
    """Steps of the actor's unit, where their post handles any."""
    rows = CaseStep.objects.select_related(*RELATED).defer("case__procedure__source")
    if actor.post is None or not _handles(actor):
        return rows.none()
    return rows.filter(unit_id=actor.post.unit_id)


def _kind(procedure: str, step: str) -> Q:
    """Steps of this procedure; where a step is named, this one of every version."""
    if not step:
        return Q(case__procedure__code=procedure)
    found = [each for each in versions(procedure) if step in each.procedure.positions]
    kinds = (Q(case__procedure_id=each.id, place=each.procedure.positions[step]) for each in found)
    return reduce(or_, kinds, Q(pk__in=[]))


def _handles(actor: Actor) -> bool:
    return actor.post is not None and HANDLE in grants()[Role(actor.post.role)]


def _row(each: CaseStep, now: datetime, asked: Return | None = None) -> DeskRow:
    procedure, what = _what(each)
    return DeskRow(
        step_id=each.pk,
        number=each.case.number,
        procedure=procedure.code,
        title=procedure.title,
        step=what.code,
        step_title=what.title,
        owner=each.case.owner.name if each.case.owner else "",
        unit=each.unit.name,
        started=each.started,
        due=each.due,
        late=each.due is not None and each.due < timezone.localdate(now),
        signs=what.signs,
        reason=asked.reason if asked else "",
        missing=tuple(asked.missing) if asked else (),
    )


def _hand(each: Delivery) -> HandRow:
    procedure, what = _what(each.step, each)
    return HandRow(
        number=each.case.number,
        title=procedure.title,
        step=what.code,
        step_title=what.title,
        owner=each.case.owner.name if each.case.owner else "",
        way=each.way,
        place=each.place,
        reference=each.reference,
        ready_at=each.ready_at,
        sent_at=each.sent_at,
    )


def _what(step: CaseStep, of: Delivery | None = None) -> tuple[Procedure, Step]:
    case = (of or step).case
    procedure = pinned(case.procedure_id, case.procedure.digest)
    return procedure, procedure.steps[step.place]


def _write(row: CaseStep) -> str:
    assert row.due is not None
    text = json.dumps([row.due.isoformat(), row.pk])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(mark: str) -> tuple[date, int]:
    try:
        due, key = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        return date.fromisoformat(due), int(key)
    except (ValueError, TypeError, binascii.Error):
        raise BadMark() from None
