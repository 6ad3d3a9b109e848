"""What the resident does to their own request: one form, one command each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from banshi.kernel.commands import Context
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Conflict, Invalid, NotFound
from banshi.kernel.web.idempotency import submitted
from banshi.services.requests import commands
from banshi.services.requests.commands import Correction
from banshi.services.requests.forms import acts as forms
from banshi.services.requests.pages.tracked import forget, secret_of
from banshi.services.requests.queries.matter import view
from banshi.services.requests.queries.shown import Matter
from banshi.services.requests.rules.moves import Act


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing a resident can do: its form, the command behind it, and what is said afterwards."""

    title: str | Promise
    form: type[forms.ActForm]
    run: Callable[[Context, str, str, Mapping[str, Any]], object]
    """(context, number, secret, cleaned fields)"""
    done: str | Promise
    fits: Callable[[Matter], bool]
    about: str | Promise = ""
    icon: str = "edit"
    danger: bool = False


def _can(act: Act) -> Callable[[Matter], bool]:
    return lambda matter: act in matter.acts


DEEDS: Mapping[str, Deed] = {
    "rate": Deed(
        pgettext_lazy("act", "评价"),
        forms.RateForm,
        lambda ctx, number, secret, said: commands.rate(ctx, number=number, secret=secret, **said),
        lazy("谢谢，您的评价已经记在账上。"),
        _can(Act.RATE),
        icon="star",
    ),
    "tell": Deed(
        pgettext_lazy("act", "留言"),
        forms.TellForm,
        lambda ctx, number, secret, said: commands.tell(ctx, number=number, secret=secret, **said),
        lazy("已经送到经办单位。回话会出现在这里。"),
        lambda matter: matter.mine and not matter.erased,
        icon="letter",
    ),
    "read": Deed(
        lazy("标为已读"),
        forms.ActForm,
        lambda ctx, number, secret, said: commands.mark_read(ctx, number=number, secret=secret),
        lazy("已标为读过。"),
        lambda matter: matter.mine and matter.unread > 0,
        icon="check",
    ),
    "reopen": Deed(
        lazy("要求重新办理"),
        forms.ReopenForm,
        lambda ctx, number, secret, said: commands.reopen(ctx, number=number, secret=secret, **said),
        lazy("已经退回责任单位重新办理，期限重新计算。"),
        _can(Act.REOPEN),
        lazy("没有解决，或者问题又出现了。"),
        icon="return",
    ),
    "review": Deed(
        pgettext_lazy("act", "申请复查"),
        forms.ReviewForm,
        lambda ctx, number, secret, said: commands.request_review(ctx, number=number, secret=secret, **said),
        lazy("已经交给上一级单位复查。"),
        _can(Act.REQUEST_REVIEW),
        lazy("对答复不服，请上一级再查一次。自收到答复之日起三十日内提出。"),
        icon="open",
    ),
    "re-review": Deed(
        pgettext_lazy("act", "申请复核"),
        forms.ReviewForm,
        lambda ctx, number, secret, said: commands.request_re_review(ctx, number=number, secret=secret, **said),
        lazy("已经交给再上一级单位复核。复核意见是最后的意见。"),
        _can(Act.REQUEST_RE_REVIEW),
        lazy("对复查意见不服，请再上一级复核。自收到复查意见之日起三十日内提出。"),
        icon="open",
    ),
    "correct": Deed(
        lazy("更正内容"),
        forms.CorrectForm,
        lambda ctx, number, secret, said: commands.correct(
            ctx, number=number, secret=secret, correction=Correction(**said)
        ),
        lazy("已经更正。改动记在账上。"),
        lambda matter: matter.mine and not matter.erased,
        lazy("写错了、电话换了，都可以改。"),
    ),
    "unpublish": Deed(
        pgettext_lazy("act", "停止公开"),
        forms.UnpublishForm,
        lambda ctx, number, secret, said: commands.unpublish(ctx, number=number, secret=secret, **said),
        lazy("这件事不再公开。"),
        lambda matter: matter.mine and matter.public,
        lazy("不想让别人看到这件事。"),
        icon="lock",
    ),
    "withdraw": Deed(
        pgettext_lazy("act", "撤回"),
        forms.WithdrawForm,
        lambda ctx, number, secret, said: commands.withdraw(ctx, number=number, secret=secret, **said),
        lazy("已经撤回。"),
        _can(Act.WITHDRAW),
        lazy("不需要再办了。撤回以后可以重新提一件。"),
        icon="exit",
        danger=True,
    ),
    "erase": Deed(
        lazy("删除个人信息"),
        forms.EraseForm,
        lambda ctx, number, secret, said: commands.erase(ctx, number=number, secret=secret),
        lazy("已经删除。账上只留下有过这样一件事和它的时间，看不出是谁。"),
        lambda matter: matter.mine and not matter.open and not matter.erased,
        lazy("标题、正文、地点、姓名、电话、留言和文件都会销毁。"),
        icon="close",
        danger=True,
    ),
}
ELSEWHERE = frozenset({"rate", "tell", "read"})
"""Deeds whose form stands on the page of the matter itself."""


def offered(matter: Matter) -> list[tuple[str, Deed]]:
    """What the resident can do now, beside judging the answer and writing."""
    return [(name, deed) for name, deed in DEEDS.items() if name not in ELSEWHERE and deed.fits(matter)]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: WebRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing to one's request; what cannot be taken is shown with every word kept."""
    what = DEEDS.get(deed)
    secret = secret_of(request, number)
    matter = view(request.ctx.actor, number, request.ctx.now, secret=secret)
    if what is None or not matter.mine:
        raise NotFound()
    form = what.form(request.POST if request.method == "POST" else None, initial=_initial(matter))
    if request.method == "POST" and form.is_valid():
        try:
            what.run(submitted(request), matter.number, secret, form.cleaned_data)
        except Invalid as error:
            form.refuse(error)
        else:
            return _after(request, matter, deed, what)
    if request.method != "POST" and not what.fits(matter):
        raise NoLonger(title=what.title)
    values = {"form": form, "deed": what, "name": deed, "matter": matter}
    return render(request, "requests/act.html", values, status=422 if form.errors else 200)


class NoLonger(Conflict):
    """The matter has moved on since the page was shown."""

    code = "no_longer"
    message = lazy("这件事现在不能“%(title)s”。请回到这件事的页面，看看现在可以做什么。")


def _initial(matter: Matter) -> dict[str, str]:
    return {name: getattr(matter, name) for name in ("title", "text", "place", "phone")} | {"name": matter.resident}


def _after(request: WebRequest, matter: Matter, name: str, deed: Deed) -> HttpResponse:
    messages.success(request, str(deed.done), extra_tags="done")
    if name == "erase":
        forget(request, matter.number)
        return redirect("requests:track")
    return redirect("requests:matter", matter.number)
