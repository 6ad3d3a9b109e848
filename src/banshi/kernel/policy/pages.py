"""What is in force, from which document: open to everybody."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.policy import queries


@require_safe
def index(request: WebRequest) -> HttpResponse:
    """Every parameter with its source as of today, or as of the day in `?on=`."""
    today = timezone.localdate(request.ctx.now)
    on = _day(request.GET.get("on", "")) or today
    return render(request, "policy/index.html", {"rooms": queries.by_room(on), "on": on, "today": today})


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given.strip()) if len(given.strip()) == len("2021-05-26") else None
    except ValueError:
        return None
