"""Sessions as calendar files (RFC 5545)."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from banshi.kernel.commands.request import WebRequest
from banshi.services.activities.pages.words import where_words
from banshi.services.activities.queries.offerings import Shown


def calendar_file(request: WebRequest, sessions: Sequence[Shown], name: str, *, url: str = "") -> HttpResponse:
    """A file that calendars take in; a session that was moved or cancelled replaces what they have of it."""
    from icalendar import Calendar, Event  # heavy, and few ask for it

    calendar = Calendar()
    calendar.add("prodid", "-//Banshi//activities//ZH")
    calendar.add("version", "2.0")
    for each in sessions:
        session, event = each.session, Event()
        event.add("uid", f"{session.number}@{settings.BANSHI_ORIGIN}")
        event.add("dtstamp", request.ctx.now)
        event.add("dtstart", session.starts)
        event.add("dtend", session.ends)
        event.add("summary", session.title)
        event.add("location", where_words(each))
        event.add("url", request.build_absolute_uri(url or reverse("activities:offering", args=[each.offering.code])))
        event.add("sequence", int(session.moved_at.timestamp()) if session.moved_at else 0)
        event.add("status", "CANCELLED" if session.phase == "cancelled" else "CONFIRMED")
        if each.offering.bring:
            event.add("description", each.offering.bring)
        calendar.add_component(event)
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8", headers=headers)
