"""Publish a built map for a county, load its households; put right what a keeper's spreadsheet or page says of a place."""

import hashlib
import math
import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.directory.authority import require_in
from banshi.kernel.directory.queries.areas import area
from banshi.kernel.errors import Invalid, NotFound
from banshi.kernel.ledger.record import Subject, record
from banshi.kernel.places import commands as places
from banshi.kernel.places.coordinates import System
from banshi.kernel.places.queries import PlaceRow, place
from banshi.kernel.sheets.cells import Values
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.folder import MANIFEST, open_map, read_manifest
from banshi.services.servicemap.engine.homes import FILE, Homes, judged, save
from banshi.services.servicemap.engine.sites import PointList
from banshi.services.servicemap.models import HouseholdPoints, PublishedMap
from banshi.services.servicemap.queries.homes import HomesRow, homes_of
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.queries.published import MapRow, folder_of, published
from banshi.services.servicemap.rules.sheet import fields_of

PUBLISH = "servicemap.publish"
COUNTY_DIGITS = 6


class MapRefused(Invalid):
    """The folder holds no map that can be served."""

    code = "map_refused"
    message = _("这张地图不能发布：%(why)s")


class NotACounty(Invalid):
    """Maps belong to counties."""

    code = "map_needs_a_county"
    message = _("地图要发布到旗县区：请给 6 位的区划代码。")


class HouseholdsRefused(Invalid):
    """The list of households cannot be used."""

    code = "households_refused"
    message = _("这张住户表不能用：%(why)s")


class NoHouseholds(NotFound):
    """No households were loaded for this county."""

    code = "no_households"
    message = _("这个旗县没有装入住户点位。")


@command
def publish_map(ctx: Context, /, *, county: str, folder: Path, note: str = "", note_en: str = "") -> MapRow:
    """Serve the map in `folder` to the residents of a county. It is copied: what happens to the folder later changes nothing.

    Raises:
        NotACounty, NoSuchArea: no county has this code.
        MapRefused: the folder holds no map, or a damaged one.
        OutOfReach: the post does not publish maps there.
    """
    _require(ctx, county)
    try:
        open_map(folder)
        manifest = read_manifest(folder)
    except MapFailure as failure:
        raise MapRefused(why=_said(failure)) from failure
    kept = _keep(folder, county)
    values = {
        "folder": kept.name,
        "network": manifest["network"],
        "source": str(manifest["source"]["name"])[:200],
        "attribution": str(manifest["attribution"])[:200],
        "note": note[:300],
        "note_en": note_en[:300],
        "published_at": ctx.now,
    }
    PublishedMap.objects.update_or_create(county=county, defaults=values)
    body = {name: value for name, value in values.items() if value and name != "published_at"}
    source = manifest["source"]["sha256"]
    record(ctx, _subject(county), "servicemap.published", {**body, "source_sha256": source})
    return published(county)


@command
def load_households(
    ctx: Context,
    /,
    *,
    county: str,
    given: PointList,
    system: str = "wgs84",
    invented: bool = False,
    note: str = "",
    note_en: str = "",
) -> HomesRow:
    """Ask coverage for these households from now on, instead of those that were loaded before. What could not be used is counted.

    Raises:
        NotACounty, NoSuchArea, NoMap, MapBroken: no county has this code, or it has no map on which to put them.
        HouseholdsRefused: the list is in another system than said, or no point of it lies on the map.
        OutOfReach: the post does not publish maps there.
    """
    _require(ctx, county)
    try:
        homes, problems = judged(opened(county).atlas, given.name, given.sites, given.problems, county, System(system))
    except MapFailure as failure:
        raise HouseholdsRefused(why=_said(failure)) from failure
    before, kept = homes_of(county), _keep_homes(homes, county)
    values: dict[str, Any] = {
        "folder": kept.name,
        "source": given.name[:200],
        "points": len(homes.lon),
        "households": round(float(homes.households.sum())),
        "people": round(float(homes.points.people.sum())) if homes.people_told else 0,
        "problems": dict(sorted(Counter(problem.what for problem in problems).items())),
        "invented": invented,
        "note": note[:300],
        "note_en": note_en[:300],
        "loaded_at": ctx.now,
    }
    HouseholdPoints.objects.update_or_create(county=county, defaults=values)
    told = ("source", "points", "households", "people", "problems", "invented")
    body = {name: values[name] for name in told if values[name]}
    record(ctx, _subject(county), "servicemap.households_loaded", {**body, "source_sha256": given.sha256})
    if before is not None and before.folder != kept.name:
        _forget(before)
    found = homes_of(county)
    assert found is not None
    return found


@command
def remove_households(ctx: Context, /, *, county: str) -> None:
    """Forget where the households of a county live; their file goes with it.

    Raises:
        NoHouseholds: none were loaded.
        OutOfReach: the post does not publish maps there.
    """
    _require(ctx, county)
    found = homes_of(county)
    if found is None:
        raise NoHouseholds()
    HouseholdPoints.objects.filter(county=county).delete()
    record(ctx, _subject(county), "servicemap.households_removed", {"source": found.source, "points": found.points})
    _forget(found)


@command
def correct_place(ctx: Context, /, *, code: str, seen: int, values: Values, reason: str) -> PlaceRow:
    """Set some fields of a place and its position, all of them or none; `seen` 0 opens a new place. For who keeps it.

    `values` are texts, as the spreadsheet of places has them; `reason` is why it is moved, if it is.

    Raises:
        PlaceMovedOn, PlaceClosed, PlaceExists, NoSuchPlace, PlaceRefused, NothingChanges, NoSuchArea, OutOfReach: of kernel.places.
    """
    said: dict[str, Any] = fields_of(values)
    if not seen:
        return places.open_place(ctx, code=code, lon=_number(values["lon"]), lat=_number(values["lat"]), **said)
    found = place(code)
    if said:
        found = places.change_place(ctx, code=code, seen=seen, **said)
        seen = found.version
    if "lon" in values or "lat" in values:
        lon, lat = _number(values.get("lon", found.lon)), _number(values.get("lat", found.lat))
        found = places.move_place(ctx, code=code, seen=seen, lon=lon, lat=lat, reason=reason)
    return found


def _require(ctx: Context, county: str) -> None:
    require_in(ctx.actor, PUBLISH, county)
    if len(county) != COUNTY_DIGITS:
        raise NotACounty()
    area(county)


def _subject(county: str) -> Subject:
    return Subject("servicemap", county, county)


def _said(failure: MapFailure) -> str:
    return failure.said("en" if get_language() == "en" else "zh")


def _number(given: str | float) -> float:
    """What cannot be a number is refused by kernel.places, as a position that is none."""
    try:
        return float(given)
    except ValueError:
        return math.nan


def _forget(row: HomesRow) -> None:
    """Take the file away once nothing names it any more: where people live is not kept longer than it is used."""
    transaction.on_commit(lambda: shutil.rmtree(folder_of(row.folder), ignore_errors=True))


def _keep_homes(homes: Homes, county: str) -> Path:
    """The households in a folder below the data folder, under a name that goes by their content."""
    beside = folder_of(f".{county}-homes-{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    save(homes, beside / FILE)
    digest = hashlib.sha256((beside / FILE).read_bytes()).hexdigest()
    kept = folder_of(f"{county}-homes-{digest[:16]}")
    if kept.exists():
        shutil.rmtree(beside)
    else:
        os.replace(beside, kept)
    return kept


def _keep(folder: Path, county: str) -> Path:
    """The map's files below the data folder, under a name that goes by their content."""
    digest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    kept = folder_of(f"{county}-{digest[:16]}")
    if not kept.exists():
        beside = kept.with_name(f".{kept.name}-{os.getpid()}")
        shutil.rmtree(beside, ignore_errors=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(folder, beside, ignore=shutil.ignore_patterns(".*"))
        os.replace(beside, kept)
    return kept
