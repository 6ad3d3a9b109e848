"""Send what is due."""

from django.utils import timezone

from banshi.kernel.jobs import task
from banshi.kernel.notices.delivery import deliver_due


@task
def deliver() -> None:
    """Send every notice that is due."""
    deliver_due(timezone.now())
