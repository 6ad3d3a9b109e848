"""What this room tells the home page and its search."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context
from banshi.kernel.web.formatting import count
from banshi.kernel.web.hooks import Found, Sentence
from banshi.services.activities.pages.words import when_words
from banshi.services.activities.queries.held import this_week
from banshi.services.activities.queries.offerings import Which, listing, venues

MOST_FOUND = 5


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
