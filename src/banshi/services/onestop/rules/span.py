"""How long a procedure takes at most, when every department keeps its limit."""

from banshi.services.onestop.rules.procedure import Procedure


def working_days(procedure: Procedure, parts: int | None = None) -> int:
    """Working days along the longest way through the steps that are part of it; all but those that only undo where `parts` is None."""
    ends: list[int] = []
    for place, step in enumerate(procedure.steps):
        before = [ends[at] for at in range(place) if procedure.first[place] >> at & 1]
        chosen = not step.undoes if parts is None else bool(parts >> place & 1)
        ends.append(max(before, default=0) + (step.limit if chosen else 0))
    return max(ends, default=0)
