"""The job that forgets how often somebody asked."""

from django.utils import timezone

from banshi.kernel.jobs import task
from banshi.kernel.web.models import Spent


@task
def forget_spent() -> None:
    """Let go of counts that no limit looks at any more: they tell who was here."""
    Spent.objects.filter(until__lte=timezone.now()).delete()
