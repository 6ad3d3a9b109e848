"""Who may sit at which desk of this room."""

from banshi.kernel.commands import Actor
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Forbidden, SignInNeeded
from banshi.kernel.rooms import Role, grants


def at_desk(request: WebRequest, action: str) -> Actor:
    """The member of staff who asks, in a post whose role is granted the action.

    Raises:
        SignInNeeded: nobody is signed in.
        Forbidden: in no such post.
    """
    actor = request.ctx.actor
    if actor.kind == "anonymous":
        raise SignInNeeded()
    if actor.post is None or action not in grants()[Role(actor.post.role)]:
        raise Forbidden(action=action)
    return actor
