"""Queue periodic jobs when they are due: once, however many processes look."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from banshi.kernel.jobs.claims import READY, RUNNING
from banshi.kernel.jobs.models import Tick
from banshi.kernel.jobs.rules import Periodic

log = logging.getLogger("banshi.jobs")


def tick(schedule: Sequence[Periodic], now: datetime) -> list[str]:
    """Queue every periodic job whose time has come. Returns their names."""
    known = dict(Tick.objects.values_list("name", "due_at"))
    new = [Tick(name=p.name, due_at=p.first_due(now)) for p in schedule if p.name not in known]
    if new:
        Tick.objects.bulk_create(new, ignore_conflicts=True)
        known |= {row.name: row.due_at for row in new}
    return [p.name for p in schedule if known[p.name] <= now and _queue(p, now)]


def _queue(periodic: Periodic, now: datetime) -> bool:
    """Move the tick on and queue the job, in one transaction.

    The race: two processes find the tick due. Only one conditional update moves it; the
    other changes no row and queues nothing. A job still waiting or running is not queued
    beside itself.
    """
    with transaction.atomic():
        due = Tick.objects.filter(name=periodic.name, due_at__lte=now)
        if not due.update(due_at=periodic.due_after(now), last_at=now):
            return False
        if DBTaskResult.objects.filter(task_path=periodic.task, status__in=[READY, RUNNING]).exists():
            log.info("%s still runs; this turn is left out", periodic.name)
            return False
        import_string(periodic.task).enqueue()
        return True
