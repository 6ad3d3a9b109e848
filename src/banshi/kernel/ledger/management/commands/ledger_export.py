"""`banshi ledger export PATH --county CODE`: a county's entries as one file that verifies offline."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger.export import export
from banshi.kernel.ledger.sealing import seal


class Command(BaseCommand):
    help = "Export a county's entries, with every proof, to a file or into a folder; seals first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a file to write, or a folder to write it into")
        parser.add_argument("--county", default=settings.BANSHI_COUNTY, help="six digits of GB/T 2260")

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(unit=" leaves", disable=None, leave=False) as bar:

            def progress(done: int, size: int) -> None:
                bar.total = size
                bar.update(done - bar.n)

            try:
                seal(timezone.now())
                written = export(options["path"], options["county"], progress)
            except (BanshiError, OSError) as error:
                raise CommandError(str(error)) from error
        self.stdout.write(str(written))
