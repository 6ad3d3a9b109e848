from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from banshi.kernel.commands import Context
from banshi.kernel.errors import BanshiError, Invalid
from banshi.services.requests.commands import draw_callbacks
from banshi.services.requests.management.acting import acting
from banshi.services.requests.queries.callbacks import rounds
from banshi.services.requests.rules.callbacks import By, month_before


class Command(BaseCommand):
    help = (
        "Draws of closed requests for call-backs and how far the calls are; with --draw, draw what was closed in these "
        "days (by default last month)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--draw", action="store_true", help="fix a list; it is opened by the next checkpoint")
        parser.add_argument("--since", type=date.fromisoformat, metavar="DAY")
        parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="the day after the last one")
        parser.add_argument("--by", choices=[each.value for each in By], default=By.UNIT.value)
        parser.add_argument(
            "--share", type=int, metavar="PERCENT", help="of each group; no less than the rules ask for"
        )
        parser.add_argument("--post", type=int, help="number of the post in whose name it is done")
        parser.add_argument("--county", default=settings.BANSHI_COUNTY, help="without --post: of which county")

    def handle(self, *args: Any, draw: bool, post: int | None, county: str, **options: Any) -> None:
        ctx = acting(post)
        if draw:
            self._draw(ctx, ctx.actor.post.area[:6] if ctx.actor.post else county, **options)
            return
        for each in rounds(ctx.actor, ctx.now):
            state = "cancelled" if each.cancelled_at else "opened" if each.opened_at else "fixed"
            self.stdout.write(
                f"{each.draw}  {each.county}  {each.since} – {each.last}  {each.wanted} of {each.size}, {state}: "
                f"{each.reached} reached, {each.missed} missed, {each.waiting} waiting, {each.late} late"
            )

    def _draw(
        self, ctx: Context, county: str, *, since: date | None, until: date | None, by: str, share: int | None, **_: Any
    ) -> None:
        first, after = month_before(timezone.localdate(ctx.now))
        try:
            made = draw_callbacks(ctx, county=county, since=since or first, until=until or after, by=by, share=share)
        except Invalid as error:
            words = (f"--{name}: {why}" for name, reasons in error.fields.items() for why in reasons)
            raise CommandError("; ".join(words)) from error
        except BanshiError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.draw}  {made.wanted} of {made.size} closings, fixed")
