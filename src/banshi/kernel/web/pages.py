"""The pages that belong to no room: home, its search, a door, the style page, what browsers fetch."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.web import sample
from banshi.kernel.web.doors import DOORS, doors, links
from banshi.kernel.web.hooks import found, sentences

LONGEST_QUESTION = 200


@require_safe
def home(request: WebRequest) -> HttpResponse:
    """One question, the doors, this week's figures."""
    every = doors(request.ctx.actor)
    values = {
        "open": [door for door in every if door.url],
        "coming": [door for door in every if not door.url],
        "sentences": sentences(request.ctx),
    }
    return render(request, "web/home.html", values)


@require_safe
def ask(request: WebRequest) -> HttpResponse:
    """What the house knows about the words asked, and the way to start a request with them."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_QUESTION]
    every = [link for place in DOORS for link in links(place.place, request.ctx.actor)]
    services = [link for link in every if words and (words in str(link.title) or str(link.title) in words)]
    values = {
        "words": words,
        "groups": found(request.ctx, words) if words else {},
        "services": services,
        "report": next(iter(links("report", request.ctx.actor)), None),
        "about": urlencode({"text": words}),
    }
    return render(request, "web/ask.html", values)


@require_safe
def door(request: WebRequest, place: str) -> HttpResponse:
    """What is behind a door, where that is more than one page."""
    this = next((each for each in DOORS if each.place == place), None)
    if this is None:
        raise Http404
    return render(request, "web/door.html", {"door": this, "links": links(place, request.ctx.actor)})


@require_safe
def style(request: WebRequest) -> HttpResponse:
    """Every component once, to look at and to test."""
    return render(request, "web/style.html", sample.everything(request.ctx.now))


@require_safe
def offline(request: WebRequest) -> HttpResponse:
    """What the service worker shows where there is no network."""
    return render(request, "web/offline.html")


@require_safe
@cache_control(public=True, max_age=86400)
def manifest(request: WebRequest) -> HttpResponse:
    """The web app manifest."""
    icon = {"src": static("web/seal.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    colours = {"background_color": "#FBF8F2", "theme_color": "#FBF8F2"}
    body = {
        "name": gettext("办实事"),
        "short_name": gettext("办实事"),
        "start_url": "/",
        "display": "minimal-ui",
        "icons": [icon],
        **colours,
    }
    return JsonResponse(body, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
@cache_control(public=True, max_age=3600)
def worker(request: WebRequest) -> HttpResponse:
    """The service worker; served from the root so that it may speak for every page."""
    return render(request, "web/worker.js", content_type="text/javascript")
