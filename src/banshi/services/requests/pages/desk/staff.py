"""Who may sit at the desk."""

from collections.abc import Collection

from banshi.kernel.commands import Actor
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Forbidden, SignInNeeded
from banshi.kernel.rooms import Role
from banshi.services.requests.service import STAFF


def at_desk(request: WebRequest, roles: Collection[Role] = STAFF) -> Actor:
    """The member of staff who asks, in a post of one of the roles.

    Raises:
        SignInNeeded: nobody is signed in.
        Forbidden: signed in, but with no post that works on requests, or not in such a one.
    """
    actor = request.ctx.actor
    if actor.kind == "anonymous":
        raise SignInNeeded()
    if actor.post is None or actor.post.role not in roles:
        raise Forbidden(action="requests.read")
    return actor
