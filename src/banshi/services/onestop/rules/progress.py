"""Where a case stands: which steps are part of it, which may begin, what each of them is.

A case keeps sets of steps as bits: `parts` (what it consists of), `begun`, `met` (the department has
done its part; later steps may rely on it) and `ended` (nothing more is owed). Each is a subset of the one before.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from banshi.kernel.forms.conditions import holds
from banshi.services.onestop.rules.procedure import Origin, Procedure, Step
from banshi.services.onestop.rules.words import gettext_noop as _


class State(StrEnum):
    """How a step of a case stands. The value is what the table keeps."""

    ACTIVE = "a"
    """Begun; the department has it."""
    RETURNED = "r"
    """The resident was asked for something; the department's clock stands still."""
    ISSUED = "i"
    """Done; what it gives waits to be handed over."""
    SENT = "s"
    """On its way to the resident."""
    DONE = "d"
    LEFT = "l"
    """Left out by the resident after it had begun, or because another one was."""
    FAILED = "f"
    STOPPED = "x"
    """Begun when the case was withdrawn or failed."""
    REVOKED = "v"
    """Done, and taken back since."""


STATE_TITLES: Mapping[State, str] = {
    State.ACTIVE: _("正在办理"),
    State.RETURNED: _("等待补充材料"),
    State.ISSUED: _("已办好，等待领取"),
    State.SENT: _("已寄出，等待签收"),
    State.DONE: _("已办结"),
    State.LEFT: _("不办这一项"),
    State.FAILED: _("不能办理"),
    State.STOPPED: _("已停止"),
    State.REVOKED: _("撤销作废"),
}
RUNNING = (State.ACTIVE, State.RETURNED)
"""The department is not done yet."""
OWED = (*RUNNING, State.ISSUED, State.SENT)
"""Something is still owed to the resident."""
MET = (State.ISSUED, State.SENT, State.DONE)


class Status(StrEnum):
    """How a case stands."""

    OPEN = "open"
    FINISHED = "finished"
    WITHDRAWING = "withdrawing"
    """Withdrawn; steps that undo others are still running, or something is left to be received."""
    FAILING = "failing"
    """The same of a case that failed."""
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


STATUS_TITLES: Mapping[Status, str] = {
    Status.OPEN: _("办理中"),
    Status.FINISHED: _("全部办结"),
    Status.WITHDRAWING: _("正在撤回"),
    Status.FAILING: _("正在善后"),
    Status.WITHDRAWN: _("已撤回"),
    Status.FAILED: _("未能办成"),
}
ALIVE = (Status.OPEN, Status.WITHDRAWING, Status.FAILING)
"""Steps may still be completed."""
ENDS: Mapping[Status, Status] = {
    Status.OPEN: Status.FINISHED,
    Status.WITHDRAWING: Status.WITHDRAWN,
    Status.FAILING: Status.FAILED,
}
"""What a case becomes when nothing more is owed."""


@dataclass(frozen=True, slots=True)
class Bits:
    """How a case stands, as sets of steps."""

    parts: int
    begun: int = 0
    met: int = 0
    ended: int = 0


def ready(procedure: Procedure, bits: Bits) -> tuple[int, ...]:
    """Places of the steps that may begin now: part of the case, not begun, everything before them met."""
    waiting = bits.parts & ~bits.begun
    return tuple(
        place
        for place, step in enumerate(procedure.steps)
        if waiting >> place & 1 and not step.undoes and not procedure.first[place] & bits.parts & ~bits.met
    )


def over(bits: Bits) -> bool:
    """Whether nothing more is owed."""
    return bits.ended == bits.parts


def places(bits: int) -> Iterator[int]:
    """The steps of a set, by their places."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


@dataclass(frozen=True, slots=True)
class Selection:
    """Which steps a case consists of. `without`: step left out → material it would need from a step left out."""

    parts: int
    without: Mapping[str, str]


def select(procedure: Procedure, answers: Mapping[str, Any], left: Collection[str] = ()) -> Selection:
    """The steps that these answers lead to, without those the resident leaves out and those that need what they give.

    A step that is not optional stays, whatever `left` says.
    """
    parts, without = 0, dict[str, str]()
    for place, step in enumerate(procedure.steps):
        if not wanted(step, answers, left):
            continue
        lacking = _lacking(procedure, step, parts)
        if lacking:
            without[step.code] = lacking
        else:
            parts |= 1 << place
    return Selection(parts, without)


def wanted(step: Step, answers: Mapping[str, Any], left: Collection[str] = ()) -> bool:
    """Whether the step applies and was not left out, looked at by itself."""
    if step.undoes or (step.optional and step.code in left):
        return False
    return step.when is None or holds(step.when, answers)


def without(procedure: Procedure, bits: Bits, place: int) -> int:
    """The steps that go when this one goes: itself, and those not met that need what it would have issued."""
    gone = 1 << place
    for later, step in enumerate(procedure.steps):
        part = bits.parts >> later & 1 and not bits.met >> later & 1 and not gone >> later & 1
        if part and _lacking(procedure, step, bits.parts & ~gone):
            gone |= 1 << later
    return gone


def _lacking(procedure: Procedure, step: Step, parts: int) -> str:
    """The first material that the step needs and that no step of the case issues; empty if there is none."""
    for material in step.needs:
        if procedure.materials[material].origin is Origin.ISSUED:
            issuer = procedure.issuer(material)
            if issuer is not None and not parts >> procedure.positions[issuer.code] & 1:
                return material
    return ""
