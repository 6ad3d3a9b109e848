"""A case is opened: by the resident, or by a clerk at the window with the resident's consent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.actions import Guarded
from banshi.kernel.access.actions import require as require_access
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.models import Unit
from banshi.kernel.directory.personal import seal
from banshi.kernel.directory.queries.people import PersonRow
from banshi.kernel.directory.queries.people import person as person_of
from banshi.kernel.errors import Conflict, SignInNeeded
from banshi.kernel.forms.answers import check
from banshi.kernel.ledger.record import Json, Subject, record
from banshi.services.onestop.commands import onward
from banshi.services.onestop.commands.answers import apart, keep_papers, sealed
from banshi.services.onestop.commands.consent import use_consent
from banshi.services.onestop.commands.delivering import unfit_way
from banshi.services.onestop.commands.row import Unfit
from banshi.services.onestop.commands.sets import second
from banshi.services.onestop.models import Case, Said
from banshi.services.onestop.queries.guard import OPEN, READ, ROOM
from banshi.services.onestop.queries.kept import ADDRESS
from banshi.services.onestop.queries.procedures import Version, in_force
from banshi.services.onestop.rules.asking import form_for
from banshi.services.onestop.rules.numbers import new_number
from banshi.services.onestop.rules.procedure import Procedure, Way
from banshi.services.onestop.rules.progress import Bits, Selection, places, ready, select


class NoUnit(Conflict):
    """A department of the procedure has no unit where the resident lives."""

    code = "onestop_no_unit"
    message = _("%(area)s 没有承办“%(title)s”的单位（%(department)s）。请联系管理员补上单位，或在户籍地办理。")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a resident asks for. `left`: optional steps that they leave out."""

    procedure: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    way: str = Way.WINDOW.value
    place: str = ""
    """Code of a place near home, for the way `near`."""
    address: str = ""
    """For the post."""
    area: str = ""
    """Where it is done; where the resident lives if left out."""
    consent: bool = False
    """That departments pass papers and answers on among themselves, for this case."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the resident takes home."""

    number: str
    steps: tuple[str, ...]
    """Codes of what the case consists of."""
    begun: tuple[str, ...]
    without: dict[str, str]
    """Step left out → the material it would have needed."""
    at: datetime
    entry_id: int
    entry_hash: str


@command
def open_case(ctx: Context, /, *, wish: Wish) -> Opened:
    """Open a case for oneself; what needs nothing else begins at once.

    Raises:
        SignInNeeded: by nobody known.
        NoProcedure, NoUnit; Unfit: answers, way or consent are missing or wrong.
    """
    if ctx.actor.person_id is None:
        raise SignInNeeded()
    if not wish.consent:
        raise Unfit({"consent": [_("请先同意各部门为办这件事共用您的材料。")]})
    return _open(ctx, wish, person_of(ctx.actor.person_id), None)


@command
def open_case_for(ctx: Context, /, *, person_id: int, wish: Wish, consent_id: int) -> Opened:
    """Open a case at the window for a resident who has agreed by the code sent to their phone.

    Raises:
        NotFound, Forbidden: the actor takes nothing down there.
        NotAgreed, ConsentOver: of `consent`; NoSuchPerson; as `open_case`.
    """
    person = person_of(person_id)
    _at_window(ctx, wish.area or person.reach)
    use_consent(ctx, consent_id=consent_id, person_id=person_id)
    return _open(ctx, wish, person, ctx.actor.post.id if ctx.actor.post else None)


def _at_window(ctx: Context, area: str) -> None:
    here = Guarded(subject=f"{ROOM}:window", area=area or settings.BANSHI_COUNTY)
    require_access(ctx.actor, OPEN, here, read=READ)


def _open(ctx: Context, wish: Wish, person: PersonRow, post_id: int | None) -> Opened:
    today = timezone.localdate(ctx.now)
    version = in_force(wish.procedure, today)
    procedure = version.procedure
    area = wish.area or person.reach or settings.BANSHI_COUNTY
    form = form_for(procedure, wish.left)
    checked = check(form, wish.answers, today=today)
    faults = {**{code: [fault] for code, fault in checked.faults.items()}, **_unfit(procedure, area[:6], wish)}
    if faults:
        raise Unfit(faults)
    said, papers = apart(form, checked.answers)
    chosen = select(procedure, checked.answers, wish.left)
    if not chosen.parts:
        raise Unfit({"left": [_("请至少选一项来办。")]})
    _units_there(procedure, chosen.parts, area)
    case = _row(ctx, version, wish, person, area, chosen, post_id)
    case.save(force_insert=True)
    kept = Said.objects.create(case_id=case.pk, answers=sealed(said))
    subject = Subject(ROOM, case.number, case.county)
    hashes = keep_papers(ctx, procedure, case.pk, subject, papers)
    onward.begin(ctx, procedure, [case.pk], tuple(places(case.begun)))
    return _entered(ctx, case, version, chosen, hashes, bytes(kept.answers))


def _row(
    ctx: Context,
    version: Version,
    wish: Wish,
    person: PersonRow,
    area: str,
    chosen: Selection,
    post_id: int | None,
) -> Case:
    begun = sum(1 << place for place in ready(version.procedure, Bits(chosen.parts)))
    return Case(
        number=new_number(timezone.localdate(ctx.now)),
        county=area[:6],
        area=area,
        procedure_id=version.id,
        owner_id=person.id,
        status="open",
        parts=chosen.parts,
        begun=begun,
        way=wish.way,
        place=wish.place if wish.way == Way.NEAR else "",
        address=seal(wish.address.strip(), ADDRESS) if wish.way == Way.POST else b"",
        post_id=post_id,
        opened_at=second(ctx.now),
    )


def _entered(
    ctx: Context, case: Case, version: Version, chosen: Selection, hashes: Mapping[str, str], answers: bytes
) -> Opened:
    steps = [version.procedure.steps[place].code for place in places(chosen.parts)]
    begun = [version.procedure.steps[place].code for place in places(case.begun)]
    body: dict[str, Json] = {
        "procedure": version.code,
        "version": version.version,
        "digest": version.digest,
        "steps": steps,
        "begun": begun,
        "materials": dict(hashes),
        "way": case.way,
        "window": case.post_id is not None,
    }
    subject = Subject(ROOM, case.number, case.county)
    entry = record(ctx, subject, "onestop.case_opened", body, sealed={"answers": answers.hex()})
    without = dict(chosen.without)
    return Opened(case.number, tuple(steps), tuple(begun), without, entry.at, entry.id, entry.hash)


def _unfit(procedure: Procedure, county: str, wish: Wish) -> dict[str, list[Any]]:
    """What is wrong beside the answers."""
    found: dict[str, list[Any]] = {}
    known = {step.code for step in procedure.steps if step.optional}
    if not known.issuperset(wish.left):
        found["left"] = [_("只有可选的事项可以不办。")]
    return {**found, **unfit_way(procedure.ways, county, wish.way, wish.place, wish.address)}


def _units_there(procedure: Procedure, parts: int, area: str) -> None:
    """Raises NoUnit where a step, or one that would undo it, has nobody to carry it out."""
    steps = [procedure.steps[place] for place in places(parts)]
    steps += [procedure.step(step.compensate.step) for step in steps if step.compensate.step]
    slugs = {procedure.departments[step.department].slug(area): step for step in steps}
    known: Collection[str] = set(Unit.objects.filter(slug__in=slugs, active=True).values_list("slug", flat=True))
    for slug, step in slugs.items():
        if slug not in known:
            department = procedure.departments[step.department].title.zh
            raise NoUnit(area=area, title=step.title.zh, department=department)
