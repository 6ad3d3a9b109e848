"""What the room does by itself. Each job looks first and does only what is still missing, so twice does no harm."""

import logging
from contextlib import suppress

from django.utils import timezone

from banshi.kernel.clocks.queries import warnings_due
from banshi.kernel.draws.queries import result
from banshi.kernel.errors import BanshiError
from banshi.kernel.jobs.queue import job_context, task
from banshi.kernel.search.index import catch_up
from banshi.services.requests import commands
from banshi.services.requests.commands.callbacks import CALLS, NothingToDraw, NotOpened
from banshi.services.requests.commands.calls import StillToCall
from banshi.services.requests.queries.callbacks import moved_on
from banshi.services.requests.queries.closings import drawn, unopened
from banshi.services.requests.queries.gathered import compared, counties
from banshi.services.requests.queries.guard import PUBLIC_ROOM, ROOM
from banshi.services.requests.queries.policy import call_rules
from banshi.services.requests.queries.proposals import notice, unnoticed
from banshi.services.requests.rules.callbacks import month_before

log = logging.getLogger("banshi.requests")
AT_ONCE = 200
MOST_HOT = 100
"""Issues of a county that are kept: the hottest."""


@task
def watch_clocks() -> None:
    """Give the warnings whose time has come, supervise what is late, close what nobody rated."""
    ctx = job_context("clock")
    for alert in warnings_due(ctx.now):
        room, _colon, number = alert.subject.partition(":")
        if room != ROOM:
            continue
        given = {"clock_id": alert.clock_id, "hours": alert.hours}
        try:
            if number.startswith(CALLS):
                commands.warn_call(ctx, callback_id=int(number.removeprefix(CALLS)), **given)
            else:
                commands.warn(ctx, number=number, **given)
        except BanshiError as refusal:
            log.info("%s: warning not given: %s", number, refusal.code)


@task
def look_at_new() -> None:
    """Let the machine propose for what waits at the desks."""
    ctx = job_context("triage")
    for number in unnoticed(AT_ONCE):
        proposals, keys = notice(number)
        commands.suggest(ctx, number=number, proposals=proposals, signature=keys)


@task
def index_imported() -> None:
    """Bring what an import has left for later into the search index."""
    for room in (ROOM, PUBLIC_ROOM):
        while catch_up(room):
            pass


@task
def draw_callbacks() -> None:
    """Draw last month's closed requests of each county, where the rules ask for it and nobody has done it yet."""
    ctx = job_context("callbacks")
    today = timezone.localdate(ctx.now)
    since, until = month_before(today)
    for county in counties(ctx.now) if call_rules(today).monthly else ():
        if drawn(county, since, until):
            continue
        try:
            commands.draw_callbacks(ctx, county=county, since=since, until=until)
        except NothingToDraw:
            log.info("%s: nothing to call back", county)


@task
def tend_callbacks() -> None:
    """Take over the results of draws that were opened, and drop calls whose matter has moved on."""
    ctx = job_context("callbacks")
    for round_id, draw in unopened():
        if result(draw):
            with suppress(NotOpened):  # another worker was faster
                commands.open_callbacks(ctx, round_id=round_id)
    for callback_id in moved_on():
        with suppress(StillToCall):  # somebody called just now
            commands.lapse_call(ctx, callback_id=callback_id)


@task
def find_hot() -> None:
    """Gather the requests of each county that are alike in text, place and time."""
    from banshi.services.requests.triage.hot import hot_issues  # large: only the worker loads it

    ctx = job_context("hot")
    for county in counties(ctx.now):
        given = compared(county, ctx.now)
        found = hot_issues(given.messages, as_of=ctx.now)
        commands.keep_hot(ctx, county=county, issues=[issue.members for issue in found[:MOST_HOT]], since=given.since)


@task
def learn_from_decisions() -> None:
    """Train the classifier on what people have decided, if there is anything new."""
    from banshi.services.requests.commands.learning import retrain  # large: only the worker loads it

    done = retrain(job_context("learning"))
    log.info("classifier: %s, %s rows", done.outcome, done.rows)
