"""`banshi slots verify TICKET --key VKEY`: check a ticket without database or network."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banshi.kernel.ledger.notes import BadNote
from banshi.kernel.slots.check import add_arguments, check_given
from banshi.kernel.slots.doors import BadList


class Command(BaseCommand):
    help = "Check a ticket offline: exit 0 to let them in, 1 if it is no true ticket, 2 if not for this door now."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        now = options["at"] or datetime.now(UTC)
        try:
            verdict = check_given(options["ticket"], options["key"], now, options["doors"])
        except (BadNote, BadList, OSError) as error:
            raise CommandError(str(error)) from error
        for line in verdict.lines(options["lang"]):
            self.stdout.write(line)
        if verdict.exit_code:
            raise SystemExit(verdict.exit_code)
