"""`banshi map households FILE COUNTY`: whom coverage is asked for, beside the junctions of the streets."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from banshi.kernel.commands import Actor, Context
from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger.verify import language_of_shell
from banshi.kernel.places.coordinates import System
from banshi.services.servicemap.commands import load_households, remove_households
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.homes import judged
from banshi.services.servicemap.engine.problems import said
from banshi.services.servicemap.engine.sites import MOST_PROBLEMS_TOLD, PointList, Problem
from banshi.services.servicemap.queries.homes import HomesRow
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.sheets.points import read_points

WORDS = {
    "zh": "{county}  {points:,} 个点，{households:,} 户，{people}；没有用的 {left_out} 行",
    "en": "{county}  {points:,} points, {households:,} households, {people}; {left_out} rows left out",
}


class Command(BaseCommand):
    help = "Load the households of a county, so that its coverage is told for them, too. No names, no persons: points."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help=".xlsx, .xls, .ods, .csv or .geojson")
        parser.add_argument("county", nargs="?", help="GB/T 2260 code of six digits")
        parser.add_argument("--system", choices=[each.value for each in System], default=System.WGS84.value)
        parser.add_argument("--invented", action="store_true", help="they are an example; the page says so")
        parser.add_argument("--note", default="", help="what readers must know of them, in Chinese")
        parser.add_argument("--note-en", default="", help="the same in English")
        parser.add_argument("--check", action="store_true", help="say what is wrong with the list and load nothing")
        parser.add_argument("--remove", metavar="COUNTY", help="forget the households of this county")
        parser.add_argument("--lang", choices=["zh", "en"], default=language_of_shell())

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["remove"] and not (options["file"] and options["county"]):
            raise CommandError("banshi map households FILE COUNTY, or --remove COUNTY")
        with override("en" if options["lang"] == "en" else "zh-hans"):
            try:
                self._handle(options)
            except MapFailure as failure:
                raise CommandError(failure.said(options["lang"])) from failure
            except BanshiError as refusal:
                raise CommandError(str(refusal)) from refusal

    def _handle(self, options: dict[str, Any]) -> None:
        ctx = Context(actor=Actor.system("map"), now=timezone.now(), request_id="map-households")
        if options["remove"]:
            remove_households(ctx, county=options["remove"])
            return
        given = read_points(options["file"])
        problems = self._told(options, given)
        if options["check"]:
            if problems:
                raise SystemExit(1)
            return
        values = {name: options[name] for name in ("county", "system", "invented", "note", "note_en")}
        self.stdout.write(_line(load_households(ctx, given=given, **values), options["lang"]))

    def _told(self, options: dict[str, Any], given: PointList) -> list[Problem]:
        """Everything that is wrong with the list, on standard error."""
        atlas, system = opened(options["county"]).atlas, System(options["system"])
        _homes, problems = judged(atlas, given.name, given.sites, given.problems, options["county"], system)
        for problem in problems[:MOST_PROBLEMS_TOLD]:
            self.stderr.write(said(problem, options["lang"]))
        if len(problems) > MOST_PROBLEMS_TOLD:
            more = len(problems) - MOST_PROBLEMS_TOLD
            self.stderr.write(f"… {more} more" if options["lang"] == "en" else f"……还有 {more} 处")
        return problems


def _line(row: HomesRow, language: str) -> str:
    people = (f"{row.people:,} people" if language == "en" else f"{row.people:,} 人") if row.people else "—"
    return WORDS[language].format(
        county=row.county, points=row.points, households=row.households, people=people, left_out=row.left_out
    )
