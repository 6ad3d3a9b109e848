"""What administrators see of the queue: counts, failures, periodic jobs, workers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django_tasks_db.models import DBTaskResult, get_date_max

from banshi.kernel.access.actions import require
from banshi.kernel.commands import Context
from banshi.kernel.errors import NotFound
from banshi.kernel.jobs.claims import UNSEEN, schedule
from banshi.kernel.jobs.models import Tick, Worker
from banshi.kernel.jobs.rules import MAX_ATTEMPTS
from banshi.kernel.jobs.service import guarded

SHOWN_FAILURES = 50


@dataclass(frozen=True, slots=True)
class Counts:
    """How full the queue is."""

    waiting: int
    retrying: int
    running: int
    failed: int
    done_today: int
    oldest_wait_seconds: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that was given up. What exactly it said stays in the server's log: it may name people."""

    id: str
    task: str
    error: str
    place: str
    attempts: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A periodic job: when it was last queued and when it will be next."""

    name: str
    every: timedelta
    last_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page."""

    counts: Counts
    failures: tuple[Failure, ...]
    turns: tuple[Turn, ...]
    workers: int


def counts(now: datetime) -> Counts:
    """How full the queue is, in one query."""
    due = Q(status="READY") & (Q(run_after=get_date_max()) | Q(run_after__lte=now))
    row = DBTaskResult.objects.aggregate(
        waiting=Count("id", filter=due),
        retrying=Count("id", filter=Q(status="READY") & ~due),
        running=Count("id", filter=Q(status="RUNNING")),
        failed=Count("id", filter=Q(status="FAILED")),
        done_today=Count("id", filter=Q(status="SUCCESSFUL", finished_at__gt=now - timedelta(days=1))),
        oldest=Min("enqueued_at", filter=due),
    )
    oldest = row.pop("oldest")
    return Counts(**row, oldest_wait_seconds=int((now - oldest).total_seconds()) if oldest else 0)


def overview(ctx: Context) -> Overview:
    """Everything on the page of administrators, in four queries.

    Raises:
        NotFound: the asker is no administrator.
    """
    require(ctx.actor, "jobs.read", guarded(), read="jobs.read")
    failed = DBTaskResult.objects.filter(status="FAILED").order_by("-finished_at", "id")[:SHOWN_FAILURES]
    ticks = {tick.name: tick for tick in Tick.objects.all()}
    turns = tuple(
        Turn(p.name, p.every, getattr(ticks.get(p.name), "last_at", None), getattr(ticks.get(p.name), "due_at", None))
        for p in schedule()
    )
    alive = Worker.objects.filter(seen_at__gt=ctx.now - UNSEEN).count()
    return Overview(counts(ctx.now), tuple(_failure(row) for row in failed), turns, alive)


def failed_task(job_id: str) -> str:
    """The dotted path of a failed job.

    Raises:
        NotFound: no failed job has this id.
    """
    try:
        failed = DBTaskResult.objects.filter(pk=UUID(job_id), status="FAILED")
    except ValueError:
        raise NotFound() from None
    path = failed.values_list("task_path", flat=True).first()
    if path is None:
        raise NotFound()
    return str(path)


def _failure(row: Any) -> Failure:
    """A job's failure without its message, which may hold a name or a number."""
    frames = [line.strip() for line in row.traceback.splitlines() if line.strip().startswith("File ")]
    place = frames[-1].rpartition("banshi/")[2].replace('", line ', ":").partition(",")[0] if frames else ""
    error = row.exception_class_path.rpartition(".")[2]
    return Failure(str(row.pk), row.task_path, error, place, min(len(row.worker_ids), MAX_ATTEMPTS), row.finished_at)
