"""The job that lets go of drafts that nobody went on with."""

from datetime import timedelta

from django.utils import timezone

from banshi.kernel.forms import drafts
from banshi.kernel.forms.refusals import NoSuchDraft
from banshi.kernel.jobs import job_context, task
from banshi.kernel.policy.current import parameter

AT_ONCE = 1000


@task
def drop_old_drafts() -> None:
    """Let go of drafts older than the parameter `forms.draft_days` says, a thousand a run."""
    ctx = job_context("forms")
    days = parameter(drafts.DAYS_CODE, timezone.localdate(ctx.now)).whole
    before = ctx.now - timedelta(days=days)
    for number in drafts.left_since(before, limit=AT_ONCE):
        try:
            drafts.expire_draft(ctx, number=number, before=before)
        except NoSuchDraft:  # somebody went on with it, or let it go, meanwhile
            continue
