"""`banshi ledger seal`: make new entries leaves of the tree and publish the checkpoint and tiles."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger.sealing import requeue_lost, seal


class Command(BaseCommand):
    help = "Seal new entries and publish the checkpoint and tiles; safe at any time, and harmless when run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--requeue", action="store_true", help="first look for entries that the queue has lost")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["requeue"]:
            self.stdout.write(f"requeued {requeue_lost()}")
        with tqdm(unit=" entries", disable=None, leave=False) as bar:
            try:
                done = seal(timezone.now(), lambda added: bar.update(added - bar.n) and None)
            except BanshiError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"sealed {done.added}, size {done.size}, files written {done.files}")
