"""Housekeeping of the queue itself."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from banshi.kernel.access.doors import sweep_pending
from banshi.kernel.commands.models import Key
from banshi.kernel.jobs.models import Worker
from banshi.kernel.jobs.queue import task

KEEP_DONE = timedelta(days=1)
KEEP_FAILED = timedelta(days=90)
KEEP_KEYS = timedelta(days=7)
BATCH = 2_000


@task
def purge() -> None:
    """Remove finished jobs, old idempotency keys, lost workers, ended sessions and doors never opened."""
    now = timezone.now()
    _remove(DBTaskResult.objects.filter(status="SUCCESSFUL", finished_at__lt=now - KEEP_DONE))
    _remove(DBTaskResult.objects.filter(status="FAILED", finished_at__lt=now - KEEP_FAILED))
    _remove(Key.objects.filter(at__lt=now - KEEP_KEYS))
    _remove(Worker.objects.filter(seen_at__lt=now - KEEP_DONE))
    sweep_pending(now)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def _remove(rows: "QuerySet[Any]") -> None:
    """Delete in batches, so that no writer waits for long."""
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=ids).delete()
