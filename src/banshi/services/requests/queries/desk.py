"""The queue of those who work on requests: filtered, keyset-paged, only what the actor may read."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import Exact
from django.utils import timezone

from banshi.kernel.commands import Actor
from banshi.kernel.rooms import Reach, Role, grants
from banshi.kernel.search.query import matching
from banshi.services.requests.models import CoHandler, Request, TopClass
from banshi.services.requests.queries.guard import READ, ROOM, flag, readable
from banshi.services.requests.queries.keyset import Cut, Page, page
from banshi.services.requests.rules.moves import Stage

Scope = Literal["", "held", "lead", "co", "charge", "all"]
LISTED = (
    "id",
    "number",
    "county",
    "area",
    "kind",
    "channel",
    "theme",
    "stage",
    "open",
    "title",
    "category",
    "place",
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
    "lead_unit__name",
    "holder_unit__name",
    "leader__name",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the ledger is shown. Everything empty is everything readable."""

    scope: Scope = ""
    """held: with the actor's unit; lead: its responsibility; co: it co-handles; charge: the leader's cases; all."""
    open: bool | None = None
    stages: tuple[str, ...] = ()
    kind: str = ""
    category: str = ""
    area: str = ""
    channel: str = ""
    theme: str = ""
    unit_id: int | None = None
    urgency: int = 0
    overdue: bool = False
    due_within_hours: int | None = None
    since: date | None = None
    until: date | None = None
    """Submitted on days [since, until)."""
    text: str = ""
    order: Literal["due", "new"] = "due"


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line of the queue."""

    number: str
    county: str
    stage: str
    kind: str
    channel: str
    theme: str
    title: str
    category: str
    area: str
    place: str
    level: int
    urgency: int
    submitted_at: datetime
    due_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    overdue: bool
    rating: int | None
    passes: int
    reopened: int
    version: int
    public: bool
    accusing: bool
    lead_unit: str
    holder_unit: str
    leader: str


def desk(actor: Actor, now: datetime, which: Filter | None = None, cut: Cut | None = None) -> Page[DeskRow]:
    """One page of the actor's queue. SQL: 1."""
    which = which or Filter(open=True)
    rows = filtered(actor, now, which).values_list(*LISTED, named=True)
    new = which.order == "new"
    found = page(rows, "submitted_at" if new else "due_at", cut or Cut(), descending=new)
    return Page(tuple(_row(row, now) for row in found.rows), found.after, found.before)


def filtered(actor: Actor, now: datetime, which: Filter, *, action: str = READ) -> QuerySet[Request]:
    """The requests that the filter leaves of those to which the actor may do `action`."""
    rows = within_reach(readable(actor, action), actor, action)
    return rows.filter(_scope(actor, which), _marks(which), _times(now, which), _text(which, actor))


def within_reach(rows: QuerySet[Request], actor: Actor, action: str) -> QuerySet[Request]:
    """The same rows, with the county spelt out where the actor reaches one, so that its indexes serve."""
    if actor.post is None or grants()[Role(actor.post.role)].get(action) is not Reach.AREA or len(actor.post.area) < 6:
        return rows
    return (
        rows.filter(Q(county=actor.post.area[:6]) | Q(resident=actor.person_id))
        if actor.opened
        else rows.filter(county=actor.post.area[:6])
    )


def _scope(actor: Actor, which: Filter) -> Q:
    unit = actor.post.unit_id if actor.post else None
    match which.scope:
        case "held":
            return Q(holder_unit=unit)
        case "lead":
            return Q(lead_unit=unit)
        case "co":
            return Q(Exists(CoHandler.objects.filter(request=OuterRef("pk"), unit=unit, removed_at=None)))
        case "charge":
            return Q(leader=actor.person_id)
        case _:
            return Q()


def _marks(which: Filter) -> Q:
    found = Q() if which.open is None else flag(open=which.open)
    if which.stages:
        found &= Q(stage__in=[stage for stage in which.stages if stage in list(Stage)])
    exact = {"kind": which.kind, "channel": which.channel, "theme": which.theme}
    found &= Q(**{name: value for name, value in exact.items() if value})
    if which.category:
        found &= _category(which.category)
    if which.area:
        found &= Q(area=which.area) if len(which.area) == 12 else Q(area__startswith=which.area)
    if which.unit_id is not None:
        found &= Q(holder_unit=which.unit_id)
    return found & Q(urgency__gte=which.urgency) if which.urgency else found


def _category(code: str) -> Q:
    """The class itself, or all classes below; the top class by its own index, or a rare one is read through a whole county."""
    if len(code) == 6:
        return Q(category=code)
    top = Q(Exact(TopClass("category"), code[:2]))
    return top & Q(category__startswith=code) if len(code) > 2 else top


def _times(now: datetime, which: Filter) -> Q:
    found = flag(open=True) & Q(due_at__lte=now) if which.overdue else Q()
    if which.due_within_hours is not None:
        found &= flag(open=True) & Q(due_at__gt=now, due_at__lte=now + timedelta(hours=which.due_within_hours))
    if which.since:
        found &= Q(submitted_at__gte=midnight(which.since))
    return found & Q(submitted_at__lt=midnight(which.until)) if which.until else found


def midnight(day: date) -> datetime:
    """When the day begins in the time zone of the house."""
    return datetime.combine(day, time(), timezone.get_default_timezone())


def _text(which: Filter, actor: Actor) -> Q:
    if not which.text.strip():
        return Q()
    county = actor.post.area[:6] if actor.post and len(actor.post.area) >= 6 else None
    return matching(ROOM, which.text, county=county)


def _row(row: Any, now: datetime) -> DeskRow:
    return DeskRow(
        number=row.number,
        county=row.county,
        stage=row.stage,
        kind=row.kind,
        channel=row.channel,
        theme=row.theme,
        title=row.title,
        category=row.category,
        area=row.area,
        place=row.place,
        level=row.level,
        urgency=row.urgency,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
        overdue=row.open and row.due_at <= now,
        rating=row.rating,
        passes=row.passes,
        reopened=row.reopened,
        version=row.version,
        public=row.public,
        accusing=row.accusing,
        lead_unit=row.lead_unit__name or "",
        holder_unit=row.holder_unit__name or "",
        leader=row.leader__name or "",
    )
