"""One request with everything about it that the asker may see."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from banshi.kernel.access.actions import Confidentiality, Guarded, may
from banshi.kernel.clocks import queries as clocks
from banshi.kernel.commands import Actor
from banshi.kernel.commands.prepared import prepared
from banshi.kernel.directory.personal import unseal
from banshi.kernel.errors import NotFound
from banshi.kernel.evidence.queries import files_of
from banshi.services.requests.models import AccusedParty, CoHandler, Request
from banshi.services.requests.queries import parts
from banshi.services.requests.queries.acts import acts
from banshi.services.requests.queries.charges import charges_of
from banshi.services.requests.queries.guard import READ, guarded_from, holds_secret, numbered, subject
from banshi.services.requests.queries.shown import CoHandlerShown, Matter, PartyShown
from banshi.services.requests.rules import answers, numbers
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import Kind
from banshi.services.requests.service import SERVICE

JOINED = ("lead_unit", "holder_unit", "handler__person", "leader", "master", "resident")
BEARER = -1
"""The person id under which the bearer of a secret owns the request; nobody has it."""
ACTIONS = frozenset(action for actions in SERVICE.grants.values() for action in actions)
AT_DESK = frozenset({Stage.RECEIVED, Stage.TRIAGED, Stage.ESCALATED})
SAME = (
    "number",
    "county",
    "area",
    "kind",
    "channel",
    "theme",
    "stage",
    "open",
    "title",
    "text",
    "category",
    "place",
    "lon",
    "lat",
    "level",
    "urgency",
    "submitted_at",
    "due_at",
    "answered_at",
    "closed_at",
    "rating",
    "passes",
    "reopened",
    "version",
    "public",
    "accusing",
    "resident_id",
    "lead_unit_id",
    "holder_unit_id",
)
"""Columns that are shown as they are."""


def view(actor: Actor, number: str, now: datetime, *, secret: str = "") -> Matter:
    """The request, for its owner, for those who work on it, or for the bearer of its secret. SQL: at most 19.

    Raises:
        NotFound: there is none, or the asker may not know that there is.
    """
    row = next(iter(_row(numbers.tidy_number(number))), None)
    if row is None:
        raise NotFound()
    accused, helpers = _accused(row.pk), _helpers(row.pk)
    known = guarded_from(row, [each.unit_id for each in helpers], [(each.unit_id, each.person_id) for each in accused])
    if secret and holds_secret(actor, row, secret):
        actor, known = Actor(kind="resident", person_id=BEARER), replace(known, owner_id=BEARER)
    if not may(actor, READ, known):
        raise NotFound()
    return _matter(Asked(actor, now, known, accused, helpers), row)


@prepared
def _row(number: str) -> QuerySet[Request]:
    return Request.objects.select_related(*JOINED).filter(number=number)


@prepared
def _accused(request_id: int) -> QuerySet[AccusedParty]:
    return AccusedParty.objects.filter(request_id=request_id).select_related("unit", "person").order_by("id")


@prepared
def _helpers(request_id: int) -> QuerySet[CoHandler]:
    return CoHandler.objects.filter(request_id=request_id, removed_at=None).select_related("unit").order_by("id")


def track(actor: Actor, number: str, secret: str, now: datetime) -> Matter:
    """The request for somebody who shows its number and secret. SQL: as `view`, and 3.

    Raises:
        NotFound: the two do not belong together; which of them is wrong is not told.
    """
    row = numbered(number)
    if row is None or not holds_secret(actor, row, secret):
        raise NotFound()
    return view(actor, number, now, secret=secret)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, and what access knows of the row."""

    actor: Actor
    now: datetime
    known: Guarded
    accused: list[AccusedParty]
    helpers: list[CoHandler]


def _matter(asked: Asked, row: Request) -> Matter:
    actor, known = asked.actor, asked.known
    named = str(subject(row))
    mine = actor.person_id is not None and actor.person_id == known.owner_id
    granted = frozenset(action for action in ACTIONS if may(actor, action, known))
    hidden = not mine and row.level >= Confidentiality.CONFIDENTIAL and "requests.supervise" not in granted
    return Matter(
        **{name: getattr(row, name) for name in SAME},
        mine=mine,
        erased=row.erased_at is not None,
        resident="" if hidden else row.resident.name if row.resident else unseal(row.name_sealed, "requests.name"),
        phone="" if hidden else unseal(row.phone_sealed, "requests.phone"),
        hidden=hidden,
        lead_unit=row.lead_unit.name if row.lead_unit else "",
        holder_unit=row.holder_unit.name if row.holder_unit else "",
        handler=row.handler.person.name if row.handler else "",
        leader=row.leader.name if row.leader else "",
        master=row.master.number if row.master else "",
        acts=acts(actor, row, known),
        may=granted,
        points=answers.points_of(row.text),
        co_handlers=tuple(_helper(each) for each in asked.helpers),
        accused=tuple(_party(each) for each in asked.accused),
        answers=parts.answers_of(row) if row.answered_at else (),
        notes=parts.notes_of(row, all_of_them=actor.post is not None and not mine),
        charges=charges_of(row),
        supervisions=parts.supervisions_of(row) if actor.post is not None and not mine else (),
        reviews=parts.reviews_of(row) if row.kind == Kind.PETITION else (),
        callbacks=parts.callbacks_of(row, mine=mine) if row.answered_at else (),
        suggestions=parts.suggestions_of(row, actor) if row.stage in AT_DESK and "requests.triage" in granted else (),
        files=files_of(named),
        clocks=tuple(clocks.of(named)),
        way=tuple(clocks.way(named, asked.now)),
        entries=parts.entries_of(named),
        unread=parts.unread(row, from_resident=not mine),
    )


def _helper(each: CoHandler) -> CoHandlerShown:
    return CoHandlerShown(each.unit_id, each.unit.name, each.task, each.added_at, each.reported_at)


def _party(each: AccusedParty) -> PartyShown:
    name = each.unit.name if each.unit else each.person.name if each.person else ""
    return PartyShown(each.unit_id, each.person_id, name)
