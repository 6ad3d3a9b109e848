"""`banshi map reach DIR --lon X --lat Y`: what is reached in ten minutes, nearest first."""

from argparse import ArgumentParser
from typing import Any

from banshi.services.servicemap.engine.asked import ReachAnswer, reach_from
from banshi.services.servicemap.engine.folder import open_map
from banshi.services.servicemap.engine.modes import Mode
from banshi.services.servicemap.management.console import MapCommand, at_position


class Command(MapCommand):
    help = "List the places reached from a position in time along the streets, nearest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        at_position(parser)
        parser.add_argument("--minutes", type=float, default=10)
        parser.add_argument("--kind", action="append", default=[], help="only places of this kind")

    def answer(self, options: dict[str, Any]) -> None:
        found = reach_from(
            open_map(options["folder"]),
            options["lon"],
            options["lat"],
            options["minutes"],
            Mode(options["mode"]),
            options["speed"],
            options["kind"],
        )
        self.show(options, found, lambda: _lines(found, options["lang"]))


def _lines(found: ReachAnswer, language: str) -> list[str]:
    english = language == "en"
    lines = [f"{place.seconds // 60:>4}:{place.seconds % 60:02}  {place.code}  {place.name}" for place in found.places]
    if not lines:
        lines = ["nothing is reached in time" if english else "这段时间内走不到任何场所"]
    if found.position.off_network:
        away = round(found.position.snap_metres)
        told = f"the position lies {away} m from the nearest street" if english else f"这个位置离最近的路 {away} 米"
        lines.append(told)
    for code in found.unreachable:
        lines.append(f"{code}: no street near it" if english else f"{code}：旁边没有路")
    return lines
