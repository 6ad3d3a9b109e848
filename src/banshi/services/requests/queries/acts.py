"""What somebody may do to a request just now: the table of moves met with the access rules."""

from collections.abc import Mapping

from banshi.kernel.access.actions import Guarded, may
from banshi.kernel.commands import Actor
from banshi.services.requests.models import Request
from banshi.services.requests.rules import moves
from banshi.services.requests.rules.moves import WITH_UNIT, Act, Stage
from banshi.services.requests.rules.submission import Kind

ACTIONS: Mapping[Act, tuple[str, ...]] = {
    Act.TRIAGE: ("requests.triage",),
    Act.DISPATCH: ("requests.dispatch",),
    Act.ACCEPT: ("requests.handle",),
    Act.RETURN: ("requests.handle",),
    Act.TRANSFER: ("requests.handle",),
    Act.PROGRESS: ("requests.handle",),
    Act.PAUSE: ("requests.handle",),
    Act.RESUME: ("requests.handle",),
    Act.EXTEND: ("requests.handle",),
    Act.ANSWER: ("requests.handle", "requests.answer"),
    Act.RATE: ("requests.own",),
    Act.CLOSE: ("requests.close",),
    Act.REOPEN: ("requests.own", "requests.supervise"),
    Act.ESCALATE: ("requests.supervise",),
    Act.REROUTE: (),
    Act.REQUEST_REVIEW: ("requests.own",),
    Act.DECIDE_REVIEW: ("requests.review",),
    Act.REQUEST_RE_REVIEW: ("requests.own",),
    Act.DECIDE_RE_REVIEW: ("requests.review",),
    Act.REMIT: ("requests.review",),
    Act.WITHDRAW: ("requests.own",),
    Act.MERGE: ("requests.merge",),
    Act.UNMERGE: ("requests.merge",),
}
"""Act → the actions of which one is needed; none for what only follows from another act."""

HOLDERS_ONLY = frozenset({"requests.handle", "requests.review"})
"""Actions that only the unit which has the request takes, though others that take part may read it."""


def acts(actor: Actor, row: Request, known: Guarded) -> tuple[Act, ...]:
    """What `actor` can do to the row, in the order of `Act`. `system` is not offered anything."""
    return tuple(
        act for act in moves.allowed(row.stage) if any(_fits(actor, act, action, row, known) for action in ACTIONS[act])
    )


def _fits(actor: Actor, act: Act, action: str, row: Request, known: Guarded) -> bool:
    if not may(actor, action, known) or actor.kind == "system":
        return False
    if act is Act.ANSWER and (action == "requests.handle") != (Stage(row.stage) in WITH_UNIT):
        return False
    if act in (Act.REQUEST_REVIEW, Act.REQUEST_RE_REVIEW) and row.kind != Kind.PETITION:
        return False
    return action not in HOLDERS_ONLY or (actor.post is not None and actor.post.unit_id == row.holder_unit_id)
