"""What the commands of this room share: find and lock a case and its steps, refuse, enter, tell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.actions import Guarded, may
from banshi.kernel.access.actions import require as require_access
from banshi.kernel.commands import Context
from banshi.kernel.directory.queries.people import PostRow, holders, staff_of
from banshi.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from banshi.kernel.ledger.record import Json, Recorded, Subject, record
from banshi.kernel.notices import outbox
from banshi.kernel.rooms import Role
from banshi.services.onestop.commands.sets import locking, rows
from banshi.services.onestop.queries.guard import HANDLE, READ, ROOM
from banshi.services.onestop.queries.procedures import pinned
from banshi.services.onestop.rules import numbers
from banshi.services.onestop.rules.procedure import Procedure
from banshi.services.onestop.rules.progress import ALIVE, STATE_TITLES, STATUS_TITLES, Bits, State, Status, places

CASES = """SELECT c.id, c.number, c.county, c.area, c.owner_id, c.status, c.parts, c.begun, c.met, c.ended, c.way, a.answers,
    v.id, v.digest FROM onestop_case c JOIN onestop_procedureversion v ON v.id = c.procedure_id
    JOIN onestop_said a ON a.case_id = c.id WHERE {where}"""
STEP = "SELECT id, place, unit_id, state FROM onestop_casestep WHERE case_id = %s AND place = %s"
LONGEST_REASON = 500


class Unfit(Invalid):
    """Some of what was given cannot be taken; every field says what to do."""

    code = "onestop_unfit"


class CaseOver(Conflict):
    """The case is finished, withdrawn or has failed."""

    code = "case_over"
    message = _("%(number)s 现在是“%(status)s”，不能再这样办理。请刷新后查看。")


class StepMovedOn(Conflict):
    """The step is not where the act needs it to be."""

    code = "step_moved_on"
    message = _("%(number)s 的“%(step)s”现在是“%(state)s”，不能%(act)s。请刷新后再办。")


class NotBegun(Conflict):
    """What comes before the step is not done yet."""

    code = "step_not_begun"
    message = _("%(number)s 的“%(step)s”还没有开始：要先办好%(before)s。")


class NoSuchStep(NotFound):
    """The case has no such step."""

    code = "no_such_step"
    message = _("%(number)s 没有“%(step)s”这一步。")


class OtherUnit(Forbidden):
    """The step belongs to another unit, or is signed by another post."""

    code = "step_of_other_unit"
    message = _("“%(step)s”由%(unit)s办理，您的岗位不能代办。")


@dataclass(frozen=True, slots=True)
class Row:
    """A case, locked until the command ends."""

    id: int
    number: str
    county: str
    area: str
    owner_id: int | None
    status: Status
    bits: Bits
    way: str
    answers: bytes
    version_id: int
    digest: str

    @property
    def procedure(self) -> Procedure:
        return pinned(self.version_id, self.digest)

    @property
    def subject(self) -> Subject:
        return Subject(ROOM, self.number, self.county)

    def guarded(self, units: Collection[int]) -> Guarded:
        """What access must know of it, with the units that have part in it."""
        return Guarded(
            subject=f"{ROOM}:{self.number}", area=self.area, owner_id=self.owner_id, unit_ids=frozenset(units)
        )


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a case that has begun."""

    id: int
    place: int
    unit_id: int
    state: State


@dataclass(frozen=True, slots=True)
class Done:
    """What a command answers: the case, how it stands now, and the entry that proves it."""

    number: str
    status: str
    at: datetime
    entry_id: int
    entry_hash: str


def case_row(found: tuple[Any, ...]) -> Row:
    """The columns of `CASES` as a case."""
    number, county, area, owner, status, parts, begun, met, ended, way, answers, version, digest = found[1:]
    bits = Bits(parts, begun, met, ended)
    return Row(found[0], number, county, area, owner, Status(status), bits, way, bytes(answers), version, digest)


def locked(number: str) -> Row:
    """The case, which nobody else changes until this command ends.

    The race: two people press two buttons at once. SQLite has one writer; on PostgreSQL the row lock makes the
    second wait and read what the first has left.

    Raises:
        NotFound: there is no such number.
    """
    found = rows(CASES.format(where="c.number = %s") + locking("c"), [numbers.tidy_number(number)])
    if not found:
        raise NotFound()
    return case_row(found[0])


def alive(row: Row) -> None:
    """Raises CaseOver where nothing can be done about the case any more."""
    if row.status not in ALIVE:
        raise CaseOver(number=row.number, status=gettext(STATUS_TITLES[row.status]))


def in_hand(ctx: Context, row: Row, code: str, act: str, *states: State) -> StepRow:
    """The step, for whoever handles it and may do the act now.

    Raises:
        NotFound, Forbidden: the case is not theirs to handle. OtherUnit: the step is not.
        CaseOver, NoSuchStep, NotBegun; StepMovedOn: it is in none of these states.
    """
    place = row.procedure.positions.get(code)
    step = begun_step(row, place) if place is not None else None
    if step is None or not may(ctx.actor, HANDLE, row.guarded([step.unit_id])):
        require_access(ctx.actor, HANDLE, row.guarded(units_of(row)), read=READ)
    if step is None:
        raise not_begun(row, code)
    handles(ctx, row.procedure, step)
    alive(row)
    if step.state not in states:
        raise moved_on(row, step, act)
    return step


def begun_step(row: Row, place: int) -> StepRow | None:
    """The step of the case; None where it has not begun."""
    found = rows(STEP, [row.id, place])
    return StepRow(found[0][0], found[0][1], found[0][2], State(found[0][3])) if found else None


def not_begun(row: Row, code: str) -> NotBegun | NoSuchStep:
    """Why a step of this code cannot be acted on yet, or ever."""
    procedure, place = row.procedure, row.procedure.positions.get(code)
    if place is None or not row.bits.parts >> place & 1:
        return NoSuchStep(number=row.number, step=code[:40] if place is None else procedure.steps[place].title.zh)
    waited_for = procedure.first[place] & row.bits.parts & ~row.bits.met
    before = titles(procedure, tuple(places(waited_for)))
    return NotBegun(number=row.number, step=procedure.steps[place].title.zh, before=before)


def handles(ctx: Context, procedure: Procedure, step: StepRow) -> None:
    """Raises OtherUnit where the actor's post does not handle the step."""
    if ctx.actor.kind == "system":
        return
    what, post = procedure.steps[step.place], ctx.actor.post
    if post is None or post.unit_id != step.unit_id or (what.signs and post.role != what.signs):
        raise other_unit(procedure, step.place)


def other_unit(procedure: Procedure, place: int) -> OtherUnit:
    """The refusal that says whose the step is."""
    what = procedure.steps[place]
    return OtherUnit(step=what.title.zh, unit=procedure.departments[what.department].title.zh)


def moved_on(row: Row, step: StepRow, act: str) -> StepMovedOn:
    """The refusal that says where the step is."""
    what = row.procedure.steps[step.place]
    return StepMovedOn(number=row.number, step=what.title.zh, state=gettext(STATE_TITLES[step.state]), act=act)


def own(ctx: Context, row: Row, action: str) -> None:
    """Let its resident, or staff who may, go on.

    Raises:
        NotFound, Forbidden: see `kernel.access`.
    """
    require_access(ctx.actor, action, row.guarded(units_of(row)), read=READ)


def units_of(row: Row) -> list[int]:
    """The units whose steps have begun."""
    return [unit for (unit,) in rows("SELECT DISTINCT unit_id FROM onestop_casestep WHERE case_id = %s", [row.id])]


def status_of(row: Row) -> str:
    """How the case stands after what the command has done."""
    return str(rows("SELECT status FROM onestop_case WHERE id = %s", [row.id])[0][0])


def enter(
    ctx: Context,
    row: Row,
    kind: str,
    body: Mapping[str, Json] | None = None,
    *,
    sealed: Mapping[str, str] | None = None,
) -> Recorded:
    """Record what happened on the case's chain."""
    kept = {name: value for name, value in (sealed or {}).items() if value}
    return record(ctx, row.subject, kind, body or {}, sealed=kept)


def done(row: Row, entry: Recorded) -> Done:
    return Done(row.number, status_of(row), entry.at, entry.id, entry.hash)


def reasoned(reason: str) -> str:
    """The words without blanks around them.

    Raises:
        Unfit: none, or too many.
    """
    words = reason.strip()
    if not 0 < len(words) <= LONGEST_REASON:
        raise Unfit({"reason": [_("请写明原因，最多 500 个字。居民会看到。")]})
    return words


def tell_owner(ctx: Context, row: Row, template: str, *, once: str, **data: str) -> None:
    """Tell the resident whose case it is."""
    if row.owner_id is not None:
        filled = {"number": row.number, "title": row.procedure.title.zh, **data}
        link = f"/onestop/c/{row.number}/"
        outbox.send(ctx, about=row.guarded([]), to=[row.owner_id], template=template, data=filled, link=link, once=once)


def tell_unit(ctx: Context, row: Row, unit_id: int, template: str, *, once: str, **data: str) -> None:
    """Tell those who work at the unit today."""
    today = timezone.localdate(ctx.now)
    _tell_staff(ctx, row, staff_of(unit_id, today), [unit_id], template, once, data)


def tell_supervisors(ctx: Context, row: Row, template: str, *, once: str, **data: str) -> None:
    """Tell those who supervise where the case is."""
    found = holders(timezone.localdate(ctx.now), roles=[Role.SUPERVISOR], area=row.area)
    _tell_staff(ctx, row, found, [], template, once, data)


def _tell_staff(
    ctx: Context,
    row: Row,
    posts: Sequence[PostRow],
    units: Sequence[int],
    template: str,
    once: str,
    data: Mapping[str, str],
) -> None:
    people = sorted({post.person_id for post in posts})
    if people:
        filled = {"number": row.number, "title": row.procedure.title.zh, **data}
        link = f"/onestop/desk/c/{row.number}/"
        outbox.send(ctx, about=row.guarded(units), to=people, template=template, data=filled, link=link, once=once)


def titles(procedure: Procedure, steps: Sequence[int]) -> str:
    """What these steps are called, in Chinese."""
    return "、".join(procedure.steps[place].title.zh for place in steps)
