"""The warden's day, and one session with its roll."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.access.looks import looked
from banshi.kernel.clocks.office import local, midnight
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.ledger.record import Subject
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.queries import RollRow
from banshi.services.activities.forms.desk import CheckInForm, WalkInForm
from banshi.services.activities.pages import words
from banshi.services.activities.pages.desk.staff import at_desk, is_warden
from banshi.services.activities.queries import bookings, offerings, venues
from banshi.services.activities.queries.guard import PERSON, READ
from banshi.services.activities.queries.offerings import Shown
from banshi.services.activities.rules.offering import RECEPTION

ONE_DAY = timedelta(days=1)


@never_cache
@require_safe
def day(request: WebRequest) -> HttpResponse:
    """What is on today, or on the day asked for: sessions, and who has the venues."""
    actor = at_desk(request)
    today = local(request.ctx.now).date()
    asked = _day(request, today)
    found = offerings.day_of(actor, asked, request.ctx.now)
    uses = venues.coming(actor, midnight(asked), midnight(asked + ONE_DAY))
    values = {
        "day": asked,
        "is_today": asked == today,
        "before": asked - ONE_DAY,
        "after": asked + ONE_DAY,
        "lines": [words.line(each) for each in found],
        "uses": [(each, words.span_words(each.starts, each.ends), words.USE_STATUS[each.status]) for each in uses],
        "waiting": len(venues.to_decide(actor)),
    }
    return render(request, "activities/desk/day.html", values)


@never_cache
@require_safe
def session(request: WebRequest, number: str) -> HttpResponse:
    """One session: who comes, who is here, who waits; everything that can be done is a button."""
    actor = at_desk(request)
    shown = offerings.run_session(actor, number, request.ctx.now)
    return show(request, shown, CheckInForm(), WalkInForm(), status=200)


def show(request: WebRequest, shown: Shown, check_in: CheckInForm, walk_in: WalkInForm, *, status: int) -> HttpResponse:
    """The page, also with a form that was refused."""
    roll = taken.roll(shown.session.number)
    _note_looks(request, shown, roll)
    numbers = [row.number for row in roll]
    left = bookings.reached(numbers)
    talks = bookings.talks_of(numbers) if shown.offering.form == RECEPTION else {}
    rows = [
        {
            "row": row,
            "names": "、".join(member.name for member in row.party if member.name),
            "left": left.get(row.number),
            "status": words.STATUS[row.status],
            "short": row.number.rpartition("-")[2],
            "talked": row.number in talks,
            "request": talks.get(row.number, ""),
        }
        for row in roll
    ]
    values = {
        "line": words.line(shown),
        "shown": shown,
        "rows": rows,
        "came": sum(row.present or 0 for row in roll if row.arrived_at),
        "seats": sum(row.seats for row in roll),
        "waits": taken.line(shown.session.number),
        "runs": is_warden(request.ctx.actor),
        "check_in": check_in,
        "walk_in": walk_in,
        "is_reception": shown.offering.form == RECEPTION,
        "open": shown.session.phase not in {"cancelled", "over"},
        "begun": request.ctx.now >= shown.session.starts,
    }
    return render(request, "activities/desk/session.html", values, status=status)


def _note_looks(request: WebRequest, shown: Shown, roll: list[RollRow]) -> None:
    """Whoever is on the roll sees later that it was opened, and by whom."""
    about = Subject("activities", shown.offering.code, shown.offering.county)
    people = {member.person for row in roll for member in row.party if member.person.startswith(PERSON)}
    for person in sorted(people):
        looked(request.ctx, about, int(person.removeprefix(PERSON)), READ)


def _day(request: WebRequest, today: date) -> date:
    try:
        return max(date(2000, 1, 1), min(date.fromisoformat(request.GET.get("day", "")), date(2099, 12, 30)))
    except ValueError:
        return today
