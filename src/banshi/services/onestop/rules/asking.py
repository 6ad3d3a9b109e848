"""The one form of a case: what its steps ask, each question once, and when a step is part of a case at all."""

from collections.abc import Collection, Iterable, Mapping

from banshi.kernel.forms.conditions import both
from banshi.kernel.forms.document import under, union
from banshi.kernel.forms.questions import Condition, Form, Kind, Words
from banshi.services.onestop.rules.procedure import Material, Origin, Procedure, Step

NO_QUESTIONS = Form("none", 1, Words(), ())


def form_for(procedure: Procedure, left: Collection[str] = ()) -> Form:
    """Everything that is asked of a resident who leaves these steps out; each step's questions under its condition."""
    gone = left_out(procedure, left)
    chosen = conditions(procedure, procedure.steps)
    forms = [] if procedure.form is None else [procedure.form]
    forms += [
        under(step.form, chosen[step.code])
        for step in procedure.steps
        if step.form is not None and not step.undoes and step.code not in gone
    ]
    return union(forms, code=procedure.code) if forms else NO_QUESTIONS


def left_out(procedure: Procedure, left: Collection[str]) -> frozenset[str]:
    """The optional steps among these, and those that need what one of them would have issued."""
    gone: set[str] = set()
    for step in procedure.steps:
        issuers = {issuer.code for issuer in issuers_of(procedure, step)}
        if (step.optional and step.code in left) or issuers & gone:
            gone.add(step.code)
    return frozenset(gone)


def conditions(procedure: Procedure, steps: Iterable[Step]) -> Mapping[str, Condition | None]:
    """When each step is part of a case: its own condition and those of whoever issues what it needs. Prerequisites come first."""
    found: dict[str, Condition | None] = {}
    for step in steps:
        condition = step.when
        for issuer in issuers_of(procedure, step):
            condition = both(condition, found.get(issuer.code))
        found[step.code] = condition
    return found


def issuers_of(procedure: Procedure, step: Step) -> tuple[Step, ...]:
    """The steps that issue what this one needs."""
    found = (procedure.issuer(name) for name in step.needs)
    return tuple(dict.fromkeys(issuer for issuer in found if issuer is not None))


def given_materials(procedure: Procedure, form: Form) -> tuple[Material, ...]:
    """The papers that the resident gives with this form."""
    return tuple(
        material
        for material in procedure.materials.values()
        if material.origin is Origin.GIVEN
        and material.code in form.known
        and form.known[material.code].kind is Kind.FILE
    )
