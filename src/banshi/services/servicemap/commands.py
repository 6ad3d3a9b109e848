"""Publish a built map for a county; put right what a keeper's spreadsheet or page says of a place."""

import hashlib
import math
import os
import shutil
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.directory.authority import require_in
from banshi.kernel.directory.queries.areas import area
from banshi.kernel.errors import Invalid
from banshi.kernel.ledger.record import Subject, record
from banshi.kernel.places import commands as places
from banshi.kernel.places.queries import PlaceRow, place
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.folder import MANIFEST, open_map, read_manifest
from banshi.services.servicemap.models import PublishedMap
from banshi.services.servicemap.queries.published import MapRow, folder_of, published
from banshi.services.servicemap.rules.sheet import Values, fields_of

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


@command
def publish_map(ctx: Context, /, *, county: str, folder: Path, note: str = "", note_en: str = "") -> MapRow:
    """Serve the map in `folder` to the residents of a county. It is copied: what happens to the folder later changes nothing.

    Raises:
        NotACounty, NoSuchArea: no county has this code.
        MapRefused: the folder holds no map, or a damaged one.
        OutOfReach: the post does not publish maps there.
    """
    require_in(ctx.actor, PUBLISH, county)
    if len(county) != COUNTY_DIGITS:
        raise NotACounty()
    area(county)
    try:
        open_map(folder)
        manifest = read_manifest(folder)
    except MapFailure as failure:
        raise MapRefused(why=failure.said("en" if get_language() == "en" else "zh")) from failure
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
    record(ctx, Subject("servicemap", county, county), "servicemap.published", {**body, "source_sha256": source})
    return published(county)


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


def _number(given: str | float) -> float:
    """What cannot be a number is refused by kernel.places, as a position that is none."""
    try:
        return float(given)
    except ValueError:
        return math.nan


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
