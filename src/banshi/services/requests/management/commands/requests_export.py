import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from banshi.kernel.errors import BanshiError
from banshi.services.requests.forms.desk_queue import KEPT, QueueForm
from banshi.services.requests.management.acting import acting
from banshi.services.requests.sheets.outgoing import Asked, send_out

FILTERS = ("area", "category", "kind", "urgency", "channel", "theme", "unit", "state", "due", "since", "until", "order")


class Command(BaseCommand):
    help = (
        "Take the ledger out as a spreadsheet that can be edited and handed back. Filters as in the queue's address. "
        "Without --post nothing confidential and nothing that accuses goes out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="an .xlsx that does not exist yet")
        parser.add_argument("--post", type=int, help="number of the post in whose name it is taken out")
        parser.add_argument("--county", default=settings.BANSHI_COUNTY, help="without --post: whose ledger")
        parser.add_argument("--stage", action="append", default=[], help="can be repeated")
        parser.add_argument("--find", default="", metavar="WORDS", help="number, words of the text, place")
        for name in FILTERS:
            parser.add_argument(f"--{name}", default="")
        parser.add_argument("--contacts", action="store_true", help="with names and phones, but for the confidential")

    def handle(self, *args: Any, file: Path, post: int | None, county: str, **options: Any) -> None:
        if file.suffix.lower() != ".xlsx" or file.exists():
            raise CommandError(f"{file} must end in .xlsx and not exist yet")
        ctx = acting(post)
        county = ctx.actor.post.area[:6] if ctx.actor.post else county
        given = {name: options[name] for name in KEPT if options.get(name)} | {"q": options["find"]}
        form = QueueForm({**given, "stage": options["stage"]}, county=county)
        if not form.is_valid():
            raise CommandError("; ".join(f"--{name}: {' '.join(map(str, why))}" for name, why in form.errors.items()))
        which = form.filter()
        if ctx.actor.post is None and not which.area:
            which = replace(which, area=county)
        filters = {name: ",".join(value) if name == "stage" else value for name, value in given.items() if value}
        asked = Asked(which, filters, county, contacts=options["contacts"])
        try:
            with file.open("xb") as out:
                file.chmod(0o600)
                sent = send_out(ctx, asked)
                shutil.copyfileobj(sent.file, out)
        except BanshiError as error:
            file.unlink()
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{sent.count} requests written to {file}")
