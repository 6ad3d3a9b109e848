import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from banshi.services.requests.triage.errors import RowsRefused
from banshi.services.requests.triage.hot import HotIssue, hot_issues
from banshi.services.requests.triage.readers import read_messages


class Command(BaseCommand):
    help = "Which matters many people bring: clusters of messages with place, time span, size and likes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="spreadsheet or JSON lines of messages")
        parser.add_argument("--top", type=int, default=10)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, file: Path, top: int, **options: Any) -> None:
        try:
            found = hot_issues(read_messages(file))[:top]
        except RowsRefused as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2, default=str))
            return
        for rank, each in enumerate(found, 1):
            self._show(rank, each)

    def _show(self, rank: int, each: HotIssue) -> None:
        span = f"{each.first:%Y-%m-%d} – {each.last:%Y-%m-%d}"
        self.stdout.write(f"{rank:>2}. {each.title}")
        self.stdout.write(
            f"    {each.place or '—'} · {span} · {each.size} messages · {each.likes} likes · heat {each.heat:.1f}"
        )
        self.stdout.write(f"    {'、'.join(each.keywords)}")
