"""One act on several requests: each by its own command, so that one that fails stops no other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from banshi.kernel.commands import Actor, Context
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import BanshiError, NotFound
from banshi.kernel.rooms import Role, grants
from banshi.kernel.web.idempotency import submitted
from banshi.services.requests import commands
from banshi.services.requests.commands import Sorting
from banshi.services.requests.forms.desk_bulk import BulkForm, BulkTriageForm
from banshi.services.requests.pages.desk.staff import at_desk
from banshi.services.requests.rules.numbers import tidy_number

MOST = 100


@dataclass(frozen=True, slots=True)
class Bulk:
    """An act on many: the action it needs, what is asked once, the command for each."""

    title: str | Promise
    action: str
    run: Callable[[Context, str, Mapping[str, Any]], object]
    about: str | Promise
    form: type[forms.Form] = BulkForm


BULK: Mapping[str, Bulk] = {
    "triage": Bulk(
        pgettext_lazy("act", "登记分类"),
        "requests.triage",
        lambda ctx, number, said: commands.triage(ctx, number=number, sorting=Sorting(**said)),
        _("把选中的都登记为同一个分类。其他登记信息不变。"),
        BulkTriageForm,
    ),
    "dispatch": Bulk(
        _("按目录派单"),
        "requests.dispatch",
        lambda ctx, number, said: commands.dispatch(ctx, number=number),
        _("每一件按派单目录派给责任单位。要派给别的单位，请逐件办理并写明原因。"),
    ),
    "accept": Bulk(
        pgettext_lazy("act", "受理"),
        "requests.handle",
        lambda ctx, number, said: commands.accept(ctx, number=number),
        _("受理后由本单位负责到底，诉求人会收到通知。"),
    ),
    "close": Bulk(
        pgettext_lazy("act", "办结"),
        "requests.close",
        lambda ctx, number, said: commands.close(ctx, number=number),
        _("已评价、或评价期已过的才能办结。"),
    ),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of the requests; `why` says why it was left as it was."""

    number: str
    why: str = ""


def bulk_acts(actor: Actor) -> list[str]:
    """The bulk acts that a post of this role may have use for."""
    granted = grants()[Role(actor.post.role)] if actor.post else {}
    return [name for name, each in BULK.items() if each.action in granted]


@never_cache
@require_POST
def bulk(request: WebRequest) -> HttpResponse:
    """First say what will be done to which; once confirmed, do it and report row by row."""
    actor = at_desk(request)
    name = request.POST.get("act", "")
    if name not in bulk_acts(actor):
        raise NotFound()
    what = BULK[name]
    numbers = list(dict.fromkeys(tidy_number(each) for each in request.POST.getlist("row")))[:MOST]
    if not numbers:
        return HttpResponseRedirect(reverse("requests:desk"))
    confirmed = "sure" in request.POST
    form = what.form(request.POST if confirmed else None)
    values = {"what": what, "name": name, "numbers": numbers, "form": form}
    if not confirmed or not form.is_valid():
        return render(request, "requests/desk/bulk.html", values, status=422 if form.errors else 200)
    ctx = submitted(request)
    outcomes = [_one(ctx, number, what, form.cleaned_data) for number in numbers]
    failed = [each for each in outcomes if each.why]
    shown = {"what": what, "done": [each for each in outcomes if not each.why], "failed": failed}
    return render(request, "requests/desk/bulk_done.html", shown)


def _one(ctx: Context, number: str, what: Bulk, said: Mapping[str, Any]) -> Outcome:
    key = f"{ctx.idempotency_key[:50]}-{number}"[:80] if ctx.idempotency_key else None
    try:
        what.run(ctx.keyed(key), number, said)
    except BanshiError as error:
        return Outcome(number, str(error))
    return Outcome(number)
