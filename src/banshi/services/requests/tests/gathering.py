"""A matter that several people bring: a brickworks whose smoke drifts into an estate."""

from datetime import datetime

from banshi.kernel.testing.people import COUNTY, NOW, VILLAGE, World
from banshi.services.requests import commands
from banshi.services.requests.queries.gathered import compared
from banshi.services.requests.queries.hot import HotShown, hot
from banshi.services.requests.rules.submission import Draft
from banshi.services.requests.tests.triage.examples import KILN, OTHERS
from banshi.services.requests.tests.way import Way, brought
from banshi.services.requests.triage.hot import hot_issues

PEOPLE = ("alice", "bao", "anonymous", "handler")


def kiln(world: World, *people: str, now: datetime = NOW) -> list[Way]:
    """Each of them has just told of the brickworks, in their own words."""
    found = []
    for who, (title, text) in zip(people or PEOPLE, KILN, strict=False):
        draft = Draft(title=title, text=text, place="向阳小区", area=VILLAGE)
        found.append(Way(world, commands.submit(world.ctx(who, now), draft=draft), now))
    return found


def others(world: World) -> list[Way]:
    """Requests that have nothing to do with one another."""
    return [brought(world, "alice", text=text, place="") for text in OTHERS[:4]]


def gather(world: World, now: datetime = NOW) -> bool:
    """Do what the hourly job does; whether anything changed."""
    given = compared(COUNTY, now)
    issues = [issue.members for issue in hot_issues(given.messages, as_of=now)]
    return commands.keep_hot(world.ctx("system", now), county=COUNTY, issues=issues, since=given.since)


def seen(world: World, who: str, now: datetime = NOW) -> list[tuple[int, set[str]]]:
    """For each issue that is hot to this reader: how many people, and which requests."""
    return [(each.people, {row.number for row in each.rows}) for each in shown(world, who, now)]


def shown(world: World, who: str, now: datetime = NOW) -> tuple[HotShown, ...]:
    return hot(world.actor(who, now), now)
