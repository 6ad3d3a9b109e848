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


def build(sessions: int, capacity: int) -> None:
    """Print as JSON: tokens of the clerk and of the town's warden, and sessions whose doors are open, still to be booked."""
    world, now = people.build(timezone.now()), timezone.now()
    ensure_key(world.ctx("system", now))
    given: dict[str, Any] = {"after": timedelta(minutes=100), "closes_minutes": 0, "cancel_hours": 0, "most_seats": 3}
    numbers = [soon(world, capacity=capacity, **given).session for _ in range(sessions)]
    print(json.dumps({"sessions": numbers, **{who: _token(world, who) for who in ("clerk", "township")}}))


def _token(world: people.World, who: str) -> str:
    """What this member of staff's program signs in with."""
    token, ctx = tokens.fresh(), world.ctx("system", timezone.now())
    post = world.actor(who, ctx.now).post
    assert post is not None
    person = world.people[who].id
    given: dict[str, Any] = {
        "digest": tokens.digest(token),
        "hint": tokens.hint(token),
        "scopes": ["read", "write"],
        "days": 9,
    }
    issue_token(ctx, person_id=person, post_id=post.id, label="kill", **given)
    return token
