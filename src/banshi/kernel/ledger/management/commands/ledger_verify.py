"""`banshi ledger verify [FILE]`: a receipt, a proof or an export offline; without FILE, the live ledger."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banshi.kernel.ledger.findings import Report
from banshi.kernel.ledger.verify import exit_code, language_of_shell, verify_file


class Command(BaseCommand):
    help = "Verify a receipt, a consistency proof or an export offline; without a file, the whole live ledger."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="receipt, proof or export; none: the live ledger")
        parser.add_argument("--key", action="append", default=[], metavar="VKEY", help="a public key that you trust")
        parser.add_argument("--lang", choices=["zh", "en"], default=language_of_shell())

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._report(options["file"], options["key"])
        for line in report.lines(options["lang"]):
            self.stdout.write(line)
        if code := exit_code(report):
            raise SystemExit(code)

    def _report(self, file: Path | None, trusted: list[str]) -> Report:
        if file is None:
            return self._database()
        try:
            return verify_file(file, trusted)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error

    def _database(self) -> Report:
        from tqdm import tqdm  # only a check of the database needs these

        from banshi.kernel.ledger.audit import verify_database

        with tqdm(unit=" entries", disable=None, leave=False) as bar:

            def progress(done: int, size: int) -> None:
                bar.total = size
                bar.update(done - bar.n)

            return verify_database(progress)
