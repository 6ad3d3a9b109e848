"""Who may sit at the desk."""

from banshi.kernel.commands import Actor
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Forbidden, SignInNeeded
from banshi.services.requests.service import STAFF


def at_desk(request: WebRequest) -> Actor:
    """The member of staff who asks.

    Raises:
        SignInNeeded: nobody is signed in.
        Forbidden: signed in, but with no post that works on requests.
    """
    actor = request.ctx.actor
    if actor.kind == "anonymous":
        raise SignInNeeded()
    if actor.post is None or actor.post.role not in STAFF:
        raise Forbidden(action="requests.read")
    return actor
