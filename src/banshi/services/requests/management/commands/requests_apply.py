from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from banshi.kernel.errors import BanshiError
from banshi.services.requests.management.acting import acting
from banshi.services.requests.queries.sheet import standing
from banshi.services.requests.rules.differences import State, Verdict, compare
from banshi.services.requests.sheets.choices import choices_for
from banshi.services.requests.sheets.incoming import read
from banshi.services.requests.sheets.taking import planned, take_in


class Command(BaseCommand):
    help = "Take an edited export back in: shows every difference; conflicts and wrong rows are left as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--post", type=int, help="number of the post in whose name it is taken in")
        parser.add_argument(
            "--county", default=settings.BANSHI_COUNTY, help="without --post: whose areas can be chosen"
        )
        parser.add_argument("--dry-run", action="store_true", help="show the differences, change nothing")

    def handle(self, *args: Any, file: Path, post: int | None, county: str, dry_run: bool, **options: Any) -> None:
        ctx = acting(post)
        choices = choices_for(ctx.actor.post.area[:6] if ctx.actor.post else county)
        try:
            rows = read(file.read_bytes(), file.name, choices)
        except (BanshiError, OSError) as error:
            raise CommandError(str(error)) from error
        verdicts = compare(rows, standing(ctx.actor, [row.number for row in rows]), choices)
        for verdict in verdicts:
            for line in _lines(verdict):
                self.stdout.write(f"row {verdict.row}  {verdict.number}  {line}")
        changed = [planned(verdict) for verdict in verdicts if verdict.state is State.CHANGED]
        taken = [] if dry_run else take_in(ctx, changed)
        for each in taken:
            if each.why:
                self.stdout.write(f"{each.number}  left as it is: {each.why}")
        count = Counter(verdict.state.value for verdict in verdicts)
        done = sum(not each.why for each in taken)
        self.stdout.write(
            f"{len(rows)} rows: {', '.join(f'{n} {state}' for state, n in count.items())}; {done} taken in"
        )


def _lines(verdict: Verdict) -> list[str]:
    match verdict.state:
        case State.CHANGED:
            return [f"{each.field}: {each.now!r} -> {each.mine!r}" for each in verdict.changes if each.decided]
        case State.CONFLICT:
            return [
                f"conflict in {each.field}: taken out {each.was!r}, yours {each.mine!r}, now {each.now!r}"
                for each in verdict.changes
            ]
        case State.WRONG:
            return [
                f"{each.cell}: {each.given!r} - {gettext(each.allowed.message) % each.allowed.data}"
                for each in verdict.wrong
            ]
        case State.UNKNOWN:
            return ["there is no such number, or it is not this post's"]
        case State.TWICE:
            return [f"stands in rows {', '.join(map(str, verdict.rows))}: none of them is taken"]
    return []
