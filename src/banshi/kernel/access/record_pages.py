"""Pages of those who watch the watchers: looks and emergencies for inspectors, delays for supervisors."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.kernel.access import commands, queries
from banshi.kernel.access.forms import DelayForm
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.forms import take
from banshi.kernel.errors import BanshiError, SignInNeeded


@require_safe
def area_looks(request: WebRequest) -> HttpResponse:
    """Every look and every emergency opening in the inspector's county."""
    area, before = _area(request), request.GET.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 19 else None
    rows = queries.looks_in(request.ctx, area=area, before=number)
    opened = queries.opened_in(request.ctx, area=area) if number is None else ()
    values = {"looks": rows, "opened": opened, "more": len(rows) == queries.PAGE}
    return render(request, "access/area_looks.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def look_delays(request: WebRequest) -> HttpResponse:
    """The delays in force in the supervisor's county; POST orders one."""
    rows = queries.delays_in(request.ctx, area=_area(request))
    form = DelayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.delay_looks(request.ctx, **form.cleaned_data)
        except BanshiError as refusal:
            take(form, refusal)
        else:
            messages.success(request, _("已推迟。到期自动恢复显示。"))
            return redirect("look_delays")
    return render(request, "access/delays.html", {"form": form, "delays": rows}, status=422 if form.errors else 200)


@require_POST
def look_delay_end(request: WebRequest) -> HttpResponse:
    """Show what was kept back, now."""
    commands.show_looks(request.ctx, subject=request.POST.get("subject", ""))
    messages.success(request, _("已恢复显示，本人现在能看到。"))
    return redirect("look_delays")


def _area(request: WebRequest) -> str:
    if request.ctx.actor.kind == "anonymous":
        raise SignInNeeded()
    post = request.ctx.actor.post
    return post.area if post else ""
