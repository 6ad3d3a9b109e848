"""Offerings and their sessions, for everybody and for those who run them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from banshi.kernel.clocks.office import midnight
from banshi.kernel.commands import Actor
from banshi.kernel.directory.queries.areas import AreaRow, known_areas
from banshi.kernel.errors import NotFound
from banshi.kernel.places.queries import PlaceRow, places_named
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.queries import SessionView
from banshi.services.activities.models import Occasion, Offering, Series
from banshi.services.activities.queries.guard import READ, offerings, reached
from banshi.services.activities.rules.offering import VENUE, Audience

PLAIN = (
    "code", "county", "area", "unit_id", "kind", "form", "title", "where", "about", "bring", "contact", "needs_account",
    "by_draw", "approval", "internal", "capacity", "minutes", "most_seats", "waiting_list", "opens_days", "draw_hours",
    "closes_minutes", "cancel_hours", "hours", "most_hours", "leader_post", "leader_words", "closed_at", "closed_reason",
    "version",
)  # fmt: skip
ONE_DAY = timedelta(days=1)
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class OfferingView:
    """An offering as anybody may know it. `place` is None where it is held at no place of the map."""

    code: str
    county: str
    area: str
    unit_id: int
    kind: str
    form: str
    title: str
    where: str
    about: str
    bring: str
    contact: str
    needs_account: bool
    by_draw: bool
    approval: bool
    internal: bool
    capacity: int
    minutes: int
    most_seats: int
    waiting_list: bool
    opens_days: int
    draw_hours: int
    closes_minutes: int
    cancel_hours: int
    hours: str
    most_hours: int
    leader_post: int | None
    leader_words: str
    closed_at: datetime | None
    closed_reason: str
    version: int
    unit: str
    place: PlaceRow | None
    audience: Audience


@dataclass(frozen=True, slots=True)
class Shown:
    """One session in a list, with its offering."""

    session: SessionView
    offering: OfferingView
    place: PlaceRow | None
    """Where this session is, which may be another place than the offering's."""
    series: int
    counted: int


@dataclass(frozen=True, slots=True)
class SeriesView:
    """How an offering repeats."""

    id: int
    rule: str
    first: datetime
    until: date
    minutes: int
    holidays: str
    skipped: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Which:
    """What of the list is shown; empty narrows nothing."""

    county: str = ""
    since: date | None = None
    until: date | None = None
    """Exclusive."""
    kind: str = ""
    place: str = ""
    area: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of sessions in the order of their start; `after` is the mark of the next."""

    rows: tuple[Shown, ...]
    after: str = ""


def offering(code: str) -> OfferingView:
    """One offering. SQL: 2.

    Raises:
        NotFound: there is none.
    """
    row = offerings().filter(code=code[:20]).first()
    if row is None:
        raise NotFound()
    return _views([row])[row.pk]


def runs(actor: Actor, code: str, action: str = READ) -> OfferingView:
    """One offering, for staff who may do `action` with it. SQL: 2.

    Raises:
        NotFound: there is none, or the post has nothing to do with it.
    """
    row = offerings().filter(reached(actor, action), code=code[:20]).first()
    if row is None:
        raise NotFound()
    return _views([row])[row.pk]


def listing(which: Which, now: datetime, *, after: str = "", limit: int = 20) -> Listing:
    """Public sessions to come with their free places, whatever their number. SQL: 4."""
    rows = Occasion.objects.filter(_asked(which, now), internal=False, cancelled=False)
    if mark := _mark(after):
        rows = rows.filter(Q(starts__gt=mark[0]) | Q(starts=mark[0], id__gt=mark[1]), starts__gte=mark[0])
    found = list(rows.select_related("offering__unit").order_by("starts", "id")[: limit + 1])
    shown = found[:limit]
    more = f"{shown[-1].starts.isoformat()}|{shown[-1].pk}" if len(found) > limit else ""
    return Listing(tuple(_shown(shown, now)), more)


def sessions_of(code: str, now: datetime) -> tuple[Shown, ...]:
    """The sessions of an offering that are not over, cancelled ones too. SQL: 4."""
    rows = Occasion.objects.filter(offering__code=code, ends__gt=now).select_related("offering__unit")
    return tuple(_shown(rows.order_by("starts", "id")[:MOST_SHOWN], now))


def session(number: str, now: datetime) -> Shown:
    """One session. SQL: 4.

    Raises:
        NotFound: there is none.
    """
    rows = Occasion.objects.filter(number=number[:20]).select_related("offering__unit")
    found = _shown(rows, now)
    if not found:
        raise NotFound()
    return found[0]


def day_of(actor: Actor, day: date, now: datetime) -> tuple[Shown, ...]:
    """The sessions of one day that a member of staff runs or may read, cancelled ones too. SQL: 4."""
    begin = midnight(day)
    mine = Offering.objects.filter(reached(actor)).values("pk")
    rows = Occasion.objects.filter(offering__in=mine, starts__gte=begin, starts__lt=begin + ONE_DAY)
    return tuple(_shown(rows.select_related("offering__unit").order_by("starts", "id"), now))


def run_session(actor: Actor, number: str, now: datetime, action: str = READ) -> Shown:
    """One session, for staff who may do `action` with its offering. SQL: 5.

    Raises:
        NotFound: there is none, or the post has nothing to do with it.
    """
    found = session(number, now)
    if not Offering.objects.filter(reached(actor, action), code=found.offering.code).exists():
        raise NotFound()
    return found


def offered(actor: Actor, *, closed: bool = False) -> tuple[OfferingView, ...]:
    """Everything that a member of staff runs or may read, newest first. SQL: 2."""
    rows = offerings().filter(reached(actor), closed_at__isnull=not closed).order_by("-id")[:200]
    return tuple(_views(list(rows)).values())


def venues(which: Which) -> tuple[OfferingView, ...]:
    """Venues that residents can book by the hour. SQL: 2."""
    rows = offerings().filter(form=VENUE, internal=False, closed_at__isnull=True, county__startswith=which.county)
    if which.kind:
        rows = rows.filter(kind=which.kind)
    if which.place:
        rows = rows.filter(place=which.place)
    if which.text:
        rows = rows.filter(title__icontains=which.text)
    rows = rows.filter(area__startswith=which.area).order_by("place", "title", "id")
    return tuple(_views(list(rows[:MOST_SHOWN])).values())


def series_of(code: str) -> tuple[SeriesView, ...]:
    """How an offering repeats, the first first. SQL: 1."""
    rows = Series.objects.filter(offering__code=code).order_by("id")
    return tuple(
        SeriesView(
            row.pk,
            row.rule,
            row.first,
            row.until,
            row.minutes,
            row.holidays,
            tuple(map(date.fromisoformat, row.skipped)),
        )
        for row in rows
    )


def places_offering(county: str) -> tuple[PlaceRow, ...]:
    """The places at which something is offered, by name, for a filter. SQL: 2."""
    rows = Offering.objects.filter(county=county, closed_at__isnull=True, internal=False).exclude(place="")
    found = places_named(rows.order_by().values_list("place", flat=True).distinct())
    return tuple(sorted(found.values(), key=lambda place: place.name))


def counties_offering(own: str) -> tuple[AreaRow, ...]:
    """The counties in which something is offered to the public, this one among them. SQL: 2."""
    rows = Offering.objects.filter(closed_at__isnull=True, internal=False).order_by()
    codes = {own, *rows.values_list("county", flat=True).distinct()}
    found = known_areas(codes)
    return tuple(found[code] for code in sorted(codes) if code in found)


def _asked(which: Which, now: datetime) -> Q:
    """Sessions that begin from now on, or on the days asked for, and match the rest."""
    since = max(now, midnight(which.since)) if which.since else now
    asked = Q(starts__gte=since, county__startswith=which.county, area__startswith=which.area)
    if which.until:
        asked &= Q(starts__lt=midnight(which.until))
    if which.kind:
        asked &= Q(kind=which.kind)
    if which.place:
        asked &= Q(place=which.place)
    if which.text:
        asked &= Q(offering__title__icontains=which.text)
    return asked


def _mark(after: str) -> tuple[datetime, int] | None:
    """Where a page begins; a mark that is none begins at the first."""
    at, _bar, key = after.partition("|")
    try:
        starts = datetime.fromisoformat(at)
    except ValueError:
        return None
    fits = starts.tzinfo is not None and key.isascii() and key.isdigit() and len(key) < 19  # of 64 bits
    return (starts, int(key)) if fits else None


def _shown(rows: Iterable[Occasion], now: datetime) -> list[Shown]:
    """SQL: 4 with the one that reads the rows."""
    occasions = list(rows)
    sessions = taken.sessions_of([row.number for row in occasions], now) if occasions else {}
    held = {row.offering_id: row.offering for row in occasions}
    places = places_named({row.place for row in occasions} | {row.place for row in held.values()} - {""})
    views = {key: _view(row, places) for key, row in held.items()}
    return [
        Shown(sessions[row.number], views[row.offering_id], places.get(row.place), row.series_id, row.counted)
        for row in occasions
    ]


def _views(rows: Sequence[Offering]) -> dict[int, OfferingView]:
    places = places_named({row.place for row in rows} - {""})
    return {row.pk: _view(row, places) for row in rows}


def _view(row: Offering, places: Mapping[str, PlaceRow]) -> OfferingView:
    audience = Audience(row.age_from, row.age_to, row.within, row.members, row.guardian_below)
    plain = {name: getattr(row, name) for name in PLAIN}
    return OfferingView(**plain, unit=row.unit.name, place=places.get(row.place), audience=audience)
