import csv
import gzip
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from banshi.kernel.commands import Actor, Context
from banshi.kernel.directory.areas import is_code
from banshi.kernel.directory.commands import load_areas
from banshi.kernel.errors import BanshiError

DATA = Path(__file__).resolve().parents[2] / "data" / "areas.csv.gz"


class Command(BaseCommand):
    help = "Load the tree of areas: all of Inner Mongolia, one part of it, or another region's file of `code,name`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--county", default="", help="only this code and what lies below and above it, e.g. 150627")
        parser.add_argument("--file", default=str(DATA), help="CSV with the columns code,name; may be gzipped")

    def handle(self, *args: Any, county: str, file: str, **options: Any) -> None:
        names = self._read(Path(file))
        code = county or min(names, default="")
        wanted = {each: name for each, name in names.items() if each.startswith(code) or code.startswith(each)}
        if not is_code(code) or code not in wanted:
            raise CommandError(
                f"{code or 'the file'} has no areas here: give a code of 2, 4, 6, 9 or 12 digits that the file holds"
            )
        ctx = Context(actor=Actor.system("console"), now=timezone.now(), request_id="directory-areas-load")
        try:
            loaded = load_areas(ctx, code=code, names=wanted)
        except BanshiError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{loaded.code}: {loaded.total} areas, {loaded.changed} new or renamed")

    def _read(self, path: Path) -> dict[str, str]:
        opened = gzip.open if path.suffix == ".gz" else open
        try:
            with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
                return {row["code"].strip(): row["name"].strip() for row in csv.DictReader(file)}
        except (OSError, KeyError, UnicodeDecodeError, AttributeError) as error:
            raise CommandError(f"{path} cannot be read as UTF-8 CSV with the columns code,name: {error}") from error
