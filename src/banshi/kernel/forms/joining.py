"""One form out of several: what two of them ask is asked once. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from banshi.kernel.forms.conditions import both, either, leaves
from banshi.kernel.forms.faults import FormFault
from banshi.kernel.forms.questions import Condition, Form, Group, Question


def under(form: Form, condition: Condition | None) -> Form:
    """The form with every question asked only where the condition holds, too."""
    return replace(form, questions=tuple(replace(each, when=both(condition, each.when)) for each in form.questions))


def union(forms: Sequence[Form], *, code: str = "", version: int = 0) -> Form:
    """The form that asks everything the forms ask, and what several ask, once.

    Such a question is asked where one of them asks it. It stands in the group in which it came
    first. Code, version and title are the first form's where none are given.

    Raises:
        FormFault: two forms define a question or a group differently, or their conditions look at each other in a ring.
    """
    first = forms[0]
    merged: dict[str, Question] = {}
    groups: dict[str, Group] = {}
    for form in forms:
        for group in form.groups:
            if groups.setdefault(group.code, group) != group:
                raise FormFault(form.code, 0, f"the group {group.code!r} has another title in another form")
        for question in form.questions:
            known = merged.get(question.code)
            merged[question.code] = _agreed(known, question, form) if known is not None else question
    crossed = next((code for code in groups if code in merged), None)
    if crossed is not None:
        raise FormFault(first.code, 0, f"{crossed!r} is a group in one form and a question in another")
    questions = _ordered(list(merged.values()), first.code)
    return Form(
        code or first.code,
        version or first.version,
        first.title,
        questions,
        tuple(groups[name] for name in dict.fromkeys(each.group for each in questions) if name),
        tuple(dict.fromkeys(form.code for form in forms)),
    )


def _agreed(known: Question, question: Question, form: Form) -> Question:
    """The question of two forms; where it is asked and under which heading may differ, nothing else."""
    differing = [
        name
        for name in ("kind", "title", "help", "required", "choices", "least", "most", "places", "unit", "level")
        if getattr(known, name) != getattr(question, name)
    ]
    differing += [
        name for name in ("within", "prefill", "questions") if getattr(known, name) != getattr(question, name)
    ]
    if differing:
        said = ", ".join(differing)
        raise FormFault(form.code, question.line, f"{question.code!r} is another question elsewhere: {said} differ")
    return replace(known, when=either(known.when, question.when))


def _ordered(questions: list[Question], where: str) -> tuple[Question, ...]:
    """As they came, but each after those its condition looks at, and groups together where that can be."""
    waiting, placed = {question.code: question for question in questions}, dict[str, Question]()
    group = ""
    while waiting:
        ready = [each for each in waiting.values() if not any(leaf.question in waiting for leaf in leaves(each.when))]
        if not ready:
            ring = "、".join(waiting)
            raise FormFault(where, 0, f"the conditions of {ring} look at each other in a ring")
        chosen = next((each for each in ready if group and each.group == group), ready[0])
        placed[chosen.code] = waiting.pop(chosen.code)
        group = chosen.group
    return tuple(placed.values())
