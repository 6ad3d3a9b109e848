"""Which other requests may be the same matter: near-equal texts, or the same place told again."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from banshi.kernel.commands import Actor
from banshi.services.requests.models import Request, Signature
from banshi.services.requests.queries.guard import find, readable
from banshi.services.requests.triage.similar import Matter, likeness

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
    row = find(actor, number)
    keys = list(Signature.objects.filter(request=row).values_list("key", flat=True))
    if not keys:
        return ()
    near = readable(actor).filter(county=row.county, signatures__key__in=keys).exclude(pk=row.pk)
    compared = near.annotate(marks=Count("signatures")).select_related("holder_unit").order_by("-marks", "-id")
    found = [_alike(row, other) for other in compared[:MOST_COMPARED]]
    return tuple(sorted((each for each in found if each), key=lambda each: -each.score)[:MOST_SHOWN])


def _alike(row: Request, other: Request) -> AlikeRow | None:
    tie = likeness(Matter(_words(row), row.submitted_at), Matter(_words(other), other.submitted_at))
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


def _words(row: Request) -> str:
    return f"{row.title}\n{row.text}\n{row.place}"
