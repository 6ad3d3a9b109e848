"""What can be booked: the list, one offering, how the line works."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.errors import NotFound
from banshi.kernel.slots.rules import absence
from banshi.kernel.slots.rules.line import MOST_PASSES
from banshi.kernel.web.formatting import day
from banshi.kernel.web.paging import Paging
from banshi.services.activities.forms.lists import FilterForm
from banshi.services.activities.pages import words
from banshi.services.activities.pages.calendars import calendar_file
from banshi.services.activities.pages.county import county_of
from banshi.services.activities.queries import offerings as queries
from banshi.services.activities.queries.kinds import form_of, kind_title
from banshi.services.activities.rules.offering import VENUE


@require_safe
def activities(request: WebRequest) -> HttpResponse:
    """Sessions to come with their free places, by day, kind, place and town; venues by the hour below."""
    county = county_of(request)
    form = FilterForm(request.GET if set(request.GET) - {"county", "after"} else None, county=county)
    which, after = form.which(), request.GET.get("after", "")
    venues_only = bool(which.kind) and form_of(which.kind) == VENUE
    found = queries.Listing(()) if venues_only else queries.listing(which, request.ctx.now, after=after)
    shows_venues = not after and which.since is None and (not which.kind or venues_only)
    lines = [words.line(each) for each in found.rows]
    values = {
        "form": form,
        "days": _by_day(lines),
        "paging": Paging(after=found.after),
        "venues": [(each, words.hours_words(each.hours)) for each in queries.venues(which)] if shows_venues else (),
        "county": county,
        "county_name": area_label(county, below=county[:4]),
        "counties": queries.counties_offering(county),
        "narrowed": form.is_bound and any(form.data.get(name) for name in ("day", "kind", "place", "area")),
        "kept": urlencode({name: value for name, value in request.GET.items() if name != "after"}),
    }
    return render(request, "activities/list.html", values)


@require_safe
def offering(request: WebRequest, code: str) -> HttpResponse:
    """One offering: what, where, for whom, and its sessions with their free places."""
    found = _public(request, code)
    values = {
        "offering": found,
        "kind": kind_title(found.kind),
        "audience": words.audience_words(found),
        "lines": [words.line(each) for each in queries.sessions_of(code, request.ctx.now)],
        "repeats": [said for each in queries.series_of(code) if (said := words.repeats(each))],
        "is_venue": found.form == VENUE,
    }
    return render(request, "activities/offering.html", values)


@require_safe
def offering_calendar(request: WebRequest, code: str) -> HttpResponse:
    """The sessions to come as a calendar file."""
    _public(request, code)
    return calendar_file(request, queries.sessions_of(code, request.ctx.now), code)


@require_safe
def rules(request: WebRequest) -> HttpResponse:
    """How places are given out, how the waiting list is served, what a draw is, what happens to those who do not come."""
    values = {
        "passes": MOST_PASSES,
        "missed": absence.MOST_MISSED,
        "within": absence.WITHIN.days,
        "pause": absence.PAUSE.days,
    }
    return render(request, "activities/rules.html", values)


def _public(request: WebRequest, code: str) -> queries.OfferingView:
    """The offering as residents may see it.

    Raises:
        NotFound: there is none, or it is for the unit alone.
    """
    found = queries.offering(code)
    if found.internal:
        raise NotFound()
    return found


def _by_day(lines: list[words.Line]) -> list[tuple[str, list[words.Line]]]:
    """The lines under their days, in order."""
    days: dict[str, list[words.Line]] = {}
    for each in lines:
        days.setdefault(day(each.shown.session.starts), []).append(each)
    return list(days.items())
