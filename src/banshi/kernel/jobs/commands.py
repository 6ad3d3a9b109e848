"""What administrators do about a job that was given up."""

from django.conf import settings
from django_tasks_db.models import DBTaskResult, get_date_max

from banshi.kernel.access.actions import require
from banshi.kernel.commands import Context, command
from banshi.kernel.jobs.queries import failed_task
from banshi.kernel.jobs.service import guarded
from banshi.kernel.ledger.record import Subject, record


@command
def retry(ctx: Context, *, job_id: str) -> None:
    """Queue a failed job anew, with all its tries.

    Raises:
        NotFound: no failed job has this id, or the actor is no administrator.
    """
    path = _manage(ctx, job_id)
    DBTaskResult.objects.filter(pk=job_id, status="FAILED").update(
        status="READY", run_after=get_date_max(), worker_ids=[], finished_at=None, exception_class_path="", traceback=""
    )
    record(ctx, _subject(job_id), "jobs.retried", {"task": path})


@command
def dismiss(ctx: Context, *, job_id: str) -> None:
    """Take a failed job out of the list for good.

    Raises:
        NotFound: no failed job has this id, or the actor is no administrator.
    """
    path = _manage(ctx, job_id)
    DBTaskResult.objects.filter(pk=job_id, status="FAILED").delete()
    record(ctx, _subject(job_id), "jobs.dismissed", {"task": path})


def _manage(ctx: Context, job_id: str) -> str:
    require(ctx.actor, "jobs.manage", guarded(), read="jobs.read")
    return failed_task(job_id)


def _subject(job_id: str) -> Subject:
    return Subject("jobs", job_id, settings.BANSHI_COUNTY)
