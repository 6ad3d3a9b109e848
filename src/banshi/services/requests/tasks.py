"""What the room does by itself. Each job looks first and does only what is still missing, so twice does no harm."""

import logging

from banshi.kernel.clocks.queries import warnings_due
from banshi.kernel.errors import BanshiError
from banshi.kernel.jobs.queue import job_context, task
from banshi.kernel.search.index import catch_up
from banshi.services.requests import commands
from banshi.services.requests.queries.gathered import compared, counties
from banshi.services.requests.queries.guard import PUBLIC_ROOM, ROOM
from banshi.services.requests.queries.proposals import notice, unnoticed

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
        try:
            commands.warn(ctx, number=number, clock_id=alert.clock_id, hours=alert.hours)
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
