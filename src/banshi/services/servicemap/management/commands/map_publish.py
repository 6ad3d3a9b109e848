"""`banshi map publish DIR COUNTY`: serve a built map to a county's residents."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from banshi.kernel.commands import Actor, Context
from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger.verify import language_of_shell
from banshi.services.servicemap.commands import publish_map
from banshi.services.servicemap.engine.checked import checked
from banshi.services.servicemap.engine.problems import said
from banshi.services.servicemap.engine.sites import MOST_PROBLEMS_TOLD
from banshi.services.servicemap.queries.opened import opened


class Command(BaseCommand):
    help = "Serve a map made by `banshi map build` to the residents of a county."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a map made by `banshi map build`")
        parser.add_argument("county", help="GB/T 2260 code of six digits")
        parser.add_argument("--note", default="", help="what readers must know of the map, in Chinese")
        parser.add_argument("--note-en", default="", help="the same in English")
        parser.add_argument("--lang", choices=["zh", "en"], default=language_of_shell())

    def handle(self, *args: Any, **options: Any) -> None:
        ctx = Context(actor=Actor.system("map"), now=timezone.now(), request_id="map-publish")
        with override("en" if options["lang"] == "en" else "zh-hans"):
            try:
                row = publish_map(
                    ctx,
                    county=options["county"],
                    folder=options["folder"],
                    note=options["note"],
                    note_en=options["note_en"],
                )
            except BanshiError as refusal:
                raise CommandError(str(refusal)) from refusal
        found = opened(row.county)
        _kept, problems = checked(list(found.atlas.sites.values()), found.atlas.snapper())
        for problem in problems[:MOST_PROBLEMS_TOLD]:
            self.stderr.write(said(problem, options["lang"]))
        self.stdout.write(f"{row.county}  {row.folder}  {len(found.places)}")
