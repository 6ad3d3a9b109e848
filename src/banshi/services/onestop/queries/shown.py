"""What a case looks like to whoever may read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from banshi.kernel.forms.questions import Form, Words
from banshi.services.onestop.rules.procedure import Basis, Procedure

WAITING = "waiting"
"""Part of the case, and not begun."""


@dataclass(frozen=True, slots=True)
class Handed:
    """How what a step gives reaches the resident."""

    way: str
    place: str
    reference: str
    ready_at: datetime
    sent_at: datetime | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of a case: who has it, since when, by when."""

    code: str
    place: int
    title: Words
    department: Words
    unit_id: int | None
    """None while it has not begun."""
    unit: str
    state: str
    """Name of `rules.progress.State` in lower case, or "waiting"."""
    basis: Basis
    limit: int
    optional: bool
    can_leave: bool
    """The resident may leave it out now."""
    waits_for: tuple[str, ...]
    """Codes of steps of the case that come first and are not met."""
    step_id: int | None = None
    started: datetime | None = None
    last_day: date | None = None
    finished: datetime | None = None
    late: bool = False
    """Running or finished after its last day."""
    escalated: bool = False
    reason: str = ""
    """Why it waits for the resident."""
    missing: tuple[str, ...] = ()
    """Codes of what it waits for."""
    handed: Handed | None = None
    entry_id: int | None = None


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper of the case. `step` is who issued it, "" where the resident gave it."""

    code: str
    title: Words
    step: str
    number: str
    sha256: str
    file: str
    at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class UseShown:
    """A unit was given a paper, by reference."""

    number: str
    """Of the case."""
    title: Words
    material: Words
    sha256: str
    unit: str
    step: Words
    at: datetime
    finished: datetime | None
    """When the unit was done with the step for which it was given."""


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case with all its steps, as far as the reader may see it."""

    number: str
    title: Words
    procedure: Procedure
    version: str
    digest: str
    status: str
    owner_id: int | None
    owner: str
    area: str
    opened_at: datetime
    closed_at: datetime | None
    way: str
    place: str
    address: str
    """Only for the resident, the window and whoever sends it."""
    steps: tuple[StepShown, ...]
    """In an order in which prerequisites come first; steps left out before they began are not among them."""
    missing: Form
    """What the resident is asked for, all departments together; without questions where nothing is missing."""
    papers: tuple[PaperShown, ...]
    answers: Mapping[str, Any]
    """To the questions that the reader's unit needs; identity numbers are masked."""
    form: Form
    at_window: bool

    @property
    def by(self) -> date | None:
        """The last day of the running step that is due last: by when what runs now is done."""
        return max((step.last_day for step in self.steps if step.last_day and step.state == "active"), default=None)


@dataclass(frozen=True, slots=True)
class MineRow:
    """One line of a resident's own cases."""

    number: str
    title: Words
    status: str
    opened_at: datetime
    done: int
    total: int
    missing: int
    """How many departments wait for the resident."""
    ready: int
    """How many documents wait to be received."""
    last_day: date | None
    """By when the running step that is due first is done."""
