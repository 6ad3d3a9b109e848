"""What somebody has to be told of: found by indexes that hold only what nobody was told of yet."""

from datetime import date

from django.db.models import QuerySet

from banshi.services.onestop.models import Case, CaseStep, Delivery
from banshi.services.onestop.rules.progress import State

AT_ONCE = 500


def overdue(today: date, limit: int = AT_ONCE) -> list[int]:
    """Steps that are late and were not escalated, the longest late first. SQL: 1."""
    late = CaseStep.objects.filter(watch__isnull=False, watch__lt=today)
    return list(late.order_by("watch", "id").values_list("id", flat=True)[:limit])


def news(limit: int = AT_ONCE) -> list[str]:
    """Numbers of cases whose residents have something to hear, the oldest first. SQL: 2."""
    waiting = untold().order_by("id").values_list("case__number", flat=True)[:limit]
    ended = untold_ends().order_by("id").values_list("number", flat=True)[:limit]
    return list(dict.fromkeys([*waiting, *ended]))[:limit]


def untold() -> QuerySet[Delivery]:
    """Documents that wait to be received and whose residents were not told."""
    return Delivery.objects.filter(told_at__isnull=True, step__state=State.ISSUED)


def untold_ends() -> QuerySet[Case]:
    """Cases that are over and whose residents were not told."""
    return Case.objects.filter(told_at__isnull=True, closed_at__isnull=False)
