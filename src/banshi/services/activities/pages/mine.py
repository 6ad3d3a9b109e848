"""My bookings, with an account or by number and phone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import NotFound
from banshi.kernel.places.queries import places_named
from banshi.kernel.slots import queries as taken
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.limits import Limit, spend
from banshi.services.activities import commands
from banshi.services.activities.forms.booking import FindForm, ForgetForm
from banshi.services.activities.pages import words
from banshi.services.activities.queries import bookings as queries

TRIES = Limit(30, 600)
USE = "U"


@never_cache
@require_safe
def mine(request: WebRequest) -> HttpResponse:
    """What I have booked, the next first; then what is over."""
    now = request.ctx.now
    found = queries.mine(request.ctx.actor, now)
    places = places_named({each.booking.place.removeprefix("place:") for each in found})
    rows = [
        {
            "link": each.link,
            "booking": each.booking,
            "when": words.span_words(each.booking.starts, each.booking.ends),
            "where": places[code].name if (code := each.booking.place.removeprefix("place:")) in places else "",
            "status": words.STATUS[each.booking.status],
        }
        for each in found
    ]
    coming = sorted((row for row in rows if row["booking"].ends > now), key=lambda row: row["booking"].starts)  # type: ignore[attr-defined]
    values = {
        "coming": coming,
        "past": [row for row in rows if row["booking"].ends <= now],  # type: ignore[attr-defined]
        "uses": [
            (each, words.span_words(each.starts, each.ends), words.USE_STATUS[each.status])
            for each in queries.my_uses(request.ctx.actor)
        ],
        "absences": taken.absences(f"person:{request.ctx.actor.person_id}", now),
    }
    return render(request, "activities/mine.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: WebRequest) -> HttpResponse:
    """Number and phone lead to the booking."""
    form = FindForm(
        request.POST if request.method == "POST" else None, initial={"number": request.GET.get("number", "")[:20]}
    )
    if request.method == "POST" and form.is_valid():
        spend(request, "activities.find", TRIES)
        try:
            link = queries.find(form.cleaned_data["number"], form.cleaned_data["phone"])
        except NotFound:
            form.add_error(None, _("编号和手机号对不上。请对照短信或回执再填一次。"))
        else:
            return redirect("activities:use" if link.startswith(USE) else "activities:booking", link)
    return render(request, "activities/find.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: WebRequest) -> HttpResponse:
    """Number and phone, and everything under that phone names nobody any more."""
    first = {"number": request.GET.get("number", "")[:20]}
    form = ForgetForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        spend(request, "activities.find", TRIES)
        given = {name: form.cleaned_data[name] for name in ("number", "phone")}
        try:
            done = commands.forget_guest(submitted(request), **given)
        except NotFound:
            form.add_error(None, _("编号和手机号对不上，或者已经删过了。"))
        else:
            words = _("已经删除：%(bookings)s 个预约、%(uses)s 次场地使用里的姓名、电话和说过的话。")
            told = words % {"bookings": done.bookings, "uses": done.uses}
            messages.success(request, told, extra_tags="done")
            return redirect("activities:list")
    return render(request, "activities/forget.html", {"form": form}, status=422 if form.errors else 200)
