"""Who used my papers: each time a unit was given one, by reference and with its hash."""

from banshi.kernel.commands import Actor
from banshi.services.onestop.models import Use
from banshi.services.onestop.queries.guard import find
from banshi.services.onestop.queries.procedures import pinned
from banshi.services.onestop.queries.shown import UseShown

MOST = 500


def uses_of_case(actor: Actor, number: str) -> tuple[UseShown, ...]:
    """Each use of each paper of the case, the latest first. SQL: 3.

    Raises:
        NotFound: there is no such case, or the actor may not know that there is.
    """
    return _shown(case_id=find(actor, number).pk)


def uses_of_mine(actor: Actor) -> tuple[UseShown, ...]:
    """Each use of each paper of the actor's own cases, the latest first, at most 500. SQL: 1."""
    return _shown(case__owner_id=actor.person_id) if actor.person_id is not None else ()


def _shown(**which: int) -> tuple[UseShown, ...]:
    rows = (
        Use.objects.filter(**which)
        .select_related("material", "step__unit", "case__procedure")
        .defer("case__procedure__source")
        .order_by("-at", "-id")[:MOST]
    )
    found = []
    for each in rows:
        procedure = pinned(each.case.procedure_id, each.case.procedure.digest)
        material = procedure.materials.get(each.material.code)
        found.append(
            UseShown(
                number=each.case.number,
                title=procedure.title,
                material=material.title if material else procedure.title,
                sha256=each.material.sha256,
                unit=each.step.unit.name,
                step=procedure.steps[each.step.place].title,
                at=each.at,
                finished=each.step.finished,
            )
        )
    return tuple(found)
