"""The jobs behind the figures."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from banshi.kernel.jobs import job_context, task
from banshi.kernel.publication import figures

ROUNDS = 50


@task
def fold_figures() -> None:
    """Fold what was counted since the last time. Twice at once shares the work."""
    for _round in range(ROUNDS):
        if not figures.fold():
            return


@task
def close_yesterday() -> None:
    """Close the books of every day before today: what was published for it stays."""
    today = timezone.localdate(job_context("figures").now)
    figures.close_all(today - timedelta(days=1), also=settings.BANSHI_COUNTY)
