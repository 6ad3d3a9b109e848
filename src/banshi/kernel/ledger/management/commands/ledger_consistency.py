"""`banshi ledger consistency OLDER NEWER`: a file which proves that one checkpoint continues another."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger.canonical import canonical_json
from banshi.kernel.ledger.receipts import consistency_document


class Command(BaseCommand):
    help = "Print the proof that checkpoint NEWER continues checkpoint OLDER; check it with `banshi ledger verify`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("older", type=int)
        parser.add_argument("newer", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = consistency_document(options["older"], options["newer"])
        except BanshiError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(canonical_json(document))
