"""`banshi map build FILE --out DIR`: network, reach table and base map of an extract, in one go."""

import sys
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from banshi.services.servicemap.engine.folder import Built, make
from banshi.services.servicemap.engine.found import found_places
from banshi.services.servicemap.engine.reach import LIMIT
from banshi.services.servicemap.engine.sites import Problem, Site, read_sites
from banshi.services.servicemap.management.console import MapCommand, shown_progress


class Command(MapCommand):
    help = "Build the network, the reach table and the base map of an OpenStreetMap extract into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="an extract: .osm, .osm.pbf, .osm.gz, .osm.bz2 or .o5m")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
        parser.add_argument("--places", type=Path, help=".csv or .geojson; without it, public services in the extract")
        parser.add_argument("--limit", type=int, default=LIMIT // 60, help="minutes that the table reaches")
        parser.add_argument("--no-basemap", action="store_true", help="leave out the tiles")

    def answer(self, options: dict[str, Any]) -> None:
        built = make(
            options["file"],
            options["out"],
            partial(_sites, options["places"]),
            limit=min(max(options["limit"], 1), 60) * 60,
            tiles=not options["no_basemap"],
            progress=shown_progress(options),
        )
        if sys.stderr.isatty():
            self.stderr.write("")
        self.warn(options, list(built.problems))
        self.show(options, built.manifest, lambda: _lines(built, options))


def _sites(given: Path | None, extract: Path) -> tuple[list[Site], list[Problem]]:
    return read_sites(given) if given is not None else (found_places(extract), [])


def _lines(built: Built, options: dict[str, Any]) -> list[str]:
    said, notes = built.manifest, built.manifest["notes"]
    sizes = "  ".join(f"{name} {each['bytes'] / 1024:,.0f} KB" for name, each in said["files"].items())
    if options["lang"] == "en":
        drawn = f"no base map: {said['basemap']}" if said["basemap"] else "base map drawn"
        return [
            f"{notes['vertices']:,} junctions, {notes['edges']:,} streets, {said['places']} places, {said['seconds']} s",
            f"{notes.get('barriers', 0)} barriers, {notes['squares']} squares, {notes['pieces']} separate pieces, "
            f"{notes['missing_nodes']} nodes cut off at the edge; {drawn}",
            f"{options['out']}: {sizes}",
        ]
    drawn = f"没有底图：{said['basemap']}" if said["basemap"] else "底图已画"
    return [
        f"{notes['vertices']:,} 个路口，{notes['edges']:,} 段路，{said['places']} 处场所，用时 {said['seconds']} 秒",
        f"{notes.get('barriers', 0)} 处门禁，{notes['squares']} 个广场，{notes['pieces']} 片互不相连的路，"
        f"边缘截掉 {notes['missing_nodes']} 个点；{drawn}",
        f"{options['out']}：{sizes}",
    ]
