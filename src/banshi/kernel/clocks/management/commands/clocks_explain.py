"""`banshi clocks explain --rule CODE --from TIME`: a deadline, day by day."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banshi.kernel.clocks import current, rules
from banshi.kernel.clocks.calendar import BeyondCalendar
from banshi.kernel.clocks.office import SHANGHAI, local
from banshi.kernel.clocks.policy import NoRule
from banshi.kernel.clocks.words import day_words, period_words, source_words


class Command(BaseCommand):
    help = "Explain the deadline that a rule gives from a day or moment (Asia/Shanghai)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rule", required=True, help="e.g. petition.completion; an unknown code lists them all")
        parser.add_argument("--from", required=True, dest="start", help="2021-05-26 or 2021-05-26T09:30")
        parser.add_argument("--extra", type=int, default=0, help="days or hours added by extensions")

    def handle(self, *args: Any, **options: Any) -> None:
        book = current.rules()
        if options["rule"] not in book.versions:
            raise CommandError(f"no rule {options['rule']!r}; there are: {', '.join(sorted(book.versions))}")
        try:
            started = datetime.fromisoformat(options["start"])
            started = started if started.tzinfo else started.replace(tzinfo=SHANGHAI)
            rule = book.at(options["rule"], local(started).date())
            deadline = rules.explain(rule, started, current.calendar(), current.office(), extra=options["extra"])
        except (NoRule, BeyondCalendar, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{rule.title_zh}  {period_words(rule, options['extra'])}")
        self.stdout.write(source_words(rule))
        for mark in deadline.days:
            number = f"{mark.number:>4}" if mark.number else "   ·"
            self.stdout.write(f"{number}  {mark.day.date}  {day_words(mark)}")
        self.stdout.write(f"最后一日 {deadline.last_day}  截止 {local(deadline.due):%Y-%m-%d %H:%M}")
        provisional = "  暂定" if deadline.provisional else ""
        self.stdout.write(f"日历 {deadline.calendar_version}{provisional}")
