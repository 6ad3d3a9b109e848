"""`banshi draws replay FILE`: replay a public draw from its file, offline."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banshi.kernel.draws.replay import replay_file
from banshi.kernel.ledger.verify import language_of_shell


class Command(BaseCommand):
    help = "Replay a public draw from its file, offline: exit 0 if it holds, 1 if not, 2 if there is no result."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the draw's file, as its page gives it out")
        parser.add_argument("--key", action="append", default=[], metavar="VKEY", help="a ledger key that you trust")
        parser.add_argument("--lang", choices=["zh", "en"], default=language_of_shell())

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = replay_file(options["file"], options["key"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        for line in found.lines(options["lang"]):
            self.stdout.write(line)
        if found.exit_code:
            raise SystemExit(found.exit_code)
