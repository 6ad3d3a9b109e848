from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from banshi.services.onestop.queries.departments import absent
from banshi.services.onestop.rules.faults import BadProcedure
from banshi.services.onestop.rules.loading import read


class Command(BaseCommand):
    help = (
        "Read procedure files and name everything wrong in them, with file, line and reason; with --county also the "
        "units that the directory lacks there. Changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--county", default="", help="six digits: look for the departments' units there")

    def handle(self, *args: Any, files: list[Path], county: str, **options: Any) -> None:
        wrong = sum(self._check(path, county) for path in files)
        if wrong:
            raise CommandError(f"{wrong} to correct")

    def _check(self, path: Path, county: str) -> int:
        """How many faults the file has, each on a line of its own."""
        try:
            procedure = read(path.read_text("utf-8"), str(path))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except BadProcedure as bad:
            for fault in bad.faults:
                self.stdout.write(str(fault))
            return len(bad.faults)
        missing = absent(procedure, county) if county else ()
        for slug in missing:
            self.stdout.write(f"{path}: the directory has no unit {slug!r}")
        if not missing:
            self.stdout.write(f"{path}: {procedure.code} {procedure.version}, {len(procedure.steps)} steps, in order")
        return len(missing)
