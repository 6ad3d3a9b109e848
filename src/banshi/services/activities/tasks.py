"""What the room does by itself. Each job looks first and does only what is still missing, so twice does no harm."""

from contextlib import suppress

from banshi.kernel.jobs import job_context, task
from banshi.services.activities import commands
from banshi.services.activities.commands.reminding import NothingToRemind
from banshi.services.activities.queries.reminders import due


@task
def remind() -> None:
    """Remind those who have booked something for tomorrow, session by session."""
    ctx = job_context("reminders")
    found = due(ctx.now)
    for session in found.sessions:
        with suppress(NothingToRemind):  # another worker was faster, or it was cancelled just now
            commands.remind(ctx, session=session)
    for number in found.uses:
        with suppress(NothingToRemind):
            commands.remind_use(ctx, number=number)
