"""Work off the queue and keep the schedule, in a process of its own."""

import os
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from banshi.kernel.jobs.claims import rescue, schedule
from banshi.kernel.jobs.ticks import tick
from banshi.kernel.jobs.worker import WorkerLoop, run_ready


class Command(BaseCommand):
    help = "Work off the queue and keep the schedule (banshi serve does so by itself)"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=2, help="jobs at the same time (default 2)")
        parser.add_argument("--follow", type=int, metavar="PID", help="end when the process that started it is gone")
        parser.add_argument("--once", action="store_true", help="do what is due now, then end: for cron")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            now = timezone.now()
            rescue(now)
            tick(schedule(), now)
            self.stdout.write(f"{len(run_ready())} jobs done")
            return
        parent = options["follow"]
        loop = WorkerLoop(
            threads=options["threads"],
            schedule=schedule(),
            wanted=lambda: parent is None or os.getppid() == parent,
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: loop.stop())
        loop.run()
