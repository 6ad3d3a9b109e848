"""What of a procedure goes into its BPMN model."""

from banshi.kernel.forms.conditions import plain_condition
from banshi.services.onestop.rules.bpmn import Model, Task
from banshi.services.onestop.rules.expressions import written
from banshi.services.onestop.rules.procedure import Procedure, Step


def model(procedure: Procedure) -> Model:
    """The procedure's way. Steps that only undo others are named in the documentation of those that they undo."""
    way = [step for step in procedure.steps if not step.undoes]
    return Model(
        code=procedure.code,
        title=procedure.title.zh,
        tasks=tuple(_task(procedure, step) for step in way),
        extra={"version": procedure.version, "en": procedure.title.en, "effective": procedure.effective.isoformat()},
    )


def _task(procedure: Procedure, step: Step) -> Task:
    return Task(
        code=step.code,
        title=step.title.zh,
        after=step.after,
        condition="" if step.when is None else written(plain_condition(step.when)),
        optional=step.optional,
        words=_words(procedure, step),
        extra={name: value for name, value in _extra(step).items() if value},
    )


def _words(procedure: Procedure, step: Step) -> str:
    who = procedure.departments[step.department].title.zh
    parts = [
        f"{who}，{step.limit} 个工作日",
        " ".join(part for part in (step.basis.document, step.basis.article) if part),
    ]
    if step.compensate.step:
        parts.append(f"撤回时另办：{procedure.step(step.compensate.step).title.zh}")
    return "；".join(parts)


def _extra(step: Step) -> dict[str, str]:
    return {
        "en": step.title.en,
        "department": step.department,
        "limit": str(step.limit),
        "document": step.basis.document,
        "article": step.basis.article,
        "needs": " ".join(step.needs),
        "gives": " ".join(step.gives),
        "signs": step.signs,
        "delivers": "true" if step.delivers else "",
    }
