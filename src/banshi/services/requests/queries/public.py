"""What everybody may read: the redacted faces of published requests, never one that accuses."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from banshi.kernel.errors import NotFound
from banshi.kernel.search.query import matching
from banshi.services.requests.models import AccusedParty, PublicFace, Request
from banshi.services.requests.queries.desk import midnight
from banshi.services.requests.queries.guard import PUBLIC_ROOM, flag
from banshi.services.requests.queries.keyset import Cut, Page, page
from banshi.services.requests.rules import numbers
from banshi.services.requests.rules.submission import Kind

STATUS_OPEN, STATUS_CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class PublicFilter:
    """What of the public list is shown."""

    county: str = ""
    area: str = ""
    category: str = ""
    kind: str = ""
    status: str = ""
    """"open", "closed" or both."""
    unit_id: int | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""
    box: tuple[float, float, float, float] | None = None
    """West, south, east, north in WGS-84."""


@dataclass(frozen=True, slots=True)
class PublicRow:
    """The public face of one request in a list or on the map."""

    number: str
    county: str
    area: str
    kind: str
    stage: str
    open: bool
    title: str
    place: str
    category: str
    unit: str
    lon: float | None
    lat: float | None
    submitted_at: datetime
    due_at: datetime
    answered_at: datetime | None
    updated_at: datetime
    rating: int | None


@dataclass(frozen=True, slots=True)
class PublicMatter:
    """The public face of one request."""

    row: PublicRow
    text: str
    answer: str
    redactions: tuple[tuple[str, str, str], ...]
    """(field, what kind of thing was left out, why)"""
    published_at: datetime


def published() -> QuerySet[Request]:
    """Requests with a public face. The accusing ones are kept out here once more, whatever the flag says."""
    named = AccusedParty.objects.filter(request=OuterRef("pk"))
    return Request.objects.filter(flag(public=True), flag(accusing=False), ~Exists(named)).exclude(kind=Kind.TIPOFF)


def public_list(which: PublicFilter | None = None, cut: Cut | None = None) -> Page[PublicRow]:
    """One page of published requests, newest first. SQL: 1."""
    rows = published().filter(_where(which or PublicFilter())).select_related("face", "lead_unit")
    found = page(rows, "submitted_at", cut or Cut(), descending=True)
    return Page(tuple(_row(row) for row in found.rows), found.after, found.before)


def public_view(number: str) -> PublicMatter:
    """The public face of one request. SQL: 1.

    Raises:
        NotFound: there is none, or it is not published.
    """
    row = published().select_related("face", "lead_unit").filter(number=numbers.tidy_number(number)).first()
    if row is None:
        raise NotFound()
    face: PublicFace = row.face
    hidden = tuple((each["field"], each["what"], each["why"]) for each in face.redactions)
    return PublicMatter(_row(row), face.text, face.answer, hidden, face.published_at)


def _where(which: PublicFilter) -> Q:
    exact = {"county": which.county, "kind": which.kind, "lead_unit": which.unit_id}
    found = Q(**{name: value for name, value in exact.items() if value})
    starts = {"area__startswith": which.area, "category__startswith": which.category}
    found &= Q(**{name: value for name, value in starts.items() if value})
    if which.status in (STATUS_OPEN, STATUS_CLOSED):
        found &= flag(open=which.status == STATUS_OPEN)
    if which.since:
        found &= Q(submitted_at__gte=midnight(which.since))
    if which.until:
        found &= Q(submitted_at__lt=midnight(which.until))
    if which.box:
        west, south, east, north = which.box
        found &= Q(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    return found & matching(PUBLIC_ROOM, which.text, county=which.county or None) if which.text.strip() else found


def _row(row: Request) -> PublicRow:
    return PublicRow(
        number=row.number,
        county=row.county,
        area=row.area,
        kind=row.kind,
        stage=row.stage,
        open=row.open,
        title=row.face.title,
        place=row.face.place,
        category=row.category,
        unit=row.lead_unit.name if row.lead_unit else "",
        lon=None if row.lon is None else round(row.lon, 3),
        lat=None if row.lat is None else round(row.lat, 3),
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        updated_at=row.closed_at or row.answered_at or row.face.published_at,
        rating=row.rating,
    )
