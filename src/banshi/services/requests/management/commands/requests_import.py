import csv
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from banshi.kernel.commands import Actor, Context
from banshi.kernel.sheets.cells import harmless
from banshi.kernel.sheets.tables import TableRefused
from banshi.services.requests import commands
from banshi.services.requests.sheets.columns import FIELDS, PRESETS, MappingRefused
from banshi.services.requests.sheets.foreign import Given, Source, Wrong, drafts

BATCH = 500


class Command(BaseCommand):
    help = (
        "Take another ledger in: xlsx, xls, ods or CSV. Run again after an interruption: rows taken before are skipped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", default=settings.BANSHI_COUNTY, help="area code of rows that name none")
        parser.add_argument("--preset", default="auto", help=f"auto, {', '.join(PRESETS)}")
        parser.add_argument(
            "--map", action="append", default=[], metavar="FIELD=COLUMN", help=f"fields: {', '.join(FIELDS)}"
        )
        parser.add_argument("--source", default="", help="name of the ledger; with a row's id it is taken in once only")
        parser.add_argument("--dry-run", action="store_true", help="read and check the file, take nothing in")

    def handle(self, *args: Any, file: Path, area: str, preset: str, **options: Any) -> None:
        columns = dict(self._pair(each) for each in options["map"])
        source = Source(file, area, options["source"] or file.stem[:40], preset, columns)
        started = time.monotonic()
        try:
            rows = list(drafts(source))
        except (TableRefused, MappingRefused) as error:
            raise CommandError(str(error)) from error
        wrong = [cell for row in rows for cell in row.wrong]
        taken = repeated = 0
        if not options["dry_run"]:
            for some, again, refused in self._batches([row for row in rows if row.draft is not None]):
                taken, repeated = taken + some, repeated + again
                wrong += refused
        seconds = time.monotonic() - started
        rejected = len({cell.row for cell in wrong})
        self.stdout.write(
            f"{len(rows)} rows read, {taken} taken in, {rejected} rejected, {repeated} there before; {len(rows) / seconds:,.0f} rows/s"
        )
        if wrong:
            self.stdout.write(f"what was rejected and why: {self._report(file, wrong)}")

    def _pair(self, given: str) -> tuple[str, str]:
        field, sign, column = given.partition("=")
        if not sign:
            raise CommandError(f"--map {given} has no =: write --map text=内容")
        return field.strip(), column.strip()

    def _batches(self, rows: list[Given]) -> Iterator[tuple[int, int, list[Wrong]]]:
        """Take the rows in, a batch a command: (taken, there before, rejected cells)."""
        ctx = Context(actor=Actor.system("import"), now=timezone.now(), request_id="requests-import")
        waiting = iter(rows)
        columns = (TextColumn("· taking in"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("", total=len(rows))
            while some := list(islice(waiting, BATCH)):
                batch = commands.submit_many(ctx, drafts=[row.draft for row in some if row.draft is not None])
                refused = [
                    Wrong(some[each.row].row, field, "", why)
                    for each in batch.rejected
                    for field, why in each.fields.items()
                ]
                bar.update(task, advance=len(some))
                yield len(batch.receipts), batch.repeated, refused

    def _report(self, file: Path, wrong: list[Wrong]) -> Path:
        path = file.with_name(f"{file.stem}.rejected.csv")
        try:
            opened = path.open("w", encoding="utf-8-sig", newline="")
        except OSError:  # the folder of the file may be read-only
            path = Path(settings.DATA_DIR) / path.name
            opened = path.open("w", encoding="utf-8-sig", newline="")
        with opened as report:
            writer = csv.writer(report)
            writer.writerow(["row", "cell or field", "given", "allowed"])
            writer.writerows([each.row, each.cell, harmless(each.given), each.allowed] for each in wrong)
        return path
