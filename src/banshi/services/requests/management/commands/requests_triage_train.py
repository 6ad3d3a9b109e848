import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from banshi.services.requests.triage.classify import train
from banshi.services.requests.triage.errors import RowsRefused
from banshi.services.requests.triage.readers import read_labelled


class Command(BaseCommand):
    help = "Train the classifier on JSON lines with detail, label and, if known, title. Runs on this machine alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--out", type=Path, required=True, help="where to put the model, e.g. triage.npz")

    def handle(self, *args: Any, file: Path, out: Path, **options: Any) -> None:
        started = time.monotonic()
        try:
            rows = read_labelled(file)
            model = train(rows)
            digest = model.save(out)
        except RowsRefused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{len(rows)} rows, {time.monotonic() - started:.1f} s, {out} {digest[:16]}")
