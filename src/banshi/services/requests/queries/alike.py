"""Which other requests may be the same matter: near-equal texts, or the same place told again."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from banshi.kernel.commands import Actor
from banshi.kernel.commands.prepared import prepared
from banshi.services.requests.models import Request, Signature
from banshi.services.requests.queries.guard import find, readable
from banshi.services.requests.queries.shown import Matter as Shown
from banshi.services.requests.triage.similar import Matter, likeness

Told = Request | Shown
MOST_COMPARED = 60
MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """A request that may be the same matter; `kind` is "duplicate" or "chain", `score` from 0 to 1."""

    number: str
    title: str
    stage: str
    open: bool
    submitted_at: datetime
    holder_unit: str
    kind: str
    score: float
    places: tuple[str, ...]


def alike(actor: Actor, number: str) -> tuple[AlikeRow, ...]:
    """Requests of the same county that share marks with this one, the likest first. SQL: at most 6.

    Only those that the actor may read are compared, so none is given away by being alike.

    Raises:
        NotFound: there is none, or the actor may not know that there is.
    """
    return alike_to(actor, find(actor, number))


def alike_to(actor: Actor, one: Told) -> tuple[AlikeRow, ...]:
    """The same for a request that the actor was just shown. SQL: at most 2."""
    keys = _keys(one.number)
    if not keys:
        return ()
    near = readable(actor).filter(county=one.county, signatures__key__in=keys).exclude(number=one.number)
    compared = near.annotate(marks=Count("signatures")).select_related("holder_unit").order_by("-marks", "-id")
    found = [_alike(one, other) for other in compared[:MOST_COMPARED]]
    return tuple(sorted((each for each in found if each), key=lambda each: -each.score)[:MOST_SHOWN])


@prepared
def _keys(number: str) -> QuerySet[Signature, int]:
    return Signature.objects.filter(request__number=number).values_list("key", flat=True)


def _alike(one: Told, other: Request) -> AlikeRow | None:
    tie = likeness(Matter(_words(one), one.submitted_at), Matter(_words(other), other.submitted_at))
    if tie is None:
        return None
    return AlikeRow(
        number=other.number,
        title=other.title,
        stage=other.stage,
        open=other.open,
        submitted_at=other.submitted_at,
        holder_unit=other.holder_unit.name if other.holder_unit else "",
        kind=tie.kind,
        score=tie.score,
        places=tie.places,
    )


def _words(one: Told) -> str:
    return f"{one.title}\n{one.text}\n{one.place}"
