"""Finding one's request by number and secret, and leaving no trace of it afterwards."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import NotFound
from banshi.kernel.web.limits import Limit, spend
from banshi.services.requests.forms.acts import TrackForm
from banshi.services.requests.pages.tracked import forget as forget_secret
from banshi.services.requests.pages.tracked import remember
from banshi.services.requests.queries.matter import track as find

TRIES = Limit(30, 600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: WebRequest) -> HttpResponse:
    """Number and secret lead to the matter; neither ever stands in an address."""
    form = TrackForm(
        request.POST if request.method == "POST" else None, initial={"number": request.GET.get("number", "")[:40]}
    )
    if request.method == "POST" and form.is_valid():
        spend(request, "requests.track", TRIES)
        secret = form.cleaned_data["secret"]
        try:
            matter = find(request.ctx.actor, form.cleaned_data["number"], secret, request.ctx.now)
        except NotFound:
            form.add_error(
                None, _("编号和查询码对不上。请对照回执再填一次；丢了查询码，登录过的可以在“我的诉求”里看。")
            )
        else:
            remember(request, matter.number, secret)
            return redirect("requests:matter", matter.number)
    return render(request, "requests/track.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def forget(request: WebRequest, number: str) -> HttpResponse:
    """Leave nothing of the request on a borrowed device."""
    forget_secret(request, number)
    messages.success(request, _("这台设备上不再留有这件事。下次凭编号和查询码查看。"), extra_tags="done")
    return redirect("requests:track")
