"""The public board of leaders in charge (包案): who answers for which kind of case, since when, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from banshi.services.requests.models import LeaderCharge, Request
from banshi.services.requests.rules.submission import Kind, Level

MOST = 300


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One leader's time in charge, in public: no words of the resident, no promise's text."""

    leader: str
    title: str
    unit: str
    starts: datetime
    ends: datetime | None
    why_ended: str
    settled_at: datetime | None
    visits: int
    promises: int
    kept: int


@dataclass(frozen=True, slots=True)
class BoardCase:
    """One hard case. Number and title only where it is published; else its town and class of matter."""

    number: str
    title: str
    town: str
    category: str
    stage: str
    open: bool
    charges: tuple[ChargeLine, ...]
    """First leader to last: a change leaves its trace."""


def board(county: str) -> tuple[BoardCase, ...]:
    """The county's cases with a leader, the one taken last first. SQL: 1.

    Cases that accuse somebody or are kept confidential are not among them.
    """
    charges: dict[int, list[LeaderCharge]] = {}
    for each in reversed(_charges(county)[:MOST]):
        charges.setdefault(each.request_id, []).append(each)
    newest = sorted(charges.values(), key=lambda found: found[-1].starts, reverse=True)
    return tuple(_case(found[-1].request, found) for found in newest)


def _charges(county: str) -> QuerySet[LeaderCharge]:
    return (
        LeaderCharge.objects.filter(
            county=county, request__accusing=False, request__accused=None, request__level__lt=Level.CONFIDENTIAL
        )
        .exclude(request__kind=Kind.TIPOFF)
        .select_related("request__face", "person", "post__unit")
        .annotate(
            visited=Count("visits", distinct=True),
            promised=Count("promises", distinct=True),
            kept=Count("promises", filter=Q(promises__kept_at__isnull=False), distinct=True),
        )
        .order_by("-starts", "-id")
    )


def _case(row: Request, found: list[LeaderCharge]) -> BoardCase:
    return BoardCase(
        number=row.number if row.public else "",
        title=row.face.title if row.public else "",
        town=row.area[:9],
        category=row.category[:2],
        stage=row.stage,
        open=row.open,
        charges=tuple(_line(each) for each in found),
    )


def _line(each: LeaderCharge) -> ChargeLine:
    return ChargeLine(
        leader=each.person.name,
        title=each.post.title,
        unit=each.post.unit.name,
        starts=each.starts,
        ends=each.ends,
        why_ended=each.why_ended,
        settled_at=each.settled_at,
        visits=each.visited,  # type: ignore[attr-defined]
        promises=each.promised,  # type: ignore[attr-defined]
        kept=each.kept,  # type: ignore[attr-defined]
    )
