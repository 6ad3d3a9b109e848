"""Who may sit at the desk."""

from collections.abc import Collection

from banshi.kernel.commands import Actor
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.units import UnitRow, units_in
from banshi.kernel.errors import Forbidden, SignInNeeded
from banshi.kernel.rooms import Role
from banshi.services.activities.service import DESK, WARDENS

COUNTY = 6


def at_desk(request: WebRequest, roles: Collection[Role] = DESK) -> Actor:
    """The member of staff who asks, in a post of one of the roles.

    Raises:
        SignInNeeded: nobody is signed in.
        Forbidden: in no such post.
    """
    actor = request.ctx.actor
    if actor.kind == "anonymous":
        raise SignInNeeded()
    if actor.post is None or actor.post.role not in roles:
        raise Forbidden(action="activities.read")
    return actor


def own_units(actor: Actor) -> tuple[UnitRow, ...]:
    """The units whose offerings the actor may put down: their own first, then those under it."""
    assert actor.post is not None
    path = actor.post.unit_path
    found = [unit for unit in units_in(actor.post.area[:COUNTY]) if unit.path.startswith(path)]
    return tuple(sorted(found, key=lambda unit: (unit.path.count("/"), unit.id)))


def is_warden(actor: Actor) -> bool:
    """Whether the post runs what its unit offers."""
    return actor.post is not None and actor.post.role in WARDENS
