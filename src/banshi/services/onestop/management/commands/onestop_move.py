from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from banshi.kernel.errors import BanshiError
from banshi.services.onestop.commands import move_cases, preview_move
from banshi.services.onestop.management.acting import acting


class Command(BaseCommand):
    help = "What moving the running cases of a version to another one would change; with --apply, move them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("old", metavar="FROM")
        parser.add_argument("new", metavar="TO")
        parser.add_argument("--preview", action="store_true", help="only say what would change (as without --apply)")
        parser.add_argument("--apply", action="store_true", help="move them")
        parser.add_argument("--county", default=settings.BANSHI_COUNTY)
        parser.add_argument("--post", type=int, help="number of the post in whose name it is done")

    def handle(
        self, *args: Any, code: str, old: str, new: str, preview: bool, apply: bool, county: str, **options: Any
    ) -> None:
        if preview and apply:
            raise CommandError("either --preview or --apply")
        try:
            self._preview(code, old, new)
            if apply:
                ctx = acting(options["post"])
                done = move_cases(ctx, code=code, old=old, new=new, county=county)
                self.stdout.write(f"moved {done.moved}, on the record as entry {done.entry_id}")
        except BanshiError as error:
            raise CommandError(str(error)) from error

    def _preview(self, code: str, old: str, new: str) -> None:
        found = preview_move(code=code, old=old, new=new)
        for name in ("added", "removed", "asked"):
            self.stdout.write(f"{name}: {', '.join(getattr(found.difference, name)) or '–'}")
        for step, names in found.difference.changed.items():
            self.stdout.write(f"changed: {step}: {', '.join(names)}")
        self.stdout.write(f"moving: {found.moving}")
        for why, count in found.kept.items():
            self.stdout.write(f"staying: {count}: {why}")
        if found.examples:
            self.stdout.write(f"e.g. {', '.join(found.examples)}")
