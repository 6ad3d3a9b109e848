import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from banshi.kernel.access.personas import present


class Command(BaseCommand):
    requires_system_checks = ()  # they are for whoever sets up a site; half a second of a warm start
    help = "Build the demonstration region once, through the real commands, and serve it on 127.0.0.1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--build-only", action="store_true", help="build, but do not serve")
        parser.add_argument("--again", action="store_true", help="throw the built region away and build it anew")

    def handle(self, *args: Any, port: int, build_only: bool, again: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("this is not a demonstration: set BANSHI_DEMO=1 and a BANSHI_DATA_DIR of its own")
        stamp = Path(settings.DATA_DIR) / "demo-built.json"
        if again or not stamp.exists():
            self._build(stamp)
        self._introduce(port)
        if not build_only:
            call_command("serve", port=port, migrate=True)

    def _build(self, stamp: Path) -> None:
        """Start from nothing: a build that was cut short left half a region, which is no region."""
        from banshi.demo.build import build  # a second start builds nothing and need not wait for it

        self._empty(stamp)
        started = time.monotonic()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        with _not_waiting_for_the_disk(), self._bar() as bar:
            task = bar.add_task("", total=None)
            for step in build(timezone.now()):
                bar.update(task, description=step.what, completed=step.done, total=step.total or None)
        call_command("ledger_seal", verbosity=0)
        seconds = round(time.monotonic() - started, 1)
        stamp.write_text(json.dumps({"built": timezone.now().isoformat(), "seconds": seconds}))
        self.stdout.write(f"built in {seconds} s")

    def _empty(self, stamp: Path) -> None:
        stamp.unlink(missing_ok=True)
        if connection.vendor != "sqlite":
            call_command("migrate", verbosity=0)
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM ledger_entry")
                if cursor.fetchone()[0]:
                    raise CommandError("the database holds entries already: give the demonstration an empty database")
            return
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)
        for folder in ("files", "ledger", "maps"):
            shutil.rmtree(Path(settings.DATA_DIR) / folder, ignore_errors=True)

    def _bar(self) -> Progress:
        columns = (
            TextColumn("· {task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
        )
        return Progress(*columns, console=Console(stderr=True), transient=False)

    def _introduce(self, port: int) -> None:
        self.stdout.write(f"\n办实事 Banshi · demonstration\n  http://127.0.0.1:{port}/               home")
        self.stdout.write(f"  http://127.0.0.1:{port}/demo/personas/ one click to become one of these:")
        for each in present():
            self.stdout.write(f"    {each.persona.title}  {each.name}")
        self.stdout.write("")


@contextmanager
def _not_waiting_for_the_disk() -> Iterator[None]:
    """While the region is being built nothing is promised to anybody, so SQLite need not wait for the disk at each commit."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=FULL")
