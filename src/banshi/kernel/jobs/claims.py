"""Take a job from the queue, and put down how it went. Safe between any number of workers."""

import logging
import os
import socket
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from banshi.kernel.jobs.models import Worker
from banshi.kernel.jobs.queue import GiveUp
from banshi.kernel.jobs.rules import MAX_ATTEMPTS, Periodic, wait_before

READY, RUNNING, FAILED = "READY", "RUNNING", "FAILED"
UNSEEN = timedelta(seconds=30)
log = logging.getLogger("banshi.jobs")


def claim(worker_id: str) -> Any | None:
    """The next job that is due, now marked as ours; None when there is nothing to do.

    The race: two workers read the same row. Only one of the conditional updates finds it
    still waiting; the other reads again.
    """
    while True:
        ready = DBTaskResult.objects.ready().order_by(F("priority").desc(), "run_after", "enqueued_at")
        row = ready.first()
        if row is None:
            return None
        row.status, row.started_at, row.worker_ids = RUNNING, timezone.now(), [*row.worker_ids, worker_id]
        mine = DBTaskResult.objects.filter(pk=row.pk, status=READY).update(
            status=RUNNING, started_at=row.started_at, worker_ids=row.worker_ids
        )
        if mine:
            return row


def run(row: Any) -> bool:
    """Run a claimed job and put down the outcome. True when it succeeded."""
    try:
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as error:
        _failed(row, error)
        return False
    row.set_successful(None)
    return True


def _failed(row: Any, error: Exception) -> None:
    attempts = len(row.worker_ids)
    if attempts >= MAX_ATTEMPTS or isinstance(error, GiveUp | ImportError):
        log.exception("job %s (%s) is given up after %s attempts", row.task_path, row.pk, attempts)
        row.set_failed(error)
        return
    wait = min(wait_before(attempts), _period(row.task_path))
    log.warning("job %s (%s) failed, attempt %s; next in %s", row.task_path, row.pk, attempts, wait, exc_info=True)
    row.set_failed(error)
    DBTaskResult.objects.filter(pk=row.pk).update(status=READY, run_after=timezone.now() + wait, finished_at=None)


@lru_cache(maxsize=1)
def schedule() -> tuple[Periodic, ...]:
    """The periodic jobs of this house, from the settings."""
    found: tuple[Periodic, ...] = import_string(settings.BANSHI_SCHEDULE)
    return found


def _period(task_path: str) -> timedelta:
    """A periodic job that failed need not wait longer than for its next turn."""
    return next((periodic.every for periodic in schedule() if periodic.task == task_path), timedelta.max)


def beat(worker_id: str, now: datetime) -> None:
    """Say that this worker is alive."""
    Worker.objects.update_or_create(
        id=worker_id,
        defaults={"seen_at": now},
        create_defaults={
            "host": socket.gethostname()[:120],
            "pid": os.getpid(),
            "county": settings.BANSHI_COUNTY,
            "started_at": now,
            "seen_at": now,
        },
    )


def leave(worker_id: str) -> None:
    """Say that this worker ends in good order."""
    Worker.objects.filter(id=worker_id).delete()


def rescue(now: datetime) -> int:
    """Give back the jobs of workers that died, e.g. by kill -9. Returns how many."""
    running = list(DBTaskResult.objects.filter(status=RUNNING).order_by("started_at"))
    if not running:
        return 0
    alive = {worker.id for worker in Worker.objects.all() if _alive(worker, now)}
    return sum(_give_back(row) for row in running if not _held(row.worker_ids, alive))


def _held(worker_ids: list[str], alive: Iterable[str]) -> bool:
    return bool(worker_ids) and worker_ids[-1] in alive


def _give_back(row: Any) -> int:
    lost = DBTaskResult.objects.filter(pk=row.pk, status=RUNNING, worker_ids=row.worker_ids)
    if len(row.worker_ids) >= MAX_ATTEMPTS:
        return lost.update(status=FAILED, finished_at=row.started_at, exception_class_path="banshi.WorkerLost")
    log.warning("job %s (%s) is taken over from a worker that died", row.task_path, row.pk)
    return lost.update(status=READY)


def _alive(worker: Worker, now: datetime) -> bool:
    if now - worker.seen_at > UNSEEN:
        return False
    return worker.host != socket.gethostname()[:120] or _process_exists(worker.pid)


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
