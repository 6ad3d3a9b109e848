"""Places as frozen dataclasses, each read in a fixed number of SQL queries."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from banshi.kernel.ledger.models import Entry
from banshi.kernel.places.catalogue import catalogue
from banshi.kernel.places.coordinates import Point
from banshi.kernel.places.hours import Hours, parse
from banshi.kernel.places.models import Place
from banshi.kernel.places.refusals import NoSuchPlace


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as the rest of the house sees it."""

    code: str
    county: str
    area: str
    unit_id: int | None
    kind: str
    name: str
    name_en: str
    address: str
    lon: float
    lat: float
    phones: tuple[str, ...]
    offers: tuple[str, ...]
    features: tuple[str, ...]
    hours: str
    note: str
    opened_at: datetime
    closed_at: datetime | None
    closed_reason: str
    version: int
    changed_at: datetime

    @property
    def point(self) -> Point:
        return Point(self.lon, self.lat)

    @property
    def tier(self) -> int:
        """The level at which it serves, 0 where its kind is not in the catalogue any more."""
        return catalogue().tier_of(self.kind)

    @property
    def timetable(self) -> Hours | None:
        """Its opening hours, None where nobody wrote them down."""
        return parse(self.hours) if self.hours else None


STAMP = "SELECT COUNT(*), SUM(version), MAX(changed_at) FROM places_place WHERE county = %s"
FIELDS = tuple(PlaceRow.__dataclass_fields__)
LISTS = tuple(FIELDS.index(name) for name in ("phones", "offers", "features"))


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One entry of the ledger about a place."""

    position: int
    kind: str
    at: datetime
    actor: str
    body: dict[str, Any]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """Differs as soon as any place of a county does."""

    count: int
    versions: int
    changed_at: str


def place(code: str) -> PlaceRow:
    """The place of this code, closed ones too. One query.

    Raises:
        NoSuchPlace: there is none.
    """
    found = _rows(Place.objects.filter(code=code[:60]))
    if not found:
        raise NoSuchPlace(place=code[:40])
    return found[0]


def places_in(area: str, *, kinds: Collection[str] = (), closed: bool = False) -> tuple[PlaceRow, ...]:
    """The places of an area and of the areas below it, by code. One query."""
    rows = Place.objects.filter(area__startswith=area)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if not closed:
        rows = rows.filter(closed_at__isnull=True)
    return _rows(rows)


def places_named(codes: Iterable[str]) -> dict[str, PlaceRow]:
    """Some places by code; those that do not exist are left out. One query."""
    return {row.code: row for row in _rows(Place.objects.filter(code__in=set(codes)))}


def history(code: str) -> tuple[PlaceChange, ...]:
    """Everything that ever happened to a place, the first first. One query."""
    rows = Entry.objects.filter(subject=f"places:{code}").order_by("position")
    return tuple(
        PlaceChange(position, kind, at, actor, json.loads(body), bytes(digest).hex())
        for position, kind, at, actor, body, digest in rows.values_list(
            "position", "kind", "at", "actor", "body", "hash"
        )
    )


def stamp(county: str) -> Stamp:
    """Whether anything changed since it was last asked: compare with the one before. One query, in plain SQL: every page of a map asks."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP, [county])
        count, versions, changed = cursor.fetchone()
    return Stamp(int(count), int(versions or 0), str(changed or ""))


def _rows(rows: QuerySet[Place]) -> tuple[PlaceRow, ...]:
    found = []
    for row in rows.order_by("code").values_list(*FIELDS):
        values = list(row)
        for at in LISTS:
            values[at] = tuple(values[at])
        found.append(PlaceRow(*values))
    return tuple(found)
