"""`banshi map route DIR --lon X --lat Y --to CODE`: the way, step by step."""

from argparse import ArgumentParser
from typing import Any

from banshi.services.servicemap.engine.asked import RouteAnswer, route_to
from banshi.services.servicemap.engine.folder import open_map
from banshi.services.servicemap.engine.modes import Mode
from banshi.services.servicemap.management.console import MapCommand, at_position


class Command(MapCommand):
    help = "Tell the way from a position to a place: steps in Chinese and English, and links to other maps."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        at_position(parser)
        parser.add_argument("--to", required=True, metavar="CODE", help="the place")

    def answer(self, options: dict[str, Any]) -> None:
        atlas = open_map(options["folder"])
        found = route_to(atlas, options["lon"], options["lat"], options["to"], Mode(options["mode"]), options["speed"])
        self.show(options, found, lambda: _lines(found, options["lang"]))


def _lines(found: RouteAnswer, language: str) -> list[str]:
    english = language == "en"
    minutes = max(round(found.seconds / 60), 1)
    head = (
        f"{found.name}: {minutes} min, {found.metres:,.0f} m"
        if english
        else f"{found.name}：{minutes} 分钟，{found.metres:,.0f} 米"
    )
    steps = [f"{number:>3}. {step.en if english else step.zh}" for number, step in enumerate(found.steps, 1)]
    return [head, *steps, *(f"{link.app:>8}  {link.url}" for link in found.links)]
