"""What a new version of a procedure changes, and whether a running case can move to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from banshi.kernel.forms.asking import asked
from banshi.kernel.forms.blank import blank
from banshi.services.onestop.rules.asking import form_for
from banshi.services.onestop.rules.procedure import Procedure, Step
from banshi.services.onestop.rules.progress import Bits, places, select
from banshi.services.onestop.rules.words import gettext_noop as _

UNCOMPARED = frozenset({"code", "line"})


@dataclass(frozen=True, slots=True)
class Difference:
    """Between two versions, by codes of steps. `changed`: code → names of what is otherwise."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]
    asked: tuple[str, ...]
    """Questions that the old version did not ask."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How a case stands under the new version; or why it stays under the old one."""

    bits: Bits | None
    places: Mapping[int, int]
    """Old place → new place of the steps that have begun."""
    why: str = ""
    """Chinese; `%(step)s` names what is in the way."""
    step: str = ""


def difference(old: Procedure, new: Procedure) -> Difference:
    """What the new version adds, leaves out and changes."""
    before, now = ({step.code: step for step in each.steps} for each in (old, new))
    changed = {code: _changed(before[code], now[code]) for code in before if code in now}
    known = questions(old)
    return Difference(
        added=tuple(code for code in now if code not in before),
        removed=tuple(code for code in before if code not in now),
        changed={code: names for code, names in changed.items() if names},
        asked=tuple(code for code in questions(new) if code not in known),
    )


def move(
    old: Procedure, new: Procedure, bits: Bits, answers: Mapping[str, Any], *, papers: Collection[str] = ()
) -> Moved:
    """How a case with these answers and given papers goes on under the new version.

    Optional steps that its resident left out, or could not choose yet, stay out. What has begun stays as it is. A case stays with the old version where a begun step is gone or another
    department's, or where the new version asks something that nobody has asked its resident.
    """
    moved: dict[int, int] = {}
    for place in places(bits.begun):
        step = old.steps[place]
        there = new.positions.get(step.code)
        if there is None:
            return Moved(None, {}, _("新版本没有已经开始的“%(step)s”。"), step.title.zh)
        if new.steps[there].department != step.department:
            return Moved(None, {}, _("新版本把已经开始的“%(step)s”交给了别的部门。"), step.title.zh)
        moved[place] = there
    left = _left(old, new, bits)
    parts = select(new, answers, left).parts | _set(moved, bits.begun)
    lacking = _unanswered(new, answers, left, papers)
    if lacking:
        return Moved(None, {}, _("新版本多问一项“%(step)s”，要先请居民补答。"), lacking)
    return Moved(Bits(parts, _set(moved, bits.begun), _set(moved, bits.met), _set(moved, bits.ended)), moved)


def questions(procedure: Procedure) -> tuple[str, ...]:
    """Codes of everything that may be asked."""
    return tuple(question.code for question in form_for(procedure).questions)


def _changed(before: Step, now: Step) -> tuple[str, ...]:
    names = [each.name for each in fields(Step) if each.name not in UNCOMPARED]
    return tuple(name for name in names if getattr(before, name) != getattr(now, name))


def _set(moved: Mapping[int, int], bits: int) -> int:
    return sum(1 << moved[place] for place in places(bits))


def _left(old: Procedure, new: Procedure, bits: Bits) -> frozenset[str]:
    """Optional steps of the new version that are not part of the case now."""
    parts = {old.steps[place].code for place in places(bits.parts)}
    return frozenset(step.code for step in new.steps if step.optional and step.code not in parts)


def _unanswered(procedure: Procedure, answers: Mapping[str, Any], left: frozenset[str], papers: Collection[str]) -> str:
    """What the first question is called that must be answered and is not."""
    for question in asked(form_for(procedure, left), answers):
        if question.required and blank(answers.get(question.code)) and question.code not in papers:
            return question.title.zh
    return ""
