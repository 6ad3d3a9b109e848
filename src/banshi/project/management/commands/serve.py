"""`banshi serve`: the site, its worker and its schedule, in one command."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from banshi.project.serve import Plan, load, prepare, serve


class Command(BaseCommand):
    help = "Serve the site, work off the queue and keep the schedule until stopped"
    requires_system_checks = ()  # made below: they would load the addresses first, in a slower way

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
        parser.add_argument("--processes", type=int, default=min(os.cpu_count() or 1, 4), help="web processes")
        parser.add_argument("--threads", type=int, default=4, help="threads of each web process (default 4)")
        parser.add_argument("--no-worker", action="store_true", help="only the web; run `banshi worker` elsewhere")
        parser.add_argument("--migrate", action="store_true", help="bring the database up to date first")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan(
            host=options["host"],
            port=options["port"],
            processes=options["processes"],
            threads=options["threads"],
            worker=not options["no_worker"],
        )
        load()
        if not options.get("skip_checks"):  # as whoever calls it from another command does
            self.check()
        prepare(migrate=options["migrate"])
        serve(plan, ready=lambda: self._say(plan))

    def _say(self, plan: Plan) -> None:
        beside = "with worker and schedule" if plan.worker else "without worker"
        self.stdout.write(
            f"办实事 · Banshi  {plan.address}  ({plan.processes} processes × {plan.threads} threads, {beside})"
        )
        self.stdout.write(f"data {settings.DATA_DIR} · stop with Ctrl-C")
        self.stdout.flush()
