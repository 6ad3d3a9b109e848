"""`banshi clocks recompute --year YEAR`: set deadlines anew when a year's holiday notice has appeared."""

from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from banshi.kernel.clocks import rules
from banshi.kernel.clocks.commands import Change, NothingToRecompute, changes, recompute
from banshi.kernel.commands import Actor, Context


class Command(BaseCommand):
    help = "List the open deadlines that a new calendar changes, and set them anew, each on the record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--dry-run", action="store_true", help="only list them")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(changes(options["year"]))
        for change in found:
            self.stdout.write(_told(change))
        moved = sum(change.due != change.due_before for change in found)
        self.stdout.write(f"{len(found)} 个时限受影响,其中 {moved} 个截止时间改变")
        if options["dry_run"]:
            self.stdout.write("仅列出,没有改动")
            return
        run, done = uuid4().hex, 0
        for subject, county in tqdm(sorted({(each.subject, each.county) for each in found}), disable=None, unit="件"):
            ctx = Context(actor=Actor.system("calendar"), now=timezone.now(), request_id=run)
            try:
                recompute(ctx, subject=subject, county=county)
            except NothingToRecompute:  # met or set anew by someone else since it was listed
                continue
            done += 1
        self.stdout.write(f"已重算 {done} 件,每件都已记入账本")


def _told(change: Change) -> str:
    before, after = (f"{rules.last_day(due)}" for due in (change.due_before, change.due))
    return f"{change.subject}  {change.rule}  {before} → {after}  {change.calendar_before} → {change.calendar}"
