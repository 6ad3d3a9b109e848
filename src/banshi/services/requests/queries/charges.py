"""Hard cases and the leaders who answer for them, with the public trace of every change."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from banshi.kernel.commands import Actor
from banshi.kernel.commands.prepared import prepared
from banshi.services.requests.models import LeaderCharge, Promise, Request, Visit
from banshi.services.requests.queries.guard import readable
from banshi.services.requests.queries.keyset import Cut, Page, page


@dataclass(frozen=True, slots=True)
class PromiseShown:
    id: int
    text: str
    due: date
    kept_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class VisitShown:
    at: datetime
    place: str
    heard: str


@dataclass(frozen=True, slots=True)
class ChargeShown:
    """One leader's time in charge of one case."""

    leader: str
    title: str
    starts: datetime
    ends: datetime | None
    why_ended: str
    settled_at: datetime | None
    visits: tuple[VisitShown, ...]
    promises: tuple[PromiseShown, ...]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One case of the board, with every leader it has had."""

    number: str
    title: str
    stage: str
    area: str
    due_at: datetime
    charges: tuple[ChargeShown, ...]


_ORDERED = (
    Prefetch("visits", Visit.objects.order_by("at", "id")),
    Prefetch("promises", Promise.objects.order_by("due", "id")),
)


def charges_of(row: Request) -> tuple[ChargeShown, ...]:
    """Every leader of this case, first to last. SQL: 3."""
    charges = _charged(row.pk)
    prefetch_related_objects(charges, *_ORDERED)
    return _shown(charges)


@prepared
def _charged(request_id: int) -> QuerySet[LeaderCharge]:
    return LeaderCharge.objects.filter(request_id=request_id).select_related("person", "post").order_by("starts", "id")


def leaders_board(actor: Actor, cut: Cut | None = None, *, mine: bool = False) -> Page[BoardRow]:
    """Cases that have or had a leader in charge, newest first, as far as the actor may read them. SQL: 4."""
    rows = readable(actor).filter(charges__isnull=False).distinct()
    if mine:
        rows = rows.filter(leader=actor.person_id)
    found = page(rows, "submitted_at", cut or Cut(), descending=True)
    charges: dict[int, list[LeaderCharge]] = {}
    for each in _charges().filter(request__in=[row.pk for row in found.rows]):
        charges.setdefault(each.request_id, []).append(each)
    return Page(
        tuple(
            BoardRow(row.number, row.title, row.stage, row.area, row.due_at, _shown(charges.get(row.pk, [])))
            for row in found.rows
        ),
        found.after,
        found.before,
    )


def _charges() -> QuerySet[LeaderCharge]:
    return LeaderCharge.objects.select_related("person", "post").prefetch_related(*_ORDERED).order_by("starts", "id")


def _shown(charges: list[LeaderCharge]) -> tuple[ChargeShown, ...]:
    return tuple(
        ChargeShown(
            leader=each.person.name,
            title=each.post.title,
            starts=each.starts,
            ends=each.ends,
            why_ended=each.why_ended,
            settled_at=each.settled_at,
            visits=tuple(VisitShown(visit.at, visit.place, visit.heard) for visit in each.visits.all()),
            promises=tuple(
                PromiseShown(one.pk, one.text, one.due, one.kept_at, one.outcome) for one in each.promises.all()
            ),
        )
        for each in charges
    )
