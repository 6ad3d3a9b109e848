"""Clocks as the rest of the house sees them: frozen, computed from one row."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from banshi.kernel.clocks import current, rules
from banshi.kernel.clocks.models import Clock
from banshi.kernel.clocks.remaining import Remaining, remaining
from banshi.kernel.clocks.rules import Deadline, Pause, Rule


class State(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PauseView:
    """A pause with its reason; `ended` is None while it lasts."""

    started: datetime
    ended: datetime | None
    reason: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """An extension with its reason. Units: `amount` in the rule's unit."""

    at: datetime
    amount: int
    reason: str
    granted_by: str
    due_before: datetime
    due_after: datetime


@dataclass(frozen=True, slots=True)
class ClockView:
    """One deadline: `due` is exclusive, `last_day` is what people are told."""

    id: int
    subject: str
    county: str
    kind: str
    rule: Rule
    started: datetime
    due: datetime
    holder_id: int | None
    extended_by: int
    calendar_version: str
    provisional: bool
    met_at: datetime | None
    cancelled_at: datetime | None
    paused_at: datetime | None
    pauses: tuple[PauseView, ...] = ()
    extensions: tuple[ExtensionView, ...] = ()

    @property
    def state(self) -> State:
        if self.met_at is not None:
            return State.MET
        if self.cancelled_at is not None:
            return State.CANCELLED
        return State.PAUSED if self.paused_at is not None else State.RUNNING

    @property
    def last_day(self) -> date:
        return rules.last_day(self.due)

    @property
    def in_time(self) -> bool | None:
        """Whether it was met before it was due; None while it is not met."""
        return None if self.met_at is None else self.met_at < self.due

    def overdue(self, now: datetime) -> bool:
        """Whether it is running past its deadline."""
        return self.state is State.RUNNING and now >= self.due

    def remaining(self, now: datetime) -> Remaining:
        """How much working time is left or lost."""
        return remaining(now, self.due, current.calendar(), rule=self.rule)

    def explain(self) -> Deadline:
        """The day list by today's calendar; its version tells whether it is the one the clock used."""
        pauses = [Pause(pause.started, pause.ended) for pause in self.pauses if pause.ended is not None]
        return rules.explain(
            self.rule, self.started, current.calendar(), current.office(), extra=self.extended_by, pauses=pauses
        )


def view(clock: Clock, *, pauses: bool = False, extensions: bool = False) -> ClockView:
    """The clock of one row, with those of its pauses and extensions that were prefetched."""
    stood = sorted(clock.pauses.all(), key=lambda pause: pause.started) if pauses else []
    granted = sorted(clock.extensions.all(), key=lambda extension: extension.at) if extensions else []
    return ClockView(
        id=clock.pk,
        subject=clock.subject,
        county=clock.county,
        kind=clock.kind,
        rule=current.rules().version(clock.rule, clock.rule_from),
        started=clock.started,
        due=clock.due,
        holder_id=clock.holder_id,
        extended_by=clock.extended_by,
        calendar_version=clock.calendar_version,
        provisional=clock.provisional,
        met_at=clock.met_at,
        cancelled_at=clock.cancelled_at,
        paused_at=clock.paused_at,
        pauses=tuple(PauseView(pause.started, pause.ended, pause.reason, pause.evidence) for pause in stood),
        extensions=tuple(
            ExtensionView(each.at, each.amount, each.reason, each.granted_by, each.due_before, each.due_after)
            for each in granted
        ),
    )
