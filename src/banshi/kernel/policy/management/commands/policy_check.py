"""`banshi policy check`: whether the files can be used and say what is on record."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from banshi.kernel.policy.current import parameters
from banshi.kernel.policy.refusals import BadParameters
from banshi.kernel.policy.versions import contradictions, unrecorded
from banshi.kernel.policy.words import amount


class Command(BaseCommand):
    help = "Name every value that contradicts the record: exit 0 if none does, 1 otherwise. Lists what is in force."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="list what is in force on this day (default today)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            book = parameters()
        except BadParameters as error:
            raise CommandError(str(error)) from error
        problems = contradictions(book)
        if problems:
            raise CommandError("\n".join(problems))
        on = options["on"] or timezone.localdate()
        waiting = {(each.code, each.since) for each in unrecorded(book, on)}
        for value in book:
            if value.since <= on and (value.until is None or on < value.until):
                marks = [" demo"] * value.demo + [" not on record"] * ((value.code, value.since) in waiting)
                self.stdout.write(
                    f"{value.code}  {amount(value)}  {value.since}  {value.document} {value.article}{''.join(marks)}"
                )
