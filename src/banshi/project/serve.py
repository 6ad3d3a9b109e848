"""Serve the site: granian's web processes, and the worker beside them."""

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from banshi.project.cli import loading
from banshi.project.processes import KeptProcess, follow_parent

PORT_WAIT = 5.0
"""Seconds to wait for the port: processes left by a kill -9 go within one."""
KEEP_THREAD = 600  # the most that granian allows


@dataclass(frozen=True, slots=True)
class Plan:
    """How to serve. `processes` × `threads` requests are answered at the same time."""

    host: str
    port: int
    processes: int
    threads: int
    worker: bool

    @property
    def address(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}/"


def unapplied_migrations() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connections["default"])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def load() -> None:
    """Load every page and endpoint, once for all processes: those that are forked later share it."""
    with loading():
        import_module(settings.ROOT_URLCONF)


def prepare(*, migrate: bool) -> None:
    """Bring the static files up to date and make sure the database fits the program.

    Raises:
        CommandError: migrations are missing and `migrate` is off, or a rule or value that was in force was edited since.
    """
    missing = unapplied_migrations()
    if missing and not migrate:
        raise CommandError(
            f"the database lacks {missing} migrations: make a backup (banshi backup FILE), then run "
            "`banshi migrate` or start with --migrate"
        )
    if missing:
        call_command("migrate", interactive=False, verbosity=0)
    edited = [str(found.msg) for found in run_checks(tags=[Tags.database], databases=["default"]) if found.is_serious()]
    if edited:
        raise CommandError("\n".join(edited))
    call_command("collectstatic", interactive=False, verbosity=0)


def wait_for_port(host: str, port: int, seconds: float = PORT_WAIT) -> None:
    """Return once nobody listens on the port.

    Raises:
        CommandError: somebody still does after `seconds`, or the address is not ours.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            _bind(host, port)
        except OSError as error:
            if time.monotonic() > until or error.errno not in {98, 48}:  # address in use: Linux, macOS
                raise CommandError(f"cannot listen on {host}:{port}: {error.strerror}; choose another --port") from None
            time.sleep(0.2)
        else:
            return


def _bind(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def serve(plan: Plan, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; requests and jobs in hand are finished first."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    wait_for_port(plan.host, plan.port)
    connections.close_all()  # a forked process must not inherit an open one
    server: Any = Granian(
        "banshi.project.wsgi:application",
        address=plan.host,
        port=plan.port,
        interface=Interfaces.WSGI,
        workers=plan.processes,
        blocking_threads=plan.threads,
        blocking_threads_idle_timeout=KEEP_THREAD,  # a thread's database connection lives with it
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.on_startup(ready)
    beside = KeptProcess(["worker", "--follow", str(os.getpid())]) if plan.worker else None
    try:
        server.serve(target_loader=_Loader(os.getpid()))
    finally:
        if beside is not None:
            beside.end()


class _Loader:
    """Loads the application inside a web process."""

    def __init__(self, parent: int) -> None:
        self.parent = parent

    def __call__(self, target: str) -> Any:
        follow_parent(self.parent)
        from banshi.project.wsgi import application  # in the web process, after the fork

        return application
