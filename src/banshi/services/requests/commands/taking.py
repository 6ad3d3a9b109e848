"""Writing requests that were found fit: rows, entries, clocks, holders, index and figures, in bulk.

One request takes the same way as ten thousand, so that an import leaves exactly what single
submissions would have left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from banshi.kernel.clocks import current, holds, operations
from banshi.kernel.clocks import rules as periods
from banshi.kernel.clocks.models import ClockKind
from banshi.kernel.clocks.office import local
from banshi.kernel.commands import Context
from banshi.kernel.commands.bulk import fresh, insert_all, insert_new
from banshi.kernel.commands.prepared import prepared
from banshi.kernel.directory.personal import keyed_index, seal
from banshi.kernel.ledger.record import First, Json, Recorded, record_first
from banshi.kernel.publication import figures
from banshi.kernel.search import index
from banshi.services.requests.commands.row import NAME, PHONE, tell_resident
from banshi.services.requests.commands.texts import findable
from banshi.services.requests.models import Answer, Request
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.guard import ROOM, subject
from banshi.services.requests.queries.measures import tallies
from banshi.services.requests.queries.units import units_around
from banshi.services.requests.rules import catalogue, numbers
from banshi.services.requests.rules.answers import Outcome
from banshi.services.requests.rules.catalogue import UnitRef
from banshi.services.requests.rules.deadlines import Clock, rule_of
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import TOLD_BY_STAFF, Draft

ANSWER = ("request_id", "unit_id", "outcome", "found", "done", "rest", "appeal", "points", "at")
INDEXED_AT_ONCE = 100
"""A longer import is found by reading it until the search job has indexed it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the resident takes home: the number, the secret, by when, and the entry that proves it."""

    number: str
    secret: str
    """Empty when the request belongs to a resident with an account, or came from another ledger."""
    stage: str
    submitted_at: datetime
    due_at: datetime
    unit: str
    """Name of the desk that has it now."""
    entry_id: int
    entry_hash: str


@dataclass(frozen=True, slots=True)
class Coming:
    """One tidied draft with all that chance and the catalogue add to it."""

    draft: Draft
    resident_id: int | None
    at: datetime
    number: str
    secret: str
    desk: UnitRef | None


def take_in(ctx: Context, given: Sequence[tuple[Draft, int | None]]) -> list[Receipt]:
    """Write tidied, checked drafts, each with the person whose it is. SQL: the same for one as for thousands."""
    coming = _coming(ctx, given)
    rows = [_row(each) for each in coming]
    _start_clocks(ctx, rows)
    insert_all(rows)
    entries = record_first(ctx, [_first(row, each.draft) for row, each in zip(rows, coming, strict=True)])
    held = [(subject(row), row.holder_unit_id) for row in rows if row.open and row.holder_unit_id is not None]
    holds.take_first(ctx, held)
    insert_new(Answer, ANSWER, _past_answers(rows, coming))
    index.put_many(ROOM, [findable(row) for row in rows], new=True, later=len(rows) > INDEXED_AT_ONCE)
    figures.count_many(ctx, ROOM, [tally for row in rows for tally in tallies(row)])
    for row in rows:
        if row.channel in TOLD_BY_STAFF:
            tell_resident(ctx, row, "requests.received")
    return [_receipt(row, each, entry) for row, each, entry in zip(rows, coming, entries, strict=True)]


def _coming(ctx: Context, given: Sequence[tuple[Draft, int | None]]) -> list[Coming]:
    moments = [draft.submitted_at or ctx.now for draft, _resident in given]
    desks = _desks([draft for draft, _resident in given])
    return [
        Coming(
            draft=draft,
            resident_id=resident_id,
            at=at,
            number=number,
            secret="" if resident_id is not None or draft.source else numbers.new_secret(),
            desk=desks.get((draft.kind, draft.area[: catalogue.COUNTY])),
        )
        for (draft, resident_id), at, number in zip(given, moments, _new_numbers(moments), strict=True)
    ]


def _new_numbers(moments: Sequence[datetime]) -> list[str]:
    """Numbers that no request has. A day has a thousand million, so a second round is rare."""
    found: list[str] = []
    taken: set[str] = set()
    while len(found) < len(moments):
        proposed = [numbers.new_number(local(at).date()) for at in moments[len(found) :]]
        taken.update(_taken(proposed[0]) if len(proposed) == 1 else _all_taken(proposed))
        for number in proposed:
            if number in taken:
                break
            taken.add(number)
            found.append(number)
    return found


@prepared
def _taken(number: str) -> QuerySet[Request, str]:
    return Request.objects.filter(number=number).values_list("number", flat=True)


def _all_taken(numbers_: Sequence[str]) -> QuerySet[Request, str]:
    return Request.objects.filter(number__in=numbers_).values_list("number", flat=True)


def _desks(drafts: Sequence[Draft]) -> dict[tuple[str, str], UnitRef]:
    """(kind, county) → the desk that takes such requests in. SQL: 1."""
    book = policy.catalogue()
    wanted = {(draft.kind, draft.area[: catalogue.COUNTY]) for draft in drafts}
    units = units_around(county for _kind, county in wanted)
    asked = {(kind, county): catalogue.desks(book, kind, county) for kind, county in wanted}
    found = {key: next((units[name] for name in names if name in units), None) for key, names in asked.items()}
    return {key: unit for key, unit in found.items() if unit is not None}


def _row(coming: Coming) -> Request:
    draft, settled = coming.draft, coming.draft.settled
    row = fresh(
        Request,
        number=coming.number,
        secret_hash=numbers.fingerprint(coming.secret) if coming.secret else "",
        county=draft.area[: catalogue.COUNTY],
        area=draft.area,
        kind=draft.kind,
        channel=draft.channel,
        theme=draft.theme,
        stage=Stage.RECEIVED.value,
        title=draft.title,
        text=draft.text,
        category=draft.category,
        place=draft.place,
        lon=draft.lon,
        lat=draft.lat,
        level=draft.level,
        urgency=draft.urgency,
        resident_id=coming.resident_id,
        name_sealed=seal(draft.contact.name, NAME),
        phone_sealed=seal(draft.contact.phone, PHONE),
        phone_index=keyed_index(draft.contact.phone, PHONE),
        holder_unit_id=coming.desk.id if coming.desk else None,
        submitted_at=coming.at,
        source=draft.source,
        source_id=draft.source_id,
    )
    if settled is not None:
        row.stage = (Stage.CLOSED if settled.closed_at else Stage.ANSWERED).value
        row.open = False
        row.lead_unit_id = row.holder_unit_id = settled.unit_id
        row.answered_at, row.closed_at = settled.answered_at, settled.closed_at
        row.solved_at = settled.answered_at if settled.solved else None
    return row


def _start_clocks(ctx: Context, rows: Sequence[Request]) -> None:
    """Start the reply and dispatch clocks of open rows; settled ones only get their date."""
    waiting = [row for row in rows if row.open]
    begins = [_begin(row, Clock.REPLY, ClockKind.RESIDENT) for row in waiting]
    begins += [_begin(row, Clock.DISPATCH, ClockKind.UNIT) for row in waiting]
    started = operations.start_many(ctx, begins)
    for row, clock in zip(waiting, started, strict=False):
        row.due_at = clock.due
    for row in rows:
        if not row.open:
            row.due_at = _date_only(rule_of(Clock.REPLY, row.kind, row.urgency), row.submitted_at)
            row.in_time = row.answered_at is not None and row.answered_at < row.due_at


def _begin(row: Request, clock: Clock, kind: str) -> operations.Begin:
    rule = rule_of(clock, row.kind, row.urgency)
    return operations.Begin(subject(row), rule, kind, holder_id=row.holder_unit_id, started=row.submitted_at)


def _date_only(rule: str, started: datetime) -> datetime:
    version = current.rules().at(rule, local(started).date())
    return periods.due_of(version, started, current.calendar(), current.office())


def _first(row: Request, draft: Draft) -> First:
    """The entry that begins the chain. What could identify somebody enters as a commitment."""
    body: dict[str, Json] = {
        "area": row.area,
        "category": row.category,
        "channel": row.channel,
        "due": row.due_at.isoformat(),
        "kind": row.kind,
        "level": row.level,
        "stage": row.stage,
        "submitted": row.submitted_at.isoformat(),
        "version": row.version,
    }
    if row.source:
        body |= {"source": row.source, "source_id": row.source_id}
    personal = {
        "text": row.text,
        "title": row.title,
        "place": row.place,
        "name": draft.contact.name,
        "phone": draft.contact.phone,
        "answer": draft.settled.answer if draft.settled else "",
    }
    sealed = {name: value for name, value in personal.items() if value}
    return First(subject(row), "requests.imported" if row.source else "requests.submitted", body, sealed)


def _past_answers(rows: Sequence[Request], coming: Sequence[Coming]) -> list[tuple[Any, ...]]:
    """As ANSWER names the values."""
    return [
        (
            row.pk,
            settled.unit_id,
            (Outcome.SOLVED if settled.solved else Outcome.EXPLAINED).value,
            "",
            settled.answer,
            "",
            "",
            [],
            settled.answered_at,
        )
        for row, each in zip(rows, coming, strict=True)
        if (settled := each.draft.settled) is not None
    ]


def _receipt(row: Request, coming: Coming, entry: Recorded) -> Receipt:
    return Receipt(
        number=row.number,
        secret=coming.secret,
        stage=row.stage,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        unit=coming.desk.name if coming.desk else "",
        entry_id=entry.id,
        entry_hash=entry.hash,
    )
