"""`banshi clocks calendar YEAR`: the working days of a year and where they are written."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banshi.kernel.clocks import current
from banshi.kernel.clocks.calendar import BeyondCalendar, Calendar, Day, DayKind

WEEKDAYS = "一二三四五六日"


class Command(BaseCommand):
    help = "Print the days off, the make-up workdays and the working days a month of a year."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        number, calendar = options["year"], current.calendar()
        try:
            year = calendar.year(number)
        except BeyondCalendar as error:
            raise CommandError(str(error)) from error
        first, end = date(number, 1, 1), date(number + 1, 1, 1)
        self.stdout.write(
            f"{number}  {calendar.version(first, first)}  {calendar.working_days_between(first, end)} 个工作日"
        )
        self.stdout.write("暂定:放假通知尚未公布,按周末和法定节日推算" if year.provisional else "\n".join(year.papers))
        days = [calendar.day(first + timedelta(days=n)) for n in range((end - first).days)]
        for kind, title in (
            (DayKind.FESTIVAL, "放假"),
            (DayKind.COMPENSATION, "补假"),
            (DayKind.MAKEUP, "调休上班"),
        ):
            named = [day for day in days if day.kind is kind]
            if named:
                self.stdout.write(f"{title}  " + "  ".join(_told(day) for day in named))
        self.stdout.write("每月工作日  " + "  ".join(f"{m}月 {_month(calendar, number, m)}" for m in range(1, 13)))


def _told(day: Day) -> str:
    return f"{day.date:%m-%d} 周{WEEKDAYS[day.date.weekday()]} {day.festival}"


def _month(calendar: Calendar, year: int, month: int) -> int:
    after = date(year + month // 12, month % 12 + 1, 1)
    return calendar.working_days_between(date(year, month, 1), after)
