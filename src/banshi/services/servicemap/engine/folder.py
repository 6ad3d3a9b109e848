"""A map in a folder: built in one go from an extract, opened for every question."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from banshi.services.servicemap.engine import basemap, network, table
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.build import build
from banshi.services.servicemap.engine.checked import checked
from banshi.services.servicemap.engine.extract import Progress, quiet, read
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.graph import Graph
from banshi.services.servicemap.engine.modes import Mode
from banshi.services.servicemap.engine.reach import LIMIT
from banshi.services.servicemap.engine.sites import Problem, Site

FORMAT = "banshi-map/1"
MANIFEST, PLACES, REACH = "map.json", "places.json", "reach.bin"
ATTRIBUTION = "© OpenStreetMap contributors, ODbL"


@dataclass(frozen=True)
class Built:
    """What a build made, as the folder's map.json says it."""

    manifest: dict[str, Any]
    problems: tuple[Problem, ...]


def make(
    source: Path,
    folder: Path,
    sites: Callable[[Path], tuple[list[Site], list[Problem]]],
    *,
    limit: int = LIMIT,
    tiles: bool = True,
    progress: Progress = quiet,
) -> Built:
    """Build network, reach table and base map of an extract into a folder; what stood there is replaced whole.

    Raises:
        MapFailure: the extract or the list of places cannot be used; the folder stays as it was.
    """
    began = time.monotonic()
    streets = build(read(source, progress), source.name, progress)
    given, problems = sites(source)
    atlas = Atlas(streets, network.digest(streets), given)
    kept, doubts = checked(given, atlas.snapper())
    atlas.sites = {site.code: site for site in kept}
    progress("places", len(kept))
    reach = atlas.reach_by(Mode.FOOT, limit)
    progress("reach", sum(len(row.vertex) for row in reach.rows))
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Callable[[Path], object]] = {
        network.FILE: lambda path: network.save(streets, path),
        PLACES: lambda path: path.write_text(_places(kept), "utf-8"),
        REACH: lambda path: path.write_bytes(table.pack(reach, atlas.fingerprint)),
    }
    for name, write in files.items():
        _replace(folder / name, write)
    drawn = _draw(source, folder, progress) if tiles else "not asked for"
    manifest = {
        "format": FORMAT,
        "attribution": ATTRIBUTION,
        "basemap": drawn,
        "bounds": [round(edge, 7) for edge in streets.bounds],
        "files": {name: _fingerprint(folder / name) for name in (*files, *([basemap.FILE] if not drawn else []))},
        "limit_seconds": limit,
        "network": atlas.fingerprint,
        "notes": {**streets.notes, "pieces": _pieces(atlas.graph())},
        "places": len(kept),
        "problems": [asdict(problem) for problem in (*problems, *doubts)],
        "seconds": round(time.monotonic() - began, 2),
        "source": {"name": source.name, **_fingerprint(source)},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    _replace(folder / MANIFEST, lambda path: path.write_text(text, "utf-8"))
    return Built(manifest, (*problems, *doubts))


def open_map(folder: Path) -> Atlas:
    """The map in a folder.

    Raises:
        MapFailure: there is none, or its files are damaged or do not belong together.
    """
    manifest = read_manifest(folder)
    streets, fingerprint = network.load(folder / network.FILE)
    reach = table.load(folder / REACH, fingerprint)
    try:
        sites = [Site(**given) for given in json.loads((folder / PLACES).read_text("utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise MapFailure("damaged", given=PLACES) from error
    if manifest["network"] != fingerprint:
        raise MapFailure("mismatch", given=MANIFEST)
    return Atlas(streets, fingerprint, sites, reach)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a folder says about its map.

    Raises:
        MapFailure: no map there, or one of another format.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        found = manifest["format"]
    except OSError:
        raise MapFailure("no_map", given=str(folder)) from None
    except (ValueError, KeyError, TypeError) as error:
        raise MapFailure("damaged", given=MANIFEST) from error
    if found != FORMAT:
        raise MapFailure("other_format", given=MANIFEST, found=found, wanted=FORMAT)
    return manifest


def _places(sites: Sequence[Site]) -> str:
    return json.dumps([asdict(site) for site in sites], ensure_ascii=False, indent=0) + "\n"


def _replace(target: Path, write: Callable[[Path], object]) -> None:
    """Write beside and put in place at once: a map that is being read is whole, the old one or the new."""
    beside = target.with_name(f".{target.name}")
    write(beside)
    os.replace(beside, target)


def _draw(source: Path, folder: Path, progress: Progress) -> str:
    """Draw the base map; returns why not, empty where it was."""
    try:
        beside = folder / f".new-{basemap.FILE}"
        basemap.draw(source, beside, ATTRIBUTION, progress)
        os.replace(beside, folder / basemap.FILE)
    except basemap.NoTiles as missing:
        return str(missing)
    return ""


def _pieces(graph: Graph) -> int:
    used = graph.usable.nonzero()[0]
    return len({int(graph.piece[vertex]) for vertex in graph.network.start[used]})


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
