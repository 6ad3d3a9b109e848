"""Booking one session, and what becomes of a booking: confirm, wait, ticket, cancel."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.people import person as person_of
from banshi.kernel.errors import BanshiError, Conflict, Invalid, NotFound
from banshi.kernel.ledger.keys import KeyExposed, KeyMissing
from banshi.kernel.ledger.slips import qr
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.people import booking_of, link_of
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.limits import Limit, spend
from banshi.services.activities import commands
from banshi.services.activities.forms.booking import SaidForm, WhoForm
from banshi.services.activities.pages import words
from banshi.services.activities.pages.calendars import calendar_file
from banshi.services.activities.queries import bookings, offerings
from banshi.services.activities.queries.early import admit
from banshi.services.activities.queries.kinds import kind_title
from banshi.services.activities.queries.offerings import Shown

UNKNOWN, KNOWN = Limit(60, 3600), Limit(120, 3600)
"""Bookings an hour from one address without an account (a village hall shares one), and by one person."""
WAITS = frozenset({"held", "offered"})
LIVE = frozenset({"held", "offered", "booked", "waiting", "applied"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: WebRequest, number: str) -> HttpResponse:
    """One session and the form: places are kept at once, the rest is asked afterwards. Where none are left, the waiting list."""
    shown = offerings.session(number, request.ctx.now)
    if shown.offering.internal:
        raise NotFound()
    lines = _waits(shown)
    who, said = _forms(request, shown, lines)
    refused: BanshiError | None = None
    if request.method == "POST" and who.is_valid() and (said is None or said.is_valid()):
        _spend(request)
        try:
            return _taken(request, shown, who, said)
        except Invalid as error:
            _beside(error, who, said)
        except Conflict as error:
            refused = error
            shown = offerings.session(number, request.ctx.now)
    values = {**_about(shown), "who": who, "said": said, "lines": lines, "refused": refused, "now_lines": _waits(shown)}
    wrong = who.errors or (said is not None and said.errors)
    return render(request, "activities/session.html", values, status=422 if wrong else 409 if refused else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def booking(request: WebRequest, link: str) -> HttpResponse:
    """One booking for whoever has its link: where it stands, and the next thing to do. Posting confirms it."""
    view, found = bookings.booked(link, request.ctx.now)
    shown = offerings.session(view.session.number, request.ctx.now)
    form = SaidForm(
        request.POST if request.method == "POST" else None,
        audience=found.audience,
        seats=view.seats,
        home=_home(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            commands.confirm(submitted(request), link=link, said=form.said())
        except Invalid as error:
            form.refuse(error)
        else:
            return redirect("activities:ticket", link)
    tone, status = words.STATUS[view.status]
    values = {
        **_about(shown),
        "booking": view,
        "link": link,
        "form": form if view.status in WAITS else None,
        "tone": tone,
        "status": status,
        "live": view.status in LIVE and not (view.status == "booked" and request.ctx.now >= view.session.cancel_until),
        "late": view.status == "booked" and request.ctx.now >= view.session.cancel_until,
    }
    return render(request, "activities/booking.html", values, status=422 if form.errors else 200)


@require_POST
def cancel(request: WebRequest, link: str) -> HttpResponse:
    """Give it up. Whoever has the link may, without signing in."""
    commands.cancel(submitted(request), link=link)
    messages.success(request, _("已经取消，名额让给了别人。谢谢您告诉我们。"), extra_tags="done")
    return redirect("activities:booking", link)


@never_cache
@require_safe
def ticket(request: WebRequest, link: str) -> HttpResponse:
    """The ticket: a QR code, and the number large enough to be read out."""
    number = booking_of(link)
    view, _found = bookings.booked(link, request.ctx.now)
    if view.status not in {"booked", "arrived"}:
        return redirect("activities:booking", link)
    shown = offerings.session(view.session.number, request.ctx.now)
    values = {**_about(shown), "booking": view, "link": link, "qr": _qr(number), "short": number.rpartition("-")[2]}
    return render(request, "activities/ticket.html", values)


@require_safe
def calendar(request: WebRequest, link: str) -> HttpResponse:
    """The booked session as a calendar file, leading back here."""
    number = booking_of(link)
    view = taken.booking(number, request.ctx.now)
    shown = offerings.session(view.session.number, request.ctx.now)
    return calendar_file(request, [shown], number, url=reverse("activities:booking", args=[link]))


def _taken(request: WebRequest, shown: Shown, who: WhoForm, said: SaidForm | None) -> HttpResponse:
    """Keep places, or stand in line; lead to the booking's page."""
    ctx, number = submitted(request), shown.session.number
    if said is not None:
        queued = commands.wait(ctx, session=number, who=who.who(), said=said.said())
        return redirect("activities:booking", link_of(queued.booking))
    admit(ctx, commands.hold, number, len(who.who().names) + who.who().myself)
    held = commands.hold(ctx, session=number, who=who.who())
    return redirect("activities:booking", link_of(held.booking))


def _forms(request: WebRequest, shown: Shown, lines: bool) -> tuple[WhoForm, SaidForm | None]:
    """Who comes; and, where one stands in line, everything else at once, because nobody asks later."""
    data = request.POST if request.method == "POST" else None
    actor = request.ctx.actor
    known = person_of(actor.person_id).name if actor.person_id is not None else ""
    who = WhoForm(data, known=known, most=shown.session.most_seats)
    said = SaidForm(data, audience=shown.offering.audience, home=_home(request)) if lines else None
    return who, said


def _waits(shown: Shown) -> bool:
    """Whether all that can be had is a place in line: before a draw, or when it is full."""
    session = shown.session
    full = session.phase == "bookable" and (session.free <= 0 or session.waiting > 0)
    return session.phase == "applying" or (full and session.waiting_list)


def _about(shown: Shown) -> dict[str, Any]:
    return {
        "shown": shown,
        "line": words.line(shown),
        "kind": kind_title(shown.offering.kind),
        "audience": words.audience_words(shown.offering),
    }


def _home(request: WebRequest) -> str:
    person = request.ctx.actor.person_id
    return person_of(person).reach if person is not None else ""


def _beside(error: Invalid, who: WhoForm, said: SaidForm | None) -> None:
    """What was refused, on the form that has the field."""
    asked = said is not None and set(error.fields) <= set(said.fields) and bool(error.fields)
    (said if asked and said is not None else who).refuse(error)


def _qr(number: str) -> str:
    """The signed ticket as a QR code; without the key in office the number has to do."""
    try:
        return qr(taken.ticket(number))
    except (KeyMissing, KeyExposed):
        return ""


def _spend(request: WebRequest) -> None:
    person = request.ctx.actor.person_id
    spend(request, "activities.book", KNOWN if person else UNKNOWN, by=f"person:{person}" if person else "")
