"""Draws in public: the list, each draw explained, its file, and the script that replays it."""

from functools import cache
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.draws import queries
from banshi.kernel.draws.document import draw_bytes
from banshi.kernel.ledger.receipts import receipt as ledger_receipt
from banshi.kernel.ledger.slips import slip_file
from banshi.kernel.rooms import kinds, services

SCRIPT = Path(__file__).parent / "static" / "draws" / "replay-draw.py"
MOVING = "public, max-age=30"
LONG_LIST = 300
"""As many tokens as a page shows; the file has all of them."""


@require_safe
def index(request: WebRequest) -> HttpResponse:
    """Every public draw, newest first."""
    listed = queries.published(request.ctx.now, after=request.GET.get("after", ""))
    return render(request, "draws/index.html", {"listed": listed})


@require_safe
def draw(request: WebRequest, number: str) -> HttpResponse:
    """One draw: what was fixed when, the result, and how to check it without us. `?token=` looks one up."""
    view = queries.shown(number, request.ctx.now)
    asked = request.GET.get("token", "").strip()[:80]
    values = {
        "draw": view,
        "room": next((room.title for room in services() if room.slug == view.room), view.room),
        "steps": [{"position": step.position, "at": step.at, "title": kinds()[step.kind]} for step in view.steps],
        "asked": asked,
        "listed": asked in view.tokens,
        "place": view.place_of(asked),
        "some_places": view.places[:LONG_LIST],
        "some_entrants": view.entrants[:LONG_LIST],
    }
    return render(request, "draws/draw.html", values)


@require_safe
def file(request: WebRequest, number: str) -> HttpResponse:
    """The draw as a file that replays anywhere."""
    return _download(draw_bytes(number, request.ctx.now), "application/json", f"{number}.json")


@require_safe
def receipt(request: WebRequest, number: str, position: int) -> HttpResponse:
    """The ledger's receipt of one step of a draw; it names nobody."""
    queries.shown(number, request.ctx.now)
    return slip_file(ledger_receipt(f"draws:{number}", position))


@require_safe
def script(request: WebRequest) -> HttpResponse:
    """The stand-alone script, as it lies in the source."""
    return _download(_script(), "text/x-python; charset=utf-8", SCRIPT.name)


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": MOVING,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
