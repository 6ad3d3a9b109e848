"""What the room does by itself. Each job looks first and does only what is still missing, so twice does no harm."""

import logging
from contextlib import suppress

from django.utils import timezone

from banshi.kernel.jobs.queue import job_context, task
from banshi.services.onestop import commands
from banshi.services.onestop.queries.watching import news, overdue

log = logging.getLogger("banshi.onestop")


@task
def watch_steps() -> None:
    """Escalate the steps whose last day is over."""
    ctx = job_context("clock")
    for step in overdue(timezone.localdate(ctx.now)):
        with suppress(commands.NothingLate):  # another worker was faster, or it was done just now
            commands.escalate(ctx, step_id=step)


@task
def tell_residents() -> None:
    """Tell residents what they can receive and how their cases ended."""
    if numbers := news():
        commands.tell(job_context("onestop"), numbers=numbers)
