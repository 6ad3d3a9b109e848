"""Whether an actor's post lets them manage the directory of an area."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Actor
from banshi.kernel.errors import Forbidden, SignInNeeded
from banshi.kernel.rooms import Reach, Role, grants


class OutOfReach(Forbidden):
    """The post holds no such right for this area."""

    code = "out_of_reach"
    message = _("这项管理不在您岗位的权限或辖区内。请由上一级管理员办理。")


def may_in(actor: Actor, action: str, area: str) -> bool:
    """Whether the post acted in carries `action` for `area`."""
    if actor.kind == "system":
        return True
    if actor.post is None:
        return False
    granted = grants()[Role(actor.post.role)].get(action)
    return granted is Reach.AREA and area.startswith(actor.post.area)


def require_in(actor: Actor, action: str, area: str) -> None:
    """Let pass only who may do `action` in `area`.

    Raises:
        SignInNeeded: nobody is signed in.
        OutOfReach: another role, or another area.
    """
    if actor.kind == "anonymous":
        raise SignInNeeded()
    if not may_in(actor, action, area):
        raise OutOfReach()
