"""Procedures are published, and running cases moved from one version to another."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.actions import Guarded
from banshi.kernel.access.actions import require as require_access
from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict, Invalid
from banshi.kernel.ledger.merkle import fold, leaf_hash
from banshi.kernel.ledger.record import Json, Subject, record
from banshi.services.onestop.commands import onward
from banshi.services.onestop.commands.row import CASES, Row, case_row
from banshi.services.onestop.commands.sets import locking, rows
from banshi.services.onestop.models import Case, CaseStep, Material, ProcedureVersion
from banshi.services.onestop.queries.departments import absent
from banshi.services.onestop.queries.guard import PUBLISH, READ, ROOM
from banshi.services.onestop.queries.kept import unsealed
from banshi.services.onestop.queries.procedures import Version, of_version
from banshi.services.onestop.rules.differences import Difference, Moved, difference, move
from banshi.services.onestop.rules.faults import BadProcedure
from banshi.services.onestop.rules.loading import read
from banshi.services.onestop.rules.procedure import Procedure
from banshi.services.onestop.rules.progress import Bits, Status

MOST_KEPT = 20


class FaultyProcedure(Invalid):
    """The file cannot be used as a procedure; each fault has its line."""

    code = "faulty_procedure"
    message = _("流程文件有 %(count)s 处要改：%(faults)s")


class PublishedOtherwise(Conflict):
    """A version of this name was published with other content."""

    code = "procedure_published_otherwise"
    message = _("“%(procedure)s”的 %(version)s 版已经发布，内容与这份文件不同。改动要用新的版本号。")


@dataclass(frozen=True, slots=True)
class Published:
    """A version that is now on the record. `new` is false where it was there before."""

    code: str
    version: str
    digest: str
    effective: date
    new: bool
    absent: tuple[str, ...]
    """Departments for which the county given has no unit yet."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What moving the running cases would change. `kept`: why some stay → how many."""

    difference: Difference
    moving: int
    kept: dict[str, int]
    examples: tuple[str, ...]
    """Numbers of some that stay."""


@dataclass(frozen=True, slots=True)
class MovedCases:
    """What moving has changed."""

    moved: int
    kept: dict[str, int]
    at: datetime
    entry_id: int


@command
def publish(ctx: Context, /, *, text: str, file: str, county: str = "") -> Published:
    """Publish a version of a procedure; publishing the same again changes nothing but the record.

    Raises:
        FaultyProcedure: with every fault by line. PublishedOtherwise.
        NotFound, Forbidden: the actor publishes nothing.
    """
    about = Subject(ROOM, f"procedure-{file[:40]}", county)
    require_access(ctx.actor, PUBLISH, Guarded(subject=str(about), area=county), read=READ)
    procedure = checked(text, file)
    digest = hashlib.sha256(text.encode()).hexdigest()
    row, new = ProcedureVersion.objects.get_or_create(
        code=procedure.code,
        version=procedure.version,
        defaults={"effective": procedure.effective, "digest": digest, "source": text, "loaded_at": ctx.now},
    )
    if row.digest != digest:
        raise PublishedOtherwise(procedure=procedure.title.zh, version=procedure.version)
    body: dict[str, Json] = {"version": row.version, "digest": digest, "from": row.effective.isoformat(), "new": new}
    record(ctx, Subject(ROOM, f"procedure-{row.code}", county), "onestop.procedure_published", body)
    return Published(row.code, row.version, digest, row.effective, new, absent(procedure, county))


def checked(text: str, file: str) -> Procedure:
    """The procedure of a file.

    Raises:
        FaultyProcedure: with every fault by line.
    """
    try:
        return read(text, file)
    except BadProcedure as bad:
        lines = [str(each) for each in bad.faults]
        raise FaultyProcedure(count=len(lines), lines=lines, faults="；".join(lines)) from bad


def preview_move(*, code: str, old: str, new: str) -> Preview:
    """What would become of the running cases of a version under another one; changes nothing.

    Raises:
        NoProcedure: there is no such version.
    """
    before, now = of_version(code, old), of_version(code, new)
    kept: Counter[str] = Counter()
    moving, examples = 0, []
    for row, moved in _fates(before, now, lock=False):
        if moved.bits is None:
            kept[said(moved)] += 1
            examples.append(row.number)
        else:
            moving += 1
    return Preview(difference(before.procedure, now.procedure), moving, dict(kept), tuple(examples[:MOST_KEPT]))


@command
def move_cases(ctx: Context, /, *, code: str, old: str, new: str, county: str = "") -> MovedCases:
    """Move the running cases of a version to another one; what has begun stays, what can begin begins.

    One entry of the ledger with the Merkle root over the numbers of the cases moved.

    Raises:
        NoProcedure; NotFound, Forbidden: the actor publishes nothing.
    """
    about = Subject(ROOM, f"procedure-{code}", county)
    require_access(ctx.actor, PUBLISH, Guarded(subject=str(about), area=county), read=READ)
    before, now = of_version(code, old), of_version(code, new)
    kept: Counter[str] = Counter()
    moved: list[Row] = []
    for row, fate in _fates(before, now, lock=True):
        if fate.bits is None:
            kept[said(fate)] += 1
            continue
        _move(row, now, fate, fate.bits)
        moved.append(row)
    if moved:
        onward.without_more(ctx, now.procedure, [row.id for row in moved])
    body: dict[str, Json] = {
        "old": old,
        "new": new,
        "digest": now.digest,
        "moved": len(moved),
        "kept": sum(kept.values()),
        "cases": fold([leaf_hash(row.number.encode()) for row in sorted(moved, key=lambda row: row.number)]).hex(),
    }
    entry = record(ctx, about, "onestop.cases_moved", body)
    return MovedCases(len(moved), dict(kept), entry.at, entry.id)


def said(moved: Moved) -> str:
    """Why a case stays, in the language in force."""
    return gettext(moved.why) % {"step": moved.step}


def _fates(before: Version, now: Version, *, lock: bool) -> Iterator[tuple[Row, Moved]]:
    """Each running case of the old version, and how it goes on."""
    papers: dict[int, set[str]] = {}
    running = Case.objects.filter(procedure_id=before.id, status=Status.OPEN)
    given = Material.objects.filter(case__in=running, revoked_at=None).values_list("case_id", "code")
    for case_id, paper in given:
        papers.setdefault(case_id, set()).add(paper)
    found = rows(
        f"{CASES.format(where='c.procedure_id = %s AND c.status = %s')} ORDER BY c.id{locking('c') if lock else ''}",
        [before.id, Status.OPEN.value],
    )
    for row in map(case_row, found):
        there = papers.get(row.id, set())
        yield row, move(before.procedure, now.procedure, row.bits, unsealed(row.answers), papers=there)


def _move(row: Row, now: Version, fate: Moved, bits: Bits) -> None:
    """Pin the case to the version; places of its steps are those there. In two rounds: places are unique in a case."""
    changed = {old: there for old, there in fate.places.items() if old != there}
    for old, there in changed.items():
        CaseStep.objects.filter(case_id=row.id, place=old).update(place=-1 - there)
    for there in changed.values():
        CaseStep.objects.filter(case_id=row.id, place=-1 - there).update(place=there)
    for old, there in changed.items():
        Material.objects.filter(case_id=row.id, place=old).update(place=-1 - there)
    for there in changed.values():
        Material.objects.filter(case_id=row.id, place=-1 - there).update(place=there)
    Case.objects.filter(pk=row.id).update(
        procedure_id=now.id, parts=bits.parts, begun=bits.begun, met=bits.met, ended=bits.ended
    )
