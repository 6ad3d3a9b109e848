"""`banshi slots doors NUMBER --out FILE`: the signed list that a device carries to the door."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from banshi.kernel.errors import BanshiError
from banshi.kernel.slots import queries


class Command(BaseCommand):
    help = "Write the door list of a session, for checking tickets without signal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="the session's number")
        parser.add_argument("--out", type=Path, required=True, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = queries.door_list(options["number"], timezone.now())
            options["out"].write_text(text, encoding="utf-8")
        except (BanshiError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(options["out"]))
