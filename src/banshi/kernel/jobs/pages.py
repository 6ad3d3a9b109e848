"""The page of the queue, for administrators."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.jobs import commands, queries


@require_GET
def overview(request: WebRequest) -> HttpResponse:
    """Counts, failures, periodic jobs."""
    return render(request, "jobs/overview.html", {"overview": queries.overview(request.ctx)})


@require_POST
def retry(request: WebRequest, job_id: str) -> HttpResponse:
    """Queue a failed job anew."""
    commands.retry(request.ctx, job_id=job_id)
    return redirect("jobs:overview")


@require_POST
def dismiss(request: WebRequest, job_id: str) -> HttpResponse:
    """Take a failed job out of the list."""
    commands.dismiss(request.ctx, job_id=job_id)
    return redirect("jobs:overview")
