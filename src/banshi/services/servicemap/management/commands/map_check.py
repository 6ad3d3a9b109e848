"""`banshi map check DIR LIST`: whether the points of a list are where they should be."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from banshi.services.servicemap.engine.checked import checked
from banshi.services.servicemap.engine.folder import open_map
from banshi.services.servicemap.engine.problems import said
from banshi.services.servicemap.engine.sites import read_sites
from banshi.services.servicemap.management.console import MapCommand


class Command(MapCommand):
    help = "Check a list of points against a map: swapped, twice, off the map or the streets, GCJ-02 called WGS-84."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path, help="a map made by `banshi map build`")
        parser.add_argument("list", type=Path, help=".csv or .geojson")

    def answer(self, options: dict[str, Any]) -> None:
        given, problems = read_sites(options["list"])
        kept, doubts = checked(given, open_map(options["folder"]).snapper())
        found = [*problems, *doubts]
        lines = [said(problem, options["lang"]) for problem in found]
        total = (
            f"{len(kept)} points, {len(found)} problems"
            if options["lang"] == "en"
            else f"{len(kept)} 个点，{len(found)} 处问题"
        )
        self.show(options, {"points": len(kept), "problems": found}, lambda: [*lines, total])
        if found:
            raise SystemExit(1)
