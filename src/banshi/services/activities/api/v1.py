"""Activities for programs, under /api/v1/activities: what is on, book, cancel, the door.

`Idempotency-Key` makes a repeated call one effect with the same answer.
"""

import json
from datetime import date, timedelta
from typing import Annotated, Any

from ninja import Path, Query, Router, Status

from banshi.kernel.access.api_auth import anyone, signed_in
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import NotFound
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.commands import MarkTaken, Seen
from banshi.kernel.slots.people import link_of
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.limits import Limit, spend
from banshi.services.activities import commands
from banshi.services.activities.api import shapes
from banshi.services.activities.api.shapes import BookingOut, SessionOut, SessionPage
from banshi.services.activities.queries import bookings, offerings, statistics, venues
from banshi.services.activities.queries.early import admit
from banshi.services.activities.queries.guard import RUN
from banshi.services.activities.queries.statistics import By, Statistics
from banshi.services.activities.queries.venues import HourView

router = Router()
BOOKINGS = Limit(times=600, seconds=600)
Day = Annotated[date, Query(ge=date(2000, 1, 1), le=date(2099, 12, 30))]
Code = Annotated[str, Path(max_length=20)]
Link = Annotated[str, Path(max_length=80)]
ONE_DAY = timedelta(days=1)


@router.get("v1/activities/sessions", response=SessionPage, summary="Sessions to come, with free places")
def activity_sessions(
    request: WebRequest,
    county: Annotated[str, Query(pattern=r"^(\d{6})?$")] = "",
    since: Day | None = None,
    until: Day | None = None,
    kind: Annotated[str, Query(max_length=40)] = "",
    place: Annotated[str, Query(max_length=40)] = "",
    area: Annotated[str, Query(max_length=12)] = "",
    q: Annotated[str, Query(max_length=60)] = "",
    after: Annotated[str, Query(max_length=60)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> SessionPage:
    """From now on, or on days [since, until]; page by page in the order of their start."""
    which = offerings.Which(county, since, until + ONE_DAY if until else None, kind, place, area, q)
    found = offerings.listing(which, request.ctx.now, after=after, limit=limit)
    return SessionPage(rows=[SessionOut.of(each) for each in found.rows], after=found.after)


@router.get("v1/activities/sessions/{number}", response=SessionOut, summary="One session")
def activity_session(request: WebRequest, number: Code) -> SessionOut:
    shown = offerings.session(number, request.ctx.now)
    if shown.offering.internal:
        raise NotFound()
    return SessionOut.of(shown)


@router.post("v1/activities/sessions/{number}/bookings", auth=anyone, response={201: BookingOut}, summary="Book")
def activity_book(request: WebRequest, number: Code, given: shapes.PartyIn) -> Status[BookingOut]:
    """All of the party or none. Needs no account where the offering allows it."""
    spend(request, "activities.api", BOOKINGS)
    ctx = submitted(request)
    admit(ctx, commands.book, number, given.seats)
    booked = commands.book(ctx, session=number, who=given.who(), said=given.said())
    return Status(201, _booking(request, booked.booking))


@router.post("v1/activities/sessions/{number}/holds", auth=anyone, response={201: BookingOut}, summary="Keep places")
def activity_hold(request: WebRequest, number: Code, given: shapes.PartyIn) -> Status[BookingOut]:
    """For all of the party or none, until `until`, while a form is filled; confirm makes them the party's own."""
    spend(request, "activities.api", BOOKINGS)
    ctx = submitted(request)
    admit(ctx, commands.hold, number, given.seats)
    held = commands.hold(ctx, session=number, who=given.who())
    return Status(201, _booking(request, held.booking))


@router.post(
    "v1/activities/sessions/{number}/waiting",
    auth=anyone,
    response={201: BookingOut},
    summary="Wait, or apply",
)
def activity_wait(request: WebRequest, number: Code, given: shapes.PartyIn) -> Status[BookingOut]:
    """The waiting list; before a draw, among those who apply."""
    spend(request, "activities.api", BOOKINGS)
    queued = commands.wait(submitted(request), session=number, who=given.who(), said=given.said())
    return Status(201, _booking(request, queued.booking))


@router.get("v1/activities/bookings", auth=signed_in, response=list[BookingOut], summary="My bookings")
def activity_bookings(request: WebRequest) -> list[BookingOut]:
    return [
        BookingOut(
            number=each.booking.number,
            link=each.link,
            session=each.booking.session,
            status=each.booking.status,
            seats=each.booking.seats,
            until=each.booking.until,
        )
        for each in bookings.mine(request.ctx.actor, request.ctx.now)
    ]


@router.get("v1/activities/bookings/{link}", auth=anyone, response=BookingOut, summary="One booking")
def activity_booking(request: WebRequest, link: Link) -> BookingOut:
    """For whoever has its link."""
    view, _offering = bookings.booked(link, request.ctx.now)
    return _booking(request, view.number)


@router.post(
    "v1/activities/bookings/{link}/confirm",
    auth=anyone,
    response=BookingOut,
    summary="Take up an offer",
)
def activity_confirm(request: WebRequest, link: Link, given: shapes.PartyIn) -> BookingOut:
    """Places that were kept become one's own; of what is given, only what the offering asks for is read."""
    return _booking(request, commands.confirm(submitted(request), link=link, said=given.said()).booking)


@router.post("v1/activities/bookings/{link}/cancel", auth=anyone, response=BookingOut, summary="Cancel")
def activity_cancel(request: WebRequest, link: Link) -> BookingOut:
    return _booking(request, commands.cancel(submitted(request), link=link))


@router.get(
    "v1/activities/sessions/{number}/doors",
    auth=signed_in,
    response=dict[str, Any],
    summary="The door list",
)
def activity_doors(request: WebRequest, number: Code) -> dict[str, Any]:
    """Signed; names nobody. For those who run the session."""
    offerings.run_session(request.ctx.actor, number, request.ctx.now, RUN)
    found: dict[str, Any] = json.loads(taken.door_list(number, request.ctx.now))
    return found


@router.post("v1/activities/sessions/{number}/check-ins", auth=signed_in, response=Seen, summary="Check in")
def activity_check_in(request: WebRequest, number: Code, given: shapes.CheckInIn) -> Seen:
    return commands.check_in(submitted(request), session=number, token=given.token, present=given.present)


@router.post(
    "v1/activities/sessions/{number}/marks",
    auth=signed_in,
    response=list[MarkTaken],
    summary="What a device saw without signal",
)
def activity_marks(request: WebRequest, number: Code, given: shapes.MarksIn) -> list[MarkTaken]:
    """Telling it again changes nothing."""
    marks = [each.mark() for each in given.marks]
    return list(commands.sync(submitted(request), session=number, device=given.device, marks=marks))


@router.get("v1/activities/venues/{code}/hours", response=list[HourView], summary="Hours of a venue")
def activity_hours(request: WebRequest, code: Code, day: Day) -> list[HourView]:
    venue = offerings.offering(code)
    if venue.internal or not venue.hours:
        raise NotFound()
    return list(venues.hours(venue, day, request.ctx.now))


@router.post("v1/activities/venues/{code}/uses", auth=anyone, response={201: shapes.UseOut}, summary="Ask for a venue")
def activity_use(request: WebRequest, code: Code, given: shapes.UseIn) -> Status[shapes.UseOut]:
    spend(request, "activities.api", BOOKINGS)
    who = commands.Who(name=given.name, phone=given.phone)
    done = commands.ask_venue(submitted(request), code=code, asked=given.asked(), who=who)
    use = bookings.use(link_of(done.number))
    return Status(
        201, shapes.UseOut(number=use.number, link=use.link, status=use.status, starts=use.starts, ends=use.ends)
    )


@router.get("v1/public/activities/statistics", response=Statistics, summary="How many came")
def activity_figures(
    request: WebRequest,
    county: Annotated[str, Query(pattern=r"^\d{6}$", examples=["150204"])],
    by: By = "kind",
    as_of: Day | None = None,
    since: Day | None = None,
    until: Day | None = None,
) -> Statistics:
    """Sums over rows as of a day; `until` is exclusive."""
    return statistics.statistics(county, by=by, as_of=as_of, since=since, until=until)


def _booking(request: WebRequest, number: str) -> BookingOut:
    view = taken.booking(number, request.ctx.now)
    ticket = taken.ticket(number) if view.status in {"booked", "arrived"} else ""
    return BookingOut(
        number=view.number,
        link=link_of(view.number),
        session=view.session.number,
        status=view.status,
        seats=view.seats,
        position=view.position,
        until=view.until,
        ticket=ticket,
    )
