"""The door page: it works without signal, checks tickets on the device, and tells us later."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.services.activities.pages import words
from banshi.services.activities.pages.desk.staff import at_desk
from banshi.services.activities.queries import offerings
from banshi.services.activities.service import WARDENS


@never_cache
@require_safe
def door(request: WebRequest, number: str) -> HttpResponse:
    """One session's door. The page names nobody, so that it may stay on the device."""
    actor = at_desk(request, WARDENS)
    shown = offerings.run_session(actor, number, request.ctx.now)
    return render(request, "activities/desk/door.html", {"line": words.line(shown), "shown": shown})


@require_safe
@cache_control(public=True, max_age=3600)
def worker(request: WebRequest) -> HttpResponse:
    """The service worker of the door pages; served beside them, so that it speaks for them alone."""
    return render(request, "activities/desk/door_worker.js", content_type="text/javascript")
