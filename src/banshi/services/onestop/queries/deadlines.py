"""By when a step is to be done: its limit in working days, by the calendar of `kernel.clocks`.

Steps keep their own last day instead of a clock of that room: a clock is ten times the size, and there are millions of
steps. Rule, calendar and pauses are the same.
"""

from collections.abc import Sequence
from datetime import date, datetime

from banshi.kernel.clocks import current
from banshi.kernel.clocks.rules import Pause, Rule, RuleKind, Standing, Start, due_of, last_day
from banshi.services.onestop.rules.procedure import Procedure, Step

Pauses = Sequence[tuple[datetime, datetime]]


def rule_of(procedure: Procedure, step: Step) -> Rule:
    """The step's limit as the rule of a deadline."""
    basis = procedure.limit_basis(step)
    return Rule(
        code=f"onestop.{procedure.code}.{step.code}",
        kind=RuleKind.WORKING_DAYS,
        amount=step.limit,
        start=Start.NEXT_DAY,
        title_zh=step.title.zh,
        title_en=step.title.en,
        document=basis.document,
        article=basis.article,
        standing=Standing.DEMO if basis.demo else Standing.VERIFIED,
        valid_from=procedure.effective,
    )


def last_day_of(procedure: Procedure, step: Step, started: datetime, pauses: Pauses = ()) -> date:
    """The last day on which the step is in time."""
    rests = [Pause(since, until) for since, until in pauses]
    due = due_of(rule_of(procedure, step), started, current.calendar(), current.office(), pauses=rests)
    return last_day(due)
