"""Whether the steps of a procedure can be carried out: nothing unknown, no circle, everything reachable in time."""

from collections.abc import Iterator, Mapping, Sequence

from banshi.kernel.forms.conditions import both, can_hold, verify
from banshi.kernel.forms.document import union
from banshi.kernel.forms.faults import FormFault
from banshi.kernel.forms.questions import Form, Kind
from banshi.services.onestop.rules.asking import NO_QUESTIONS, conditions
from banshi.services.onestop.rules.faults import Fault
from banshi.services.onestop.rules.procedure import Origin, Procedure, Step


def problems(procedure: Procedure, file: str, *, formed: bool = True) -> list[Fault]:
    """Everything that would keep a case of it from going on. Names of unknown things first, since others follow from them.

    `formed` is false where the common questions could not be read: then nothing is said of what follows from them.
    """
    found = [*_unknown(procedure), *_materials(procedure, formed), *_undoing(procedure), *_questions(procedure)]
    if not found:
        found = list(_circles(procedure)) or [*_order(procedure), *(_conditions(procedure) if formed else ())]
    return [Fault(line, reason, file) for line, reason in found]


def ordered(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps so that prerequisites come first; as in the file where nothing else is said."""
    left, placed, found = list(steps), set[str](), list[Step]()
    while left:
        following = next((step for step in left if placed.issuperset(step.after)), None)
        if following is None:
            raise ValueError("steps wait for each other in a circle")
        left.remove(following)
        placed.add(following.code)
        found.append(following)
    return tuple(found)


Found = Iterator[tuple[int, str]]


def _unknown(procedure: Procedure) -> Found:
    steps = {step.code for step in procedure.steps}
    for step in procedure.steps:
        if step.department and step.department not in procedure.departments:
            yield step.line, f"{step.code}: the department {step.department!r} is not declared"
        for name in step.after:
            if name not in steps:
                yield step.line, f"{step.code}: comes after {name!r}, which is no step"
        for name in (*step.needs, *step.gives):
            if name not in procedure.materials:
                yield step.line, f"{step.code}: the material {name!r} is not declared"
        if step.compensate.step and step.compensate.step not in steps:
            yield step.line, f"{step.code}: is undone by {step.compensate.step!r}, which is no step"


def _materials(procedure: Procedure, formed: bool) -> Found:
    issuers: dict[str, str] = {}
    for step in procedure.steps:
        for name in step.gives:
            material = procedure.materials.get(name)
            if material is not None and material.origin is not Origin.ISSUED:
                yield step.line, f"{step.code}: gives {name!r}, whose origin is {material.origin}, not issued"
            if name in issuers:
                yield step.line, f"{step.code}: gives {name!r}, as {issuers[name]} does; one step issues a material"
            issuers.setdefault(name, step.code)
        if step.delivers and not step.gives:
            yield step.line, f"{step.code}: delivers, but gives nothing"
    for step in procedure.steps:
        for name in step.needs:
            material = procedure.materials.get(name)
            if material is not None and material.origin is Origin.ISSUED and name not in issuers:
                yield step.line, f"{step.code}: needs {name!r}, which no step gives"
            given = material is not None and material.origin is Origin.GIVEN
            if given and formed and not _asked_for(procedure, step, name):
                yield (
                    step.line,
                    f"{step.code}: needs {name!r}, but no file question of that code asks the resident for it",
                )


def _asked_for(procedure: Procedure, step: Step, material: str) -> bool:
    forms = [form for form in (procedure.form, step.form) if form is not None]
    return any(form.known[material].kind is Kind.FILE for form in forms if material in form.known)


def _undoing(procedure: Procedure) -> Found:
    undoers = {step.code for step in procedure.steps if step.undoes}
    named = {step.compensate.step for step in procedure.steps if step.compensate.step}
    for step in procedure.steps:
        if step.compensate.step and step.compensate.step not in undoers and step.compensate.step in procedure.positions:
            yield step.line, f"{step.code}: {step.compensate.step!r} does not say 'undoes: true'"
        for name in step.after:
            if name in undoers:
                yield step.line, f"{step.code}: comes after {name!r}, which is begun only to undo something"
        if step.undoes and step.code not in named:
            yield step.line, f"{step.code}: cannot be reached: it undoes, but no step names it under 'compensate'"
        if step.undoes and (step.after or step.when is not None or step.optional or step.compensate.step):
            yield step.line, f"{step.code}: undoes, so it has no 'after', 'when', 'optional' or 'compensate'"
        if step.undoes and any(_issued(procedure, name) for name in step.needs):
            yield step.line, f"{step.code}: undoes, so it can need no material that another step issues"


def _questions(procedure: Procedure) -> Found:
    forms = [(0, procedure.form), *((step.line, step.form) for step in procedure.steps)]
    asked = [(line, form) for line, form in forms if form is not None]
    for at, (line, _form) in enumerate(asked):
        try:
            union([form for _line, form in asked[: at + 1]])
        except FormFault as fault:
            yield fault.line or line, fault.reason
            return


def _circles(procedure: Procedure) -> Found:
    """Steps that wait for themselves, each circle once."""
    after = {step.code: step.after for step in procedure.steps}
    told: set[str] = set()
    for step in procedure.steps:
        circle = _circle(step.code, after)
        if circle and not told & set(circle):
            yield step.line, f"steps wait for each other in a circle: {' → '.join([*circle, circle[0]])}"
            told |= set(circle)
    stuck = _stuck(after)
    for step in procedure.steps:
        if step.code in stuck - told:
            yield step.line, f"{step.code}: cannot be reached: what comes before it waits in a circle"


def _circle(start: str, after: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The shortest way from a step back to itself, in the order in which the steps would come; empty if there is none."""
    ways = [[start]]
    seen = {start}
    while ways:
        way = ways.pop(0)
        for earlier in after[way[-1]]:
            if earlier == start:
                return [start, *way[:0:-1]]
            if earlier not in seen:
                seen.add(earlier)
                ways.append([*way, earlier])
    return []


def _stuck(after: Mapping[str, tuple[str, ...]]) -> set[str]:
    left = set(after)
    while free := {code for code in left if not left & set(after[code])}:
        left -= free
    return left


def _order(procedure: Procedure) -> Found:
    """Whether whoever issues a needed material comes first."""
    before: dict[str, set[str]] = {}
    for step in ordered(procedure.steps):
        before[step.code] = set(step.after).union(*(before[name] for name in step.after))
        for name in step.needs:
            issuer = procedure.issuer(name)
            if issuer is not None and issuer.code not in before[step.code]:
                yield step.line, f"{step.code}: needs {name!r}, but does not come after {issuer.code}, which issues it"


def _conditions(procedure: Procedure) -> Found:
    """Whether each step can be part of a case, and of the same case as what it waits for."""
    form, steps = procedure.form or NO_QUESTIONS, ordered(procedure.steps)
    wrong = {step.code: reason for step in steps if (reason := _never(step, form))}
    if wrong:
        yield from ((step.line, f"{step.code}: {wrong[step.code]}") for step in steps if step.code in wrong)
        return
    chosen = conditions(procedure, steps)
    for step in steps:
        if not can_hold(chosen[step.code], form):
            yield (
                step.line,
                f"{step.code}: cannot be reached: never part of a case with the steps that issue what it needs",
            )
            continue
        for name in step.after:
            if not can_hold(both(chosen[step.code], chosen[name]), form):
                yield step.line, f"{step.code}: comes after {name}, which is never part of the same case"


def _never(step: Step, form: Form) -> str:
    """Why the step's own condition cannot be used; empty if it can."""
    try:
        verify(step.when, form.known, "")
    except FormFault as fault:
        return f"{fault.reason}; a step's condition looks at questions asked of everybody"
    return "" if can_hold(step.when, form) else "cannot be reached: its condition can never hold"


def _issued(procedure: Procedure, material: str) -> bool:
    return material in procedure.materials and procedure.materials[material].origin is Origin.ISSUED
