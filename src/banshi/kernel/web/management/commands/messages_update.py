from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banshi.kernel.web.catalogues import PACKAGE, problems, update


class Command(BaseCommand):
    help = "Gather the Chinese messages of every room into its English catalogue; --check only tells what is amiss."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when a message is missing or unused"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            for file in update():
                self.stdout.write(f"updated {file.relative_to(PACKAGE.parent)}")
        amiss = problems()
        for line in amiss:
            self.stdout.write(line)
        if amiss and options["check"]:
            raise CommandError(f"{len(amiss)} messages need care")
