"""Call-backs at the desk: the draws, the calls they ask for, and one call from the number to the answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.kernel.access.looks import looked
from banshi.kernel.clocks import current
from banshi.kernel.clocks.remaining import Left, remaining
from banshi.kernel.clocks.words import left_words
from banshi.kernel.commands import Context
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Invalid, NotFound
from banshi.kernel.ledger.record import Subject
from banshi.kernel.rooms import Role
from banshi.kernel.web.idempotency import submitted
from banshi.services.requests import commands
from banshi.services.requests.forms.desk_callbacks import CallForm, CancelForm, DrawForm
from banshi.services.requests.pages.desk.staff import at_desk
from banshi.services.requests.pages.desk.told import short
from banshi.services.requests.queries import callbacks as queries
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.callbacks import CALL, CallRow, CallShown
from banshi.services.requests.service import TAKE_DOWN, WHOLE_COUNTY

DRAWERS = frozenset({Role.SUPERVISOR})


@never_cache
@require_safe
def callbacks(request: WebRequest) -> HttpResponse:
    """What is to be called about, the soonest due first, and the draws it comes from."""
    actor, now = at_desk(request, WHOLE_COUNTY), request.ctx.now
    assert actor.post is not None
    values = {
        "lines": [_line(each, actor.post.area, request.ctx) for each in queries.calls(actor, now)],
        "rounds": queries.rounds(actor, now),
        "calls": actor.post.role in TAKE_DOWN,
        "draws": actor.post.role in DRAWERS,
        "rules": policy.call_rules(timezone.localdate(now)),
    }
    return render(request, "requests/desk/callbacks.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: WebRequest) -> HttpResponse:
    """Draw from what was closed; last month's stands there already."""
    actor = at_desk(request, DRAWERS)
    assert actor.post is not None
    form = DrawForm(request.POST if request.method == "POST" else None, today=timezone.localdate(request.ctx.now))
    if form.is_valid():
        try:
            done = commands.draw_callbacks(submitted(request), county=actor.post.area[:6], **form.said())
        except Invalid as error:
            form.refuse(error)
        else:
            words = _("名单已封定：%(size)s 件里抽 %(wanted)s 件。等下一个检查点，自动开签。")
            messages.success(request, words % {"size": done.size, "wanted": done.wanted}, extra_tags="done")
            return HttpResponseRedirect(reverse("requests:desk_callbacks"))
    rules = policy.call_rules(timezone.localdate(request.ctx.now))
    values = {"form": form, "rules": rules}
    return render(request, "requests/desk/callbacks_draw.html", values, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: WebRequest, round_id: int) -> HttpResponse:
    """Give a draw up before its result is fixed, with a reason that everybody reads."""
    shown = queries.cancellable(at_desk(request, DRAWERS), round_id, request.ctx.now)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            commands.cancel_callbacks(submitted(request), round_id=round_id, reason=form.cleaned_data["reason"])
        except Invalid as error:
            form.refuse(error)
        else:
            words = _("%(draw)s 已经取消，原因已经公布。名单上的诉求可以重新抽。")
            messages.success(request, words % {"draw": shown.draw}, extra_tags="done")
            return HttpResponseRedirect(reverse("requests:desk_callbacks"))
    values = {"form": form, "round": shown}
    return render(request, "requests/desk/callbacks_cancel.html", values, status=422 if form.errors else 200)


@never_cache
@require_safe
def callback(request: WebRequest, callback_id: int) -> HttpResponse:
    """One call: what it was about, and, once it is taken, whom to call and what to ask."""
    actor = at_desk(request, TAKE_DOWN)
    return _page(request, queries.call(actor, callback_id, request.ctx.now), CallForm())


@never_cache
@require_POST
def act(request: WebRequest, callback_id: int, deed: str) -> HttpResponse:
    """Take a call, note that nobody answered, or put down what was said; every word is kept when one is missing."""
    shown = queries.call(at_desk(request, TAKE_DOWN), callback_id, request.ctx.now)
    here = reverse("requests:desk_callback", args=[callback_id])
    match deed:
        case "take":
            commands.take_call(submitted(request), callback_id=callback_id)
            return HttpResponseRedirect(here)
        case "tried":
            commands.log_try(submitted(request), callback_id=callback_id)
            return _after(request, shown, _("%(number)s：没有接通，已经记下。"))
        case "answer":
            return _answer(request, shown)
    raise NotFound()


def _answer(request: WebRequest, shown: CallShown) -> HttpResponse:
    form = CallForm(request.POST)
    if form.is_valid():
        told = form.said()
        try:
            commands.answer_call(submitted(request), callback_id=shown.row.id, told=told)
        except Invalid as error:
            form.refuse(error)
        else:
            back = _("%(number)s：回访已经记在账上，退回责任单位重新办理。")
            return _after(request, shown, _("%(number)s：回访已经记在账上。") if told.solved else back)
    return _page(request, shown, form)


def _page(request: WebRequest, shown: CallShown, form: CallForm) -> HttpResponse:
    """That the record was opened, and for what, is kept and shown to whose it is."""
    subject = Subject("requests", shown.row.number, shown.county)
    looked(request.ctx, subject, shown.resident_id, CALL, _("抽样回访"))
    values = {"call": shown, "line": _line(shown.row, shown.county, request.ctx), "form": form}
    return render(request, "requests/desk/callback.html", values, status=422 if form.errors else 200)


def _after(request: WebRequest, shown: CallShown, words: str) -> HttpResponse:
    messages.success(request, words % {"number": shown.row.number}, extra_tags="done")
    return HttpResponseRedirect(reverse("requests:desk_callbacks"))


def _line(row: CallRow, area: str, ctx: Context) -> dict[str, Any]:
    """A call in the words that staff read."""
    left = remaining(ctx.now, row.due_at, current.calendar())
    tone = "late" if left.left is Left.OVER else "soon" if left.left is Left.TODAY or left.days <= 1 else "wait"
    return {"row": row, "tone": tone, "left": left_words(left), "unit": short(row.unit, area[:6])}
