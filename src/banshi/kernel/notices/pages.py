"""A person's notices and how they want to be told."""

from contextlib import suppress
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import NotFound, SignInNeeded
from banshi.kernel.notices import commands, queries
from banshi.kernel.notices.forms import ChoiceForm


@require_GET
def inbox(request: WebRequest) -> HttpResponse:
    """The reader's notices, newest first."""
    _signed_in(request)
    return render(
        request, "notices/inbox.html", {"inbox": queries.inbox(request.ctx, after=request.GET.get("after", ""))}
    )


@require_POST
def open_notice(request: WebRequest, notice_id: int) -> HttpResponseBase:
    """Go to the matter that a notice speaks of, and put down that it was seen."""
    link = queries.link_of(request.ctx, notice_id)
    with suppress(NotFound):  # seen before
        commands.read(request.ctx, up_to=notice_id, only=True)
    return redirect(link or "notices:inbox")


@require_POST
def read_all(request: WebRequest) -> HttpResponseBase:
    """Put down that everything shown was seen."""
    given = request.POST.get("up_to", "")
    with suppress(NotFound):  # seen before
        commands.read(request.ctx, up_to=int(given[:18]) if given.isascii() and given.isdigit() else 0)
    return redirect("notices:inbox")


@require_http_methods(["GET", "POST"])
def choices(request: WebRequest) -> HttpResponseBase:
    """By which channels the reader is told, and when not."""
    _signed_in(request)
    chosen = queries.chosen(request.ctx)
    form = ChoiceForm(request.POST or None, offered=chosen.offered, initial=asdict(chosen))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        commands.choose(request.ctx, channels=tuple(given.pop("channels", ())), **given)
        messages.success(request, _("已记下。"), extra_tags="done")
        return redirect("notices:choices")
    return render(request, "notices/choices.html", {"form": form, "chosen": chosen}, status=422 if form.errors else 200)


def _signed_in(request: WebRequest) -> None:
    if request.ctx.actor.person_id is None:
        raise SignInNeeded()
