"""What this room tells the home page and its search."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context
from banshi.kernel.web.formatting import count
from banshi.kernel.web.hooks import Bookable, Found, Sentence
from banshi.services.activities.pages.words import line, when_words
from banshi.services.activities.queries.at_places import Offered, offered_at
from banshi.services.activities.queries.held import this_week
from banshi.services.activities.queries.offerings import Which, listing, venues

MOST_FOUND = 5
MOST_NEXT = 6
"""Sessions shown at one place of the map."""


def home(ctx: Context) -> Sequence[Sentence]:
    """What is on this week, and how many came. Nothing where nothing is offered."""
    today = timezone.localdate(ctx.now)
    monday = today - timedelta(days=today.weekday())
    coming, came = this_week(settings.BANSHI_COUNTY, ctx.now, monday)
    found = []
    if coming:
        found.append(Sentence(_("本周还有"), count(coming), _("场活动可以去"), reverse("activities:list")))
    if came:
        found.append(Sentence(_("本周已有"), count(came), _("人次到场"), reverse("activities:statistics")))
    return found


def ask(ctx: Context, words: str) -> Sequence[Found]:
    """Sessions and venues in whose title these words stand."""
    which = Which(county=settings.BANSHI_COUNTY, text=words)
    sessions = [
        Found(
            _("活动"),
            row.session.title,
            reverse("activities:session", args=[row.session.number]),
            when_words(row.session),
        )
        for row in listing(which, ctx.now, limit=MOST_FOUND).rows
    ]
    rooms = [
        Found(
            _("场地"),
            row.title,
            reverse("activities:hours", args=[row.code]),
            row.place.name if row.place else row.where,
        )
        for row in venues(which)[:MOST_FOUND]
    ]
    return (*sessions, *rooms)


def bookable(ctx: Context, codes: Sequence[str]) -> Mapping[str, Sequence[Bookable]]:
    """What the public can book at each of these places of the map. SQL: 1."""
    found = offered_at(codes)
    return {place: [Bookable(each.title, _address(each)) for each in offered] for place, offered in found.items()}


def bookable_at(ctx: Context, code: str) -> Sequence[Bookable]:
    """The next sessions at a place with their free places, and its venues. SQL: 6."""
    which = Which(place=code)
    lines = [line(each) for each in listing(which, ctx.now, limit=MOST_NEXT).rows]
    sessions = [
        Bookable(
            each.shown.session.title,
            reverse("activities:session", args=[each.shown.session.number]),
            f"{each.when} · {each.places}",
        )
        for each in lines
    ]
    rooms = [
        Bookable(row.title, reverse("activities:hours", args=[row.code]), gettext("按小时约")) for row in venues(which)
    ]
    return (*sessions, *rooms)


def _address(offered: Offered) -> str:
    return reverse("activities:hours" if offered.venue else "activities:offering", args=[offered.code])
