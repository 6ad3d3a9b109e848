"""Open, change, move, close and reopen a place: each is on the record, so that its history can be seen by anybody."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from banshi.kernel.commands import Context, command
from banshi.kernel.directory.areas import county_of
from banshi.kernel.directory.authority import require_in
from banshi.kernel.directory.queries import area as area_of
from banshi.kernel.directory.queries import unit as unit_of
from banshi.kernel.ledger.record import Subject, record
from banshi.kernel.places import checks, positions, queries
from banshi.kernel.places.coordinates import Point, metres
from banshi.kernel.places.models import Place
from banshi.kernel.places.queries import PlaceRow
from banshi.kernel.places.refusals import (
    NoSuchPlace,
    NothingChanges,
    PlaceClosed,
    PlaceExists,
    PlaceMovedOn,
    PlaceOpen,
)

MANAGE = "places.manage"


@command
def open_place(
    ctx: Context,
    /,
    *,
    code: str,
    name: str,
    kind: str,
    area: str,
    lon: float,
    lat: float,
    system: str = "wgs84",
    unit_id: int | None = None,
    name_en: str = "",
    address: str = "",
    phones: Sequence[str] = (),
    offers: Sequence[str] = (),
    features: Sequence[str] = (),
    hours: str = "",
    note: str = "",
) -> PlaceRow:
    """Put a place on the map.

    The position may be given in any `system` (wgs84, cgcs2000, gcj02, bd09) and is kept in WGS-84.
    `hours` are taken in OpenStreetMap's writing or in plain Chinese.

    Raises:
        PlaceRefused: a field is not allowed; names each.
        PlaceExists: the code is another place's, open or closed.
        NoSuchArea, NoSuchUnit: of the directory.
        OutOfReach: the post does not manage places of that area.
    """
    require_in(ctx.actor, MANAGE, area)
    _found(area, unit_id)
    point = checks.position(lon, lat, system)
    said = checks.checked(
        {
            "code": code,
            "name": name,
            "kind": kind,
            "name_en": name_en,
            "address": address,
            "phones": phones,
            "offers": offers,
            "features": features,
            "hours": hours,
            "note": note,
        }
    )
    row = Place(
        **said,
        county=county_of(area),
        area=area,
        unit_id=unit_id,
        lon=point.lon,
        lat=point.lat,
        opened_at=ctx.now,
        changed_at=ctx.now,
    )
    _insert(row)
    body: dict[str, Any] = {
        **{name: value for name, value in said.items() if value and name != "code"},
        "area": area,
        "unit": unit_id,
    }
    record(ctx, _subject(row), "places.opened", {**body, "position": positions.words(point)})
    return queries.place(code)


@command
def change_place(
    ctx: Context,
    /,
    *,
    code: str,
    seen: int | None = None,
    name: str | None = None,
    kind: str | None = None,
    area: str | None = None,
    unit_id: int | None = None,
    name_en: str | None = None,
    address: str | None = None,
    phones: Sequence[str] | None = None,
    offers: Sequence[str] | None = None,
    features: Sequence[str] | None = None,
    hours: str | None = None,
    note: str | None = None,
) -> PlaceRow:
    """Change what is said of a place; what is not given stays. `seen` is the version that was read.

    Raises:
        NothingChanges: everything given stands there already.
        PlaceMovedOn: somebody else changed it since `seen`.
        PlaceClosed: it is closed.
        NoSuchPlace, PlaceRefused, NoSuchArea, NoSuchUnit, OutOfReach: as `open_place`.
    """
    row = _locked(ctx, code, seen)
    _must_be_open(row)
    texts = {"name": name, "kind": kind, "name_en": name_en, "address": address, "hours": hours, "note": note}
    lists = {"phones": phones, "offers": offers, "features": features}
    given = {field: value for field, value in {**texts, **lists}.items() if value is not None}
    wanted = checks.checked(given)
    if area is not None:
        require_in(ctx.actor, MANAGE, area)
        wanted |= {"area": area, "county": county_of(area)}
    if unit_id is not None:
        wanted["unit_id"] = unit_id
    _found(area, unit_id)
    changes = {field: [getattr(row, field), value] for field, value in wanted.items() if getattr(row, field) != value}
    if not changes:
        raise NothingChanges(name=row.name)
    _update(ctx, row, {field: after for field, (_before, after) in changes.items()})
    record(ctx, _subject(row), "places.changed", {"changes": changes})
    return queries.place(code)


@command
def move_place(
    ctx: Context, /, *, code: str, lon: float, lat: float, reason: str, system: str = "wgs84", seen: int | None = None
) -> PlaceRow:
    """Put a place where it really is, or where it has gone.

    Raises:
        NothingChanges: it stands there already, to the centimetre.
        PlaceMovedOn, PlaceClosed, NoSuchPlace, PlaceRefused, OutOfReach: as `change_place`.
    """
    row = _locked(ctx, code, seen)
    _must_be_open(row)
    why, before, after = checks.reason(reason), Point(row.lon, row.lat), checks.position(lon, lat, system)
    if before == after:
        raise NothingChanges(name=row.name)
    _update(ctx, row, {"lon": after.lon, "lat": after.lat})
    way: dict[str, Any] = {"from": positions.words(before), "to": positions.words(after)}
    record(ctx, _subject(row), "places.moved", {**way, "metres": round(metres(before, after)), "reason": why})
    return queries.place(code)


@command
def close_place(ctx: Context, /, *, code: str, reason: str, seen: int | None = None) -> PlaceRow:
    """Take a place off the map. Its code and its history stay.

    Raises:
        PlaceClosed: it is closed already.
        PlaceMovedOn, NoSuchPlace, PlaceRefused, OutOfReach: as `change_place`.
    """
    row = _locked(ctx, code, seen)
    _must_be_open(row)
    why = checks.reason(reason)
    _update(ctx, row, {"closed_at": ctx.now, "closed_reason": why})
    record(ctx, _subject(row), "places.closed", {"reason": why})
    return queries.place(code)


@command
def reopen_place(ctx: Context, /, *, code: str, seen: int | None = None) -> PlaceRow:
    """Put a closed place on the map again.

    Raises:
        PlaceOpen: it is open.
        PlaceMovedOn, NoSuchPlace, OutOfReach: as `change_place`.
    """
    row = _locked(ctx, code, seen)
    if row.closed_at is None:
        raise PlaceOpen(name=row.name)
    _update(ctx, row, {"closed_at": None, "closed_reason": ""})
    record(ctx, _subject(row), "places.reopened")
    return queries.place(code)


def _subject(row: Place) -> Subject:
    return Subject("places", row.code, row.county)


def _found(area: str | None, unit_id: int | None) -> None:
    """Area and unit exist, or the directory says that they do not."""
    if area is not None:
        area_of(area)
    if unit_id is not None:
        unit_of(unit_id)


def _insert(row: Place) -> None:
    """The race: two people open a place under one code. The table's uniqueness lets one through."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        there = Place.objects.filter(code=row.code).values_list("name", flat=True).first()
        raise PlaceExists(place=row.code, name=there or "") from None


def _locked(ctx: Context, code: str, seen: int | None) -> Place:
    """The place, locked to the end of the transaction, if this post manages it and nobody changed it meanwhile."""
    row = Place.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NoSuchPlace(place=code[:40])
    require_in(ctx.actor, MANAGE, row.area)
    if seen is not None and seen != row.version:
        raise PlaceMovedOn(name=row.name)
    return row


def _must_be_open(row: Place) -> None:
    if row.closed_at is not None:
        raise PlaceClosed(name=row.name)


def _update(ctx: Context, row: Place, values: Mapping[str, Any]) -> None:
    Place.objects.filter(pk=row.pk).update(**values, version=row.version + 1, changed_at=ctx.now)
