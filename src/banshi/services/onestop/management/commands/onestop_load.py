from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from banshi.kernel.errors import BanshiError
from banshi.services.onestop.commands import FaultyProcedure, publish
from banshi.services.onestop.management.acting import acting
from banshi.services.onestop.policy import packaged


class Command(BaseCommand):
    help = (
        "Publish procedure files: cases are opened under them from the day that they name. Without a file, those of this "
        "release and of BANSHI_DATA_DIR/policy/procedures. What was published before is left as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--county", default=settings.BANSHI_COUNTY, help="look for the departments' units there")
        parser.add_argument("--post", type=int, help="number of the post in whose name it is done")

    def handle(self, *args: Any, files: list[Path], county: str, post: int | None, **options: Any) -> None:
        ctx = acting(post)
        for name, text in _texts(files).items():
            try:
                done = publish(ctx, text=text, file=name, county=county)
            except FaultyProcedure as faulty:
                raise CommandError("\n".join(["it cannot be used:", *faulty.data["lines"]])) from faulty
            except BanshiError as error:
                raise CommandError(f"{name}: {error}") from error
            state = "published" if done.new else "was published before"
            self.stdout.write(f"{done.code} {done.version} {state}, from {done.effective}, SHA-256 {done.digest[:16]}…")
            for slug in done.absent:
                self.stderr.write(f"  the directory has no unit {slug!r} yet: no case can be opened there")


def _texts(files: list[Path]) -> dict[str, str]:
    """File name → text."""
    if files:
        try:
            return {path.name: path.read_text("utf-8") for path in files}
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
    site = Path(settings.DATA_DIR) / "policy" / "procedures"
    own = {path.name: path.read_text("utf-8") for path in sorted(site.glob("*.yaml"))}
    return {**packaged(), **own}
