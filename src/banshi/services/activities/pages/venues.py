"""A venue by the hour: its free hours, asking for it, and what becomes of that."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.kernel.clocks.office import local
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.people import person as person_of
from banshi.kernel.errors import Conflict, Invalid, NotFound
from banshi.kernel.places.queries import places_named
from banshi.kernel.slots.people import link_of
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.limits import Limit, spend
from banshi.services.activities import commands
from banshi.services.activities.forms.venues import VenueForm
from banshi.services.activities.pages import words
from banshi.services.activities.queries import bookings, venues
from banshi.services.activities.queries.offerings import OfferingView, offering
from banshi.services.activities.rules.offering import VENUE

ASKING = Limit(30, 3600)
DAYS_SHOWN = 14


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: WebRequest, code: str) -> HttpResponse:
    """The hours of one day, free and taken, and the form to ask for some."""
    venue = offering(code)
    if venue.form != VENUE or venue.internal:
        raise NotFound()
    day = _day(request)
    shown = venues.hours(venue, day, request.ctx.now)
    actor = request.ctx.actor
    known = person_of(actor.person_id).name if actor.person_id is not None else ""
    form = VenueForm(
        request.POST if request.method == "POST" else None,
        free=[each.starts for each in shown if each.free],
        most_hours=venue.most_hours,
        known=known,
    )
    if request.method == "POST" and form.is_valid():
        spend(request, "activities.venue", ASKING)
        try:
            done = commands.ask_venue(submitted(request), code=code, asked=form.asked(), who=form.who())
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            return redirect("activities:use", link_of(done.number))
    values = {
        "venue": venue,
        "audience": words.audience_words(venue),
        "day": day,
        "days": _days(venue, request),
        "hours": [(each, f"{each.starts:%H:%M}") for each in shown],
        "form": form if any(each.free for each in shown) and venue.closed_at is None else None,
    }
    return render(request, "activities/hours.html", values, status=422 if form.errors else 200)


@never_cache
@require_safe
def use(request: WebRequest, link: str) -> HttpResponse:
    """A use of a venue for whoever has its link."""
    found = bookings.use(link)
    place = places_named([found.place]).get(found.place) if found.place else None
    tone, status = words.USE_STATUS[found.status]
    values = {
        "use": found,
        "place": place,
        "link": link,
        "when": words.span_words(found.starts, found.ends),
        "tone": tone,
        "status": status,
        "live": found.status in {"asked", "approved"} and found.starts > request.ctx.now,
    }
    return render(request, "activities/use.html", values)


@require_POST
def cancel_use(request: WebRequest, link: str) -> HttpResponse:
    """Give the hours back."""
    commands.cancel_use(submitted(request), link=link)
    messages.success(request, _("已经取消，这段时间空出来了。"), extra_tags="done")
    return redirect("activities:use", link)


def _day(request: WebRequest) -> date:
    """The day asked for, if it can be one; else tomorrow."""
    today = local(request.ctx.now).date()
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today + timedelta(days=1)
    return day if today <= day <= today + timedelta(days=366) else today + timedelta(days=1)


def _days(venue: OfferingView, request: WebRequest) -> list[date]:
    today = local(request.ctx.now).date()
    return [today + timedelta(days=n) for n in range(min(DAYS_SHOWN, venue.opens_days + 1))]
