"""What of a request is shown: frozen values, nothing of the tables."""

from dataclasses import dataclass
from datetime import date, datetime

from banshi.kernel.clocks.queries import Stretch
from banshi.kernel.clocks.views import ClockView
from banshi.kernel.evidence.queries import FileShown
from banshi.services.requests.queries.charges import ChargeShown
from banshi.services.requests.rules.moves import Act


@dataclass(frozen=True, slots=True)
class CoHandlerShown:
    unit_id: int
    unit: str
    task: str
    added_at: datetime
    reported_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One answer, with how it was judged."""

    id: int
    unit: str
    outcome: str
    found: str
    done: str
    rest: str
    rest_by: date | None
    appeal: str
    points: tuple[tuple[str, str], ...]
    """(point asked, the part that deals with it)"""
    at: datetime
    score: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class NoteShown:
    kind: str
    unit: str
    text: str
    shown: bool
    at: datetime
    entry_id: int


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One ledger entry; its receipt is found by the id."""

    id: int
    position: int
    kind: str
    at: datetime
    actor: str
    hash: str


@dataclass(frozen=True, slots=True)
class SuggestionShown:
    id: int
    field: str
    value: str
    confidence: float
    basis: tuple[str, ...]
    decision: str


@dataclass(frozen=True, slots=True)
class ReviewShown:
    round: int
    unit: str
    reason: str
    asked_at: datetime
    decision: str
    opinion: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class SupervisionShown:
    id: int
    unit: str
    cause: str
    demand: str
    by_day: date | None
    at: datetime
    answered_at: datetime | None
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallBackShown:
    """A draw of closed requests that this one was on the list of, and the call that followed if it was drawn."""

    draw: str
    token: str
    """What stands for the request on the public list, and the salt that proves it; for its owner alone."""
    salt: str
    opened: bool
    must: bool
    due_at: datetime | None
    """By when the call is made; None while it was not drawn."""
    tries: tuple[datetime, ...]
    ended_at: datetime | None
    said: str
    satisfied: int | None
    attitude: int | None
    words: str


@dataclass(frozen=True, slots=True)
class PartyShown:
    unit_id: int | None
    person_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Everything about one request that the asker may see."""

    number: str
    county: str
    area: str
    kind: str
    channel: str
    theme: str
    stage: str
    open: bool
    title: str
    text: str
    category: str
    place: str
    lon: float | None
    lat: float | None
    level: int
    urgency: int
    submitted_at: datetime
    due_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    rating: int | None
    passes: int
    reopened: int
    version: int
    public: bool
    accusing: bool
    erased: bool
    mine: bool
    resident_id: int | None
    resident: str
    """Name of whoever brought it; empty when none was given, or when it is kept from the asker."""
    phone: str
    """Contact phone of somebody without an account; empty as above."""
    hidden: bool
    """Whether name and phone are kept from the asker because confidentiality was wished."""
    lead_unit_id: int | None
    lead_unit: str
    holder_unit_id: int | None
    holder_unit: str
    handler: str
    leader: str
    master: str
    acts: tuple[Act, ...]
    may: frozenset[str]
    """Actions granted to the asker here, beside the acts."""
    points: tuple[str, ...]
    """What the text asks for: the checklist of an answer."""
    co_handlers: tuple[CoHandlerShown, ...]
    accused: tuple[PartyShown, ...]
    answers: tuple[AnswerShown, ...]
    notes: tuple[NoteShown, ...]
    charges: tuple[ChargeShown, ...]
    supervisions: tuple[SupervisionShown, ...]
    reviews: tuple[ReviewShown, ...]
    callbacks: tuple[CallBackShown, ...]
    suggestions: tuple[SuggestionShown, ...]
    files: tuple[FileShown, ...]
    clocks: tuple[ClockView, ...]
    way: tuple[Stretch, ...]
    entries: tuple[EntryShown, ...]
    unread: int
    """Messages in the box that the asker's side has not read."""

    @property
    def subject(self) -> str:
        return f"requests:{self.number}"
