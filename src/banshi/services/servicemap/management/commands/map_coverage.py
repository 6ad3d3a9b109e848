"""`banshi map coverage DIR`: who is served within ten minutes, and who is not."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from banshi.services.servicemap.engine.areas import read_areas
from banshi.services.servicemap.engine.checked import checked
from banshi.services.servicemap.engine.coverage import Share
from banshi.services.servicemap.engine.folder import open_map
from banshi.services.servicemap.engine.sites import read_sites
from banshi.services.servicemap.engine.surveyed import CoverageAnswer, covered, survey
from banshi.services.servicemap.management.console import MapCommand


class Command(MapCommand):
    help = "Tell how many are within ten minutes on foot of the nearest place, by tier and by area."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path, help="a map made by `banshi map build`")
        parser.add_argument("--minutes", type=float, default=10)
        parser.add_argument("--speed", type=float, help="km/h")
        parser.add_argument(
            "--households", type=Path, help=".csv with lon, lat, people, area; else every junction counts"
        )
        parser.add_argument("--areas", type=Path, help=".geojson of polygons with the property code")

    def answer(self, options: dict[str, Any]) -> None:
        atlas = open_map(options["folder"])
        households, problems = read_sites(options["households"]) if options["households"] else ([], [])
        kept, doubts = checked(households, atlas.snapper())
        self.warn(options, [*problems, *doubts])
        areas = read_areas(options["areas"]) if options["areas"] else []
        found = covered(atlas, survey(atlas, kept, areas), options["minutes"], options["speed"])
        self.show(options, found, lambda: _lines(found, options["lang"] == "en"))


def _lines(found: CoverageAnswer, english: bool) -> list[str]:
    title = ("all", "tier {}", "area {}") if english else ("全部", "第 {} 级", "{}")
    lines = [_line(title[0], found.total, found.minutes, english)]
    lines += [_line(title[1].format(each.group), each, found.minutes, english) for each in found.by_tier]
    return lines + [_line(title[2].format(each.group or "?"), each, found.minutes, english) for each in found.by_area]


def _line(name: str, each: Share, minutes: float, english: bool) -> str:
    times = [f"{time / 60:.1f}" if time < float("inf") else "-" for time in (each.median, each.nine_tenths, each.worst)]
    if english:
        return (
            f"{name:<14} {each.people:>10,.0f}  within {minutes:g} min {each.share:6.1%}  no way {each.nowhere:,.0f}  "
            f"median {times[0]}  nine tenths {times[1]}  longest {times[2]} min"
        )
    return (
        f"{name:<10} {each.people:>10,.0f}  {minutes:g} 分钟内 {each.share:6.1%}  走不到 {each.nowhere:,.0f}  "
        f"中位 {times[0]}  九成 {times[1]}  最长 {times[2]} 分钟"
    )
