"""The county that the killed server serves; run inside the site with `banshi shell`."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from banshi.kernel.access import tokens
from banshi.kernel.access.commands import issue_token
from banshi.kernel.ledger.keys import ensure_key
from banshi.kernel.testing import people
from banshi.services.activities.tests.lately import soon
from banshi.services.onestop.tests.way import prepared

CASES = ("alice", "housing", "water", "roads", "town")
"""Who acts on cases: a resident, and the departments of moving house by their names in it."""


def build(sessions: int, capacity: int) -> None:
    """Print as JSON: tokens of the clerk, of the town's warden and of those who act on cases; sessions still to be booked."""
    world, now = people.build(timezone.now()), timezone.now()
    ensure_key(world.ctx("system", now))
    given: dict[str, Any] = {"after": timedelta(minutes=100), "closes_minutes": 0, "cancel_hours": 0, "most_seats": 3}
    numbers = [soon(world, capacity=capacity, **given).session for _ in range(sessions)]
    prepared(world)
    world.people |= {"water": world.people["handler"], "town": world.people["township"]}
    cases = {who: _token(world, who) for who in CASES}
    staff = {who: _token(world, who) for who in ("clerk", "township")}
    print(json.dumps({"sessions": numbers, "cases": cases, **staff}))


def _token(world: people.World, who: str) -> str:
    """What this person's program signs in with: as the post that they hold, or as a resident."""
    token, ctx = tokens.fresh(), world.ctx("system", timezone.now())
    post = world.actor(who, ctx.now).post
    person = world.people[who].id
    given: dict[str, Any] = {
        "digest": tokens.digest(token),
        "hint": tokens.hint(token),
        "scopes": ["read", "write"],
        "days": 9,
    }
    issue_token(ctx, person_id=person, post_id=post.id if post else None, label="kill", **given)
    return token
