"""What a reader sees of the hot issues that were found.

What is found holds requests only. Title, place, words, people, pace and heat are reckoned for each reader from the
requests they may read, so that nobody learns of the others, not even by a number.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from banshi.kernel.commands import Actor
from banshi.kernel.errors import NotFound
from banshi.services.requests.models import HotLook, HotMember, Request
from banshi.services.requests.queries.desk import within_reach
from banshi.services.requests.queries.gathered import parts, standing, voice
from banshi.services.requests.queries.guard import READ, readable
from banshi.services.requests.rules.masters import Candidate, best_master
from banshi.services.requests.rules.moves import Act, after
from banshi.services.requests.triage.heat import (
    VOICES,
    Heat,
    Pace,
    Trend,
    common_place,
    common_words,
    heat_of,
    pace,
    trend,
)
from banshi.services.requests.triage.text import normalise

MOST_SHOWN = 30
COLUMNS = (
    "number",
    "title",
    "stage",
    "open",
    "submitted_at",
    "area",
    "place",
    "category",
    "resident",
    "phone_index",
    "lead_unit",
    "master",
    "holder_unit__name",
)
"""What is read of a request: never its text."""


@dataclass(frozen=True, slots=True)
class HotRow:
    """One request of an issue, as the reader sees it; `behind`: requests merged into it that they may read."""

    number: str
    title: str
    stage: str
    submitted_at: datetime
    area: str
    place: str
    unit: str
    behind: int
    can_merge: bool
    can_lead: bool
    """Whether it may become part of another, and whether others may become part of it."""


@dataclass(frozen=True, slots=True)
class HotShown:
    """One issue over the requests the reader may read, those merged into them included."""

    id: int
    title: str
    place: str
    area: str
    """The area most of them come from; for where no place is named."""
    words: tuple[str, ...]
    first: datetime
    last: datetime
    size: int
    people: int
    pace: Pace
    trend: Trend
    heat: Heat
    rows: tuple[HotRow, ...]
    """First to last."""
    master: str
    """The number proposed as master; empty when none is open."""


def compared_since(actor: Actor) -> date | None:
    """The day before which nothing was compared in the reader's county, if there is one. SQL: 1."""
    if actor.post is None or len(actor.post.area) < 6:
        return None
    return HotLook.objects.filter(county=actor.post.area[:6]).values_list("since", flat=True).first()


def hot(actor: Actor, now: datetime) -> tuple[HotShown, ...]:
    """The issues that are hot for this reader, hottest first; at most 30. SQL: 2."""
    found = _shown(actor, now, HotMember.objects.all())
    return tuple(sorted(found, key=lambda each: (-each.heat.total, each.first, each.id))[:MOST_SHOWN])


def hot_issue(actor: Actor, issue_id: int, now: datetime) -> HotShown:
    """One of them. SQL: 2.

    Raises:
        NotFound: there is none, or what the reader may read of it makes none.
    """
    found = _shown(actor, now, HotMember.objects.filter(issue=issue_id))
    if not found:
        raise NotFound()
    return found[0]


def _shown(actor: Actor, now: datetime, which: QuerySet[HotMember]) -> list[HotShown]:
    mine = within_reach(readable(actor), actor, READ)
    seen = which.filter(request__in=standing(mine, now).values("pk")).select_related("request__holder_unit")
    issues: dict[int, list[HotMember]] = defaultdict(list)
    of_request = (f"request__{name}" for name in COLUMNS)
    for member in seen.only("issue", "nearness", "words", "places", *of_request).order_by("nearness"):
        issues[member.issue_id].append(member)
    behind: dict[int, list[Request]] = defaultdict(list)
    merged = parts(mine).filter(master__in=which.values("request"))
    for part in merged.only("number", "submitted_at", "area", "resident", "phone_index", "master").order_by("id"):
        behind[part.master_id or 0].append(part)
    found = [_issue(number, members, behind, now) for number, members in issues.items()]
    return [each for each in found if each.people >= VOICES]


def _issue(number: int, near: Sequence[HotMember], behind: Mapping[int, Sequence[Request]], now: datetime) -> HotShown:
    """What the readable requests of one issue come to; `near`: the most like the others first."""
    rows = sorted((member.request for member in near), key=lambda row: (row.submitted_at, row.pk))
    everyone = [*rows, *(part for row in rows for part in behind.get(row.pk, ()))]
    people = len({voice(row.resident_id, row.phone_index) or row.number for row in everyone})
    moments = [row.submitted_at for row in everyone]
    speed = pace(moments, now)
    named = [tuple((kind, name) for kind, name in member.places) for member in near]
    return HotShown(
        id=number,
        title=near[0].request.title,
        place=common_place(named, " ".join(normalise(row.title) for row in rows)),
        area=Counter(row.area for row in everyone).most_common(1)[0][0],
        words=common_words(member.words for member in near),
        first=min(moments),
        last=max(moments),
        size=len(everyone),
        people=people,
        pace=speed,
        trend=trend(speed, min(moments), now),
        heat=heat_of(people, 0, 0, speed.growth),
        rows=tuple(_row(row, len(behind.get(row.pk, ()))) for row in rows),
        master=best_master(_candidate(row, len(behind.get(row.pk, ()))) for row in rows if row.open),
    )


def _candidate(row: Request, behind: int) -> Candidate:
    return Candidate(row.number, behind, row.category, row.place, row.lead_unit_id, row.submitted_at)


def _row(row: Request, behind: int) -> HotRow:
    return HotRow(
        number=row.number,
        title=row.title,
        stage=row.stage,
        submitted_at=row.submitted_at,
        area=row.area,
        place=row.place,
        unit=row.holder_unit.name if row.holder_unit else "",
        behind=behind,
        can_merge=after(row.stage, Act.MERGE) is not None,
        can_lead=row.open and row.master_id is None,
    )
