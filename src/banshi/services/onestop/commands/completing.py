"""A department does its part: one step, or thousands of the same kind at once."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.actions import Guarded, may
from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.evidence.store import Accepted, store
from banshi.kernel.ledger.merkle import fold, leaf_hash
from banshi.kernel.ledger.record import Json, Recorded, Subject, record
from banshi.services.onestop.commands import onward
from banshi.services.onestop.commands.row import Done, Row, StepRow, Unfit, done, enter, in_hand, locked
from banshi.services.onestop.commands.sets import among, locking, rows
from banshi.services.onestop.models import Material
from banshi.services.onestop.queries.guard import HANDLE, ROOM
from banshi.services.onestop.queries.procedures import pinned
from banshi.services.onestop.rules.procedure import Procedure, Step
from banshi.services.onestop.rules.progress import State

MOST_AT_ONCE = 50_000
LONGEST_NUMBER = 60
WAITING = """SELECT c.area, c.procedure_id, s.place, s.id, c.id, c.number
FROM onestop_case c JOIN onestop_casestep s ON s.case_id = c.id
WHERE {steps} AND s.state = 'a' AND c.status IN ('open', 'withdrawing', 'failing') ORDER BY c.id"""
VERSIONS = "SELECT id, digest FROM onestop_procedureversion WHERE {versions}"


class NothingToComplete(Conflict):
    """None of the named steps waits for the actor's unit."""

    code = "nothing_to_complete"
    message = _("选中的 %(count)s 项都已经有了变化，没有可以办结的。请刷新后再选。")


@dataclass(frozen=True, slots=True)
class Issued:
    """A document that a step issues: its number, and its file where there is one."""

    number: str = ""
    file: Accepted | None = None


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of many steps. `left`: step → why it was not completed."""

    completed: int
    left: dict[int, str]
    entries: tuple[int, ...]
    """The ledger's entries, one for each kind of step; each carries the Merkle root of the cases it names."""


@dataclass
class _Group:
    """Steps of one kind in one county, with their cases."""

    procedure: Procedure
    county: str
    place: int
    found: list[tuple[Any, ...]] = field(default_factory=list)
    """Rows of WAITING."""

    @property
    def step(self) -> Step:
        return self.procedure.steps[self.place]

    @property
    def steps(self) -> list[int]:
        return [row[3] for row in self.found]

    @property
    def cases(self) -> list[int]:
        return [row[4] for row in self.found]

    @property
    def numbers(self) -> list[str]:
        return [row[5] for row in self.found]


@command
def complete(ctx: Context, /, *, number: str, step: str, documents: Mapping[str, Issued] | None = None) -> Done:
    """The step is done. What it issues goes on by reference; steps that waited only for it begin now.

    Raises:
        NotFound, Forbidden, OtherUnit; CaseOver, NoSuchStep, NotBegun.
        StepMovedOn: it was completed before, is returned, or stopped.
        Unfit: a document that the step does not give, or a number that is too long.
    """
    row = locked(number)
    held = in_hand(ctx, row, step, gettext("办好这一步"), State.ACTIVE)
    procedure, what = row.procedure, row.procedure.steps[held.place]
    issued = _issue(ctx, row, what, held, documents or {})
    entry = enter(ctx, row, "onestop.step_completed", {"step": what.code, "unit": held.unit_id, "materials": issued})
    _close(ctx, procedure, [held.id], [row.id], held.place, entry)
    return done(row, entry)


@command
def complete_many(ctx: Context, /, *, steps: Sequence[int]) -> Bulk:
    """Complete many steps of the actor's unit; those that have moved on are left, and it is said why.

    One statement each for all of a kind, and one entry of the ledger, which carries the Merkle root (RFC 6962) over the
    cases' numbers in order. Documents get the case's number and the step's place as theirs.

    Raises:
        NothingToComplete: all of them have moved on, or are not the unit's.
        Unfit: more than 50,000.
    """
    if not 0 < len(steps) <= MOST_AT_ONCE:
        raise Unfit({"steps": [_("一次最多办结 50000 项。")]})
    groups, left = _gather(ctx, sorted(set(steps)))
    if not groups:
        raise NothingToComplete(count=len(steps))
    entries = [_complete_group(ctx, group) for group in groups]
    return Bulk(sum(len(group.found) for group in groups), left, tuple(entry.id for entry in entries))


def _gather(ctx: Context, ids: Sequence[int]) -> tuple[list[_Group], dict[int, str]]:
    """The steps by kind, their cases locked in one order by everybody; and those that cannot be completed now."""
    where, values = among("s.id", ids)
    if ctx.actor.post is not None:
        where, values = f"{where} AND s.unit_id = %s", [*values, ctx.actor.post.unit_id]
    alike: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows(WAITING.format(steps=where) + locking("c, s"), values):
        alike[row[:3]].append(row)
    procedures = _pinned({version for _area, version, _place in alike})
    groups: dict[tuple[str, int, int], _Group] = {}
    for (area, version, place), some in alike.items():
        if _handles(ctx, some[0][-1], area) and _signs(ctx, procedures[version].steps[place]):
            group = groups.setdefault((area[:6], version, place), _Group(procedures[version], area[:6], place))
            group.found += some
    there = {key for group in groups.values() for key in group.steps}
    why = gettext("不在您单位，或刚刚有了变化。")
    return list(groups.values()), {key: why for key in ids if key not in there}


def _pinned(versions: Collection[int]) -> dict[int, Procedure]:
    """The procedures of these versions."""
    where, values = among("id", sorted(versions))
    return {key: pinned(key, digest) for key, digest in rows(VERSIONS.format(versions=where), values)}


def _handles(ctx: Context, number: str, area: str) -> bool:
    """Whether the actor's post handles steps of its unit there."""
    units = frozenset({ctx.actor.post.unit_id}) if ctx.actor.post else frozenset[int]()
    return may(ctx.actor, HANDLE, Guarded(subject=f"{ROOM}:{number}", area=area, unit_ids=units))


def _signs(ctx: Context, step: Step) -> bool:
    """Whether the actor's post is the one that signs the step."""
    return ctx.actor.post is None or not step.signs or ctx.actor.post.role == step.signs


def _complete_group(ctx: Context, group: _Group) -> Recorded:
    numbers = sorted(group.numbers)
    body: dict[str, Json] = {
        "procedure": group.procedure.code,
        "version": group.procedure.version,
        "step": group.step.code,
        "unit": ctx.actor.post.unit_id if ctx.actor.post else 0,
        "count": len(numbers),
        "cases": fold([leaf_hash(number.encode()) for number in numbers]).hex(),
    }
    about = Subject(ROOM, f"bulk-{ctx.actor.key.replace(':', '-')}", group.county)
    entry = record(ctx, about, "onestop.steps_completed", body)
    cases = group.cases
    onward.issue(ctx, cases, group.place, group.step.gives)
    _close(ctx, group.procedure, group.steps, cases, group.place, entry)
    return entry


def _close(
    ctx: Context, procedure: Procedure, steps: Sequence[int], cases: Sequence[int], place: int, entry: Recorded
) -> None:
    state = State.ISSUED if procedure.steps[place].delivers else State.DONE
    onward.finish(steps, state, ctx.now, entry.id)
    onward.met(ctx, procedure, cases, place)


def _issue(ctx: Context, row: Row, what: Step, held: StepRow, documents: Mapping[str, Issued]) -> Mapping[str, Json]:
    """Keep what the step issues. Material → SHA-256."""
    unknown = [code for code in documents if code not in what.gives]
    if unknown or any(len(each.number) > LONGEST_NUMBER for each in documents.values()):
        raise Unfit({"documents": [_("这一步不发这种文件，或文件编号超过 60 个字。")]})
    if not documents:
        onward.issue(ctx, [row.id], held.place, what.gives)
        return {code: _digest(row, code, _number(row, held.place)) for code in what.gives}
    found: dict[str, str] = {}
    for code in what.gives:
        given = documents.get(code, Issued())
        number = given.number.strip() or _number(row, held.place)
        file = store(ctx, given.file, subject=row.subject) if given.file is not None else None
        found[code] = file.sha256 if file is not None else _digest(row, code, number)
        Material.objects.create(
            case_id=row.id,
            code=code,
            place=held.place,
            number=number,
            sha256=found[code],
            file=file.key if file is not None else "",
            at=ctx.now,
        )
    return found


def _number(row: Row, place: int) -> str:
    return f"{row.number}-{place + 1}"


def _digest(row: Row, code: str, number: str) -> str:
    """The hash of a document without a file; see `onward.issue`."""
    return hashlib.sha256(f"{row.number}\n{code}\n{number}".encode()).hexdigest()
