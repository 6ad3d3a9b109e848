"""The way of a request: one table of stage × act → next stage.

Every command asks this table; docs/services/requests.md carries the diagram drawn from it.
"""

from collections.abc import Mapping
from enum import StrEnum

from banshi.services.requests.rules.words import gettext_noop as _
from banshi.services.requests.rules.words import pgettext_noop


class Stage(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    TRIAGED = "triaged"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    HANDLING = "handling"
    PAUSED = "paused"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    RATED = "rated"
    REVIEWING = "reviewing"
    RE_REVIEWING = "re_reviewing"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Act(StrEnum):
    """What can be done that may move a request."""

    TRIAGE = "triage"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    RETURN = "return"
    TRANSFER = "transfer"
    PROGRESS = "progress"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    ANSWER = "answer"
    RATE = "rate"
    CLOSE = "close"
    REOPEN = "reopen"
    ESCALATE = "escalate"
    REROUTE = "reroute"
    REQUEST_REVIEW = "request_review"
    DECIDE_REVIEW = "decide_review"
    REQUEST_RE_REVIEW = "request_re_review"
    DECIDE_RE_REVIEW = "decide_re_review"
    REMIT = "remit"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    UNMERGE = "unmerge"


_LEAVE: Mapping[Act, Stage] = {Act.WITHDRAW: Stage.WITHDRAWN, Act.MERGE: Stage.MERGED}
_UP: Mapping[Act, Stage] = {Act.ESCALATE: Stage.ESCALATED}
_ASIDE: Mapping[Act, Stage] = {Act.ESCALATE: Stage.ESCALATED, Act.REROUTE: Stage.DISPATCHED}
_PASS_ON: Mapping[Act, Stage] = {Act.RETURN: Stage.TRIAGED, Act.TRANSFER: Stage.DISPATCHED}
_LOOK_AGAIN: Mapping[Act, Stage] = {
    Act.REOPEN: Stage.HANDLING,
    Act.REQUEST_REVIEW: Stage.REVIEWING,
    Act.REQUEST_RE_REVIEW: Stage.RE_REVIEWING,
}

MOVES: Mapping[Stage, Mapping[Act, Stage]] = {
    Stage.RECEIVED: {Act.TRIAGE: Stage.TRIAGED, **_UP, **_LEAVE},
    Stage.TRIAGED: {
        Act.TRIAGE: Stage.TRIAGED,
        Act.DISPATCH: Stage.DISPATCHED,
        Act.ANSWER: Stage.ANSWERED,
        **_UP,
        **_LEAVE,
    },
    Stage.DISPATCHED: {Act.ACCEPT: Stage.ACCEPTED, **_PASS_ON, **_ASIDE, **_LEAVE},
    Stage.ACCEPTED: {
        Act.PROGRESS: Stage.HANDLING,
        Act.ANSWER: Stage.ANSWERED,
        Act.PAUSE: Stage.PAUSED,
        Act.EXTEND: Stage.ACCEPTED,
        **_PASS_ON,
        **_ASIDE,
        **_LEAVE,
    },
    Stage.HANDLING: {
        Act.PROGRESS: Stage.HANDLING,
        Act.ANSWER: Stage.ANSWERED,
        Act.PAUSE: Stage.PAUSED,
        Act.EXTEND: Stage.HANDLING,
        **_PASS_ON,
        **_ASIDE,
        **_LEAVE,
    },
    Stage.PAUSED: {Act.RESUME: Stage.HANDLING, **_ASIDE, **_LEAVE},
    Stage.ESCALATED: {
        Act.TRIAGE: Stage.ESCALATED,
        Act.DISPATCH: Stage.DISPATCHED,
        Act.ANSWER: Stage.ANSWERED,
        Act.REROUTE: Stage.DISPATCHED,
        **_LEAVE,
    },
    Stage.ANSWERED: {Act.RATE: Stage.RATED, Act.CLOSE: Stage.CLOSED, **_LOOK_AGAIN},
    Stage.RATED: {Act.CLOSE: Stage.CLOSED, **_LOOK_AGAIN},
    Stage.CLOSED: {**_LOOK_AGAIN},
    Stage.REVIEWING: {Act.DECIDE_REVIEW: Stage.ANSWERED, Act.REMIT: Stage.HANDLING},
    Stage.RE_REVIEWING: {Act.DECIDE_RE_REVIEW: Stage.CLOSED, Act.REMIT: Stage.HANDLING},
    Stage.WITHDRAWN: {},
    Stage.MERGED: {Act.UNMERGE: Stage.TRIAGED},
}

OPEN = frozenset(Stage) - {Stage.ANSWERED, Stage.RATED, Stage.CLOSED, Stage.WITHDRAWN, Stage.MERGED}
"""Stages in which somebody in office still owes the resident something."""

WITH_UNIT = frozenset({Stage.DISPATCHED, Stage.ACCEPTED, Stage.HANDLING, Stage.PAUSED})
"""Stages in which a unit holds the matter for handling."""

MAIN_WAY = (
    Stage.RECEIVED,
    Stage.TRIAGED,
    Stage.DISPATCHED,
    Stage.ACCEPTED,
    Stage.HANDLING,
    Stage.ANSWERED,
    Stage.RATED,
    Stage.CLOSED,
)
"""The way that most requests go, as the page of a matter draws it."""

STAGE_TITLES: Mapping[Stage, str] = {
    Stage.RECEIVED: _("已收到"),
    Stage.TRIAGED: _("已登记分类"),
    Stage.DISPATCHED: _("已派单"),
    Stage.ACCEPTED: _("已受理"),
    Stage.HANDLING: _("办理中"),
    Stage.PAUSED: _("暂停办理"),
    Stage.ESCALATED: _("提级督办"),
    Stage.ANSWERED: _("已答复"),
    Stage.RATED: _("已评价"),
    Stage.REVIEWING: _("复查中"),
    Stage.RE_REVIEWING: _("复核中"),
    Stage.CLOSED: _("已办结"),
    Stage.WITHDRAWN: _("已撤回"),
    Stage.MERGED: _("已并案"),
}

ACT_TITLES: Mapping[Act, str] = {
    Act.TRIAGE: pgettext_noop("act", "登记分类"),
    Act.DISPATCH: pgettext_noop("act", "派单"),
    Act.ACCEPT: pgettext_noop("act", "受理"),
    Act.RETURN: pgettext_noop("act", "退回"),
    Act.TRANSFER: pgettext_noop("act", "转办"),
    Act.PROGRESS: pgettext_noop("act", "记录进展"),
    Act.PAUSE: pgettext_noop("act", "暂停"),
    Act.RESUME: pgettext_noop("act", "恢复办理"),
    Act.EXTEND: pgettext_noop("act", "延期"),
    Act.ANSWER: pgettext_noop("act", "答复"),
    Act.RATE: pgettext_noop("act", "评价"),
    Act.CLOSE: pgettext_noop("act", "办结"),
    Act.REOPEN: pgettext_noop("act", "重新办理"),
    Act.ESCALATE: pgettext_noop("act", "提级"),
    Act.REROUTE: pgettext_noop("act", "回避改派"),
    Act.REQUEST_REVIEW: pgettext_noop("act", "申请复查"),
    Act.DECIDE_REVIEW: pgettext_noop("act", "作出复查意见"),
    Act.REQUEST_RE_REVIEW: pgettext_noop("act", "申请复核"),
    Act.DECIDE_RE_REVIEW: pgettext_noop("act", "作出复核意见"),
    Act.REMIT: pgettext_noop("act", "发回重办"),
    Act.WITHDRAW: pgettext_noop("act", "撤回"),
    Act.MERGE: pgettext_noop("act", "并案"),
    Act.UNMERGE: pgettext_noop("act", "拆案"),
}
"""What is pressed to do it; the same Chinese says elsewhere that it was done."""

ACT_ROLES: Mapping[Act, tuple[str, ...]] = {
    Act.TRIAGE: ("clerk", "supervisor"),
    Act.DISPATCH: ("clerk", "supervisor"),
    Act.ACCEPT: ("handler", "township"),
    Act.RETURN: ("handler", "township"),
    Act.TRANSFER: ("handler", "township"),
    Act.PROGRESS: ("handler", "township"),
    Act.PAUSE: ("handler", "township"),
    Act.RESUME: ("handler", "township"),
    Act.EXTEND: ("handler", "township"),
    Act.ANSWER: ("handler", "township", "clerk", "supervisor"),
    Act.RATE: ("resident",),
    Act.CLOSE: ("system", "supervisor"),
    Act.REOPEN: ("resident", "system", "supervisor"),
    Act.ESCALATE: ("system", "supervisor"),
    Act.REROUTE: ("system",),
    Act.REQUEST_REVIEW: ("resident",),
    Act.DECIDE_REVIEW: ("handler", "supervisor"),
    Act.REQUEST_RE_REVIEW: ("resident",),
    Act.DECIDE_RE_REVIEW: ("handler", "supervisor"),
    Act.REMIT: ("handler", "supervisor"),
    Act.WITHDRAW: ("resident",),
    Act.MERGE: ("clerk", "supervisor"),
    Act.UNMERGE: ("clerk", "supervisor"),
}
"""Who usually does it: for the page of the room and the menus. What is allowed is kernel.access's decision."""


def after(stage: str, act: Act) -> Stage | None:
    """The stage that `act` leads to from `stage`; None if the act is not allowed there."""
    return MOVES[Stage(stage)].get(act)


def allowed(stage: str) -> tuple[Act, ...]:
    """What can be done from `stage`, in the order of `Act`."""
    return tuple(act for act in Act if act in MOVES[Stage(stage)])


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> received: submit"]
    for stage, moves in MOVES.items():
        by_target: dict[Stage, list[str]] = {}
        for act, target in moves.items():
            by_target.setdefault(target, []).append(act.value)
        lines += [f"    {stage} --> {target}: {' / '.join(acts)}" for target, acts in by_target.items()]
    lines += [f"    {stage} --> [*]" for stage in (Stage.CLOSED, Stage.WITHDRAWN)]
    return "\n".join(lines)
