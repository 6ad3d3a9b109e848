"""Taking a request in: the same rules, entries, clocks and index for one as for ten thousand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from banshi.kernel.access.actions import Guarded, require
from banshi.kernel.clocks import current, holds, operations
from banshi.kernel.clocks import rules as periods
from banshi.kernel.clocks.models import ClockKind
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.models import Area
from banshi.kernel.directory.personal import keyed_index, seal
from banshi.kernel.errors import Forbidden, SignInNeeded
from banshi.kernel.ledger.record import First, Recorded, record_first
from banshi.kernel.publication import figures
from banshi.kernel.search import index
from banshi.services.requests.commands.row import NAME, PHONE, Unfit, said, tell_resident
from banshi.services.requests.commands.texts import findable
from banshi.services.requests.models import Answer, Request
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.guard import READ, ROOM, subject
from banshi.services.requests.queries.measures import contribution
from banshi.services.requests.queries.units import units_around
from banshi.services.requests.rules import catalogue, numbers, submission
from banshi.services.requests.rules.catalogue import UnitRef
from banshi.services.requests.rules.deadlines import Clock, rule_of
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import Channel, Draft, Problems

BY_STAFF = frozenset(
    {Channel.PHONE, Channel.VISIT, Channel.RECEPTION, Channel.LEADERS, Channel.MEMBERS, Channel.LOOKING}
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the resident takes home: the number, the secret, by when, and the entry that proves it."""

    number: str
    secret: str
    """Empty when the request belongs to a signed-in resident."""
    stage: str
    submitted_at: datetime
    due_at: datetime
    unit: str
    """Name of the desk that has it now."""
    entry_id: int
    entry_hash: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row of a batch that was not taken in. Units: `row` counts from 0."""

    row: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of the rows of a batch."""

    receipts: tuple[Receipt, ...]
    rejected: tuple[Rejected, ...]
    repeated: int
    """Rows that had been taken in before, by source and source_id."""


@command
def submit(ctx: Context, /, *, draft: Draft) -> Receipt:
    """Take in one request of the resident who is signed in, of somebody unknown, or from a machine.

    Raises:
        Unfit: a field cannot be taken; every one says why.
    """
    if ctx.actor.kind != "system" and draft.channel in BY_STAFF:
        raise Forbidden(action="requests.take_down")
    return _one(ctx, draft, resident_id=ctx.actor.person_id)


@command
def submit_on_behalf(ctx: Context, /, *, draft: Draft, resident_id: int | None = None) -> Receipt:
    """Take down what somebody says on the phone, at the counter or on a reception day.

    Raises:
        SignInNeeded, NotFound: the actor may not take requests down for this area.
        Unfit: a field cannot be taken.
    """
    if ctx.actor.post is None and ctx.actor.kind != "system":
        raise SignInNeeded()
    require(ctx.actor, "requests.take_down", Guarded(subject=f"{ROOM}:new", area=draft.area), read=READ)
    return _one(ctx, draft, resident_id=resident_id)


@command
def submit_many(ctx: Context, /, *, drafts: Sequence[Draft]) -> Batch:
    """Take in many requests at once; what a single one would be refused for is reported by row.

    Rows with a source that were taken in before are skipped, so that an import can be resumed.
    """
    if ctx.actor.kind != "system":
        for area in {draft.area for draft in drafts}:
            require(ctx.actor, "requests.take_down", Guarded(subject=f"{ROOM}:new", area=area), read=READ)
    tidied = [submission.tidy(draft) for draft in drafts]
    known = _known_areas(tidied)
    refused = {row: found for row, draft in enumerate(tidied) if (found := _problems(ctx, draft, known))}
    fit = [draft for row, draft in enumerate(tidied) if row not in refused]
    fresh = _not_yet_taken(fit)
    return Batch(
        receipts=tuple(take_in(ctx, [(draft, None) for draft in fresh])),
        rejected=tuple(
            Rejected(row, {name: said(problem) for name, problem in found.items()}) for row, found in refused.items()
        ),
        repeated=len(fit) - len(fresh),
    )


def _one(ctx: Context, draft: Draft, *, resident_id: int | None) -> Receipt:
    tidied = submission.tidy(draft)
    found = _problems(ctx, tidied, _known_areas([tidied]))
    if found:
        raise Unfit({name: [said(problem)] for name, problem in found.items()})
    return take_in(ctx, [(tidied, resident_id)])[0]


def _problems(ctx: Context, draft: Draft, known: frozenset[str]) -> Problems:
    return submission.problems(
        draft, ctx.now, area_known=draft.area in known, category_known=draft.category in policy.categories()
    )


def _known_areas(drafts: Iterable[Draft]) -> frozenset[str]:
    wanted = {draft.area for draft in drafts if draft.area.isascii() and draft.area.isdigit()}
    return frozenset(Area.objects.filter(code__in=wanted).values_list("code", flat=True))


def _not_yet_taken(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts whose source and source_id are new, in this batch too."""
    given = [(draft.area[:6], draft.source, draft.source_id) for draft in drafts]
    sourced = [key for key in given if key[1]]
    taken = (
        set(
            Request.objects.filter(
                county__in={key[0] for key in sourced},
                source__in={key[1] for key in sourced},
                source_id__in=[key[2] for key in sourced],
            ).values_list("county", "source", "source_id")
        )
        if sourced
        else set()
    )
    fresh = []
    for key, draft in zip(given, drafts, strict=True):
        if key[1] and key in taken:
            continue
        taken.add(key)
        fresh.append(draft)
    return fresh


def take_in(ctx: Context, drafts: Sequence[tuple[Draft, int | None]]) -> list[Receipt]:
    """Write tidied, checked drafts with their owners: rows, entries, clocks, holders, index, in bulk."""
    secrets = ["" if owner is not None else numbers.new_secret() for _draft, owner in drafts]
    desks = _desks([draft for draft, _owner in drafts])
    rows = [
        _row(ctx, draft, owner, secret, number, desks.get((draft.kind, draft.area[:6])))
        for (draft, owner), secret, number in zip(
            drafts, secrets, _new_numbers([_at(ctx, draft) for draft, _owner in drafts]), strict=True
        )
    ]
    _start_clocks(ctx, rows)
    Request.objects.bulk_create(rows, batch_size=500)
    entries = record_first(ctx, [_first(row, draft) for row, (draft, _owner) in zip(rows, drafts, strict=True)])
    holds.take_first(
        ctx, [(subject(row), row.holder_unit_id) for row in rows if row.open and row.holder_unit_id is not None]
    )
    Answer.objects.bulk_create(_past_answers(rows, [draft for draft, _owner in drafts]), batch_size=500)
    index.put_many(ROOM, [findable(row) for row in rows])
    figures.count_many(ctx, ROOM, [tally for row in rows for tally in contribution(row)])
    for row in rows:
        if row.channel in BY_STAFF:
            tell_resident(ctx, row, "requests.received")
    names = {unit.id: unit.name for unit in desks.values()}
    return [_receipt(row, secret, entry, names) for row, secret, entry in zip(rows, secrets, entries, strict=True)]


def _at(ctx: Context, draft: Draft) -> datetime:
    return draft.submitted_at or ctx.now


def _row(ctx: Context, draft: Draft, owner: int | None, secret: str, number: str, desk: UnitRef | None) -> Request:
    settled = draft.settled
    row = Request(
        number=number,
        secret_hash=numbers.fingerprint(secret) if secret else "",
        county=draft.area[:6],
        area=draft.area,
        kind=draft.kind,
        channel=draft.channel,
        theme=draft.theme,
        title=draft.title,
        text=draft.text,
        category=draft.category,
        place=draft.place,
        lon=draft.lon,
        lat=draft.lat,
        level=draft.level,
        urgency=draft.urgency,
        resident_id=owner,
        name_sealed=seal(draft.contact.name, NAME),
        phone_sealed=seal(draft.contact.phone, PHONE),
        phone_index=keyed_index(draft.contact.phone, PHONE),
        holder_unit_id=desk.id if desk else None,
        submitted_at=_at(ctx, draft),
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


def _new_numbers(days: Sequence[datetime]) -> list[str]:
    """Numbers that no request has. A day has a thousand million, so a second round is rare."""
    found: list[str] = []
    taken: set[str] = set()
    while len(found) < len(days):
        proposed = [numbers.new_number(timezone.localdate(day)) for day in days[len(found) :]]
        taken.update(Request.objects.filter(number__in=proposed).values_list("number", flat=True))
        for number in proposed:
            if number in taken:
                break
            taken.add(number)
            found.append(number)
    return found


def _desks(drafts: Sequence[Draft]) -> dict[tuple[str, str], UnitRef]:
    """(kind, county) → the desk that takes such requests in. SQL: 1."""
    book = policy.catalogue()
    wanted = {(draft.kind, draft.area[:6]) for draft in drafts}
    units = units_around(county for _kind, county in wanted)
    asked = {(kind, county): catalogue.desks(book, kind, county) for kind, county in wanted}
    found = {key: next((units[name] for name in names if name in units), None) for key, names in asked.items()}
    return {key: unit for key, unit in found.items() if unit is not None}


def _start_clocks(ctx: Context, rows: Sequence[Request]) -> None:
    """Start the reply and dispatch clocks of open rows; settled ones only get their date."""
    replies = [
        operations.Begin(
            subject(row),
            rule_of(Clock.REPLY, row.kind, row.urgency),
            holder_id=row.holder_unit_id,
            started=row.submitted_at,
        )
        for row in rows
    ]
    running = [begin for begin, row in zip(replies, rows, strict=True) if row.open]
    dispatches = [
        operations.Begin(
            subject(row),
            rule_of(Clock.DISPATCH, row.kind, row.urgency),
            ClockKind.UNIT,
            holder_id=row.holder_unit_id,
            started=row.submitted_at,
        )
        for row in rows
        if row.open
    ]
    started = operations.start_many(ctx, [*running, *dispatches])
    dues = {clock.subject: clock.due for clock in started[: len(running)]}
    for begin, row in zip(replies, rows, strict=True):
        row.due_at = dues.get(str(begin.subject)) or _date_only(begin.rule, row.submitted_at)
        row.in_time = None if row.answered_at is None else row.answered_at < row.due_at


def _date_only(rule: str, started: datetime) -> datetime:
    version = current.rules().at(rule, periods.local(started).date())
    return periods.due_of(version, started, current.calendar(), current.office())


def _first(row: Request, draft: Draft) -> First:
    """The entry that begins the chain. What could identify somebody enters as a commitment."""
    body = {
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
    }
    sealed = {name: value for name, value in personal.items() if value}
    if draft.settled:
        sealed["answer"] = draft.settled.answer
    return First(subject(row), "requests.imported" if row.source else "requests.submitted", body, sealed)


def _past_answers(rows: Sequence[Request], drafts: Sequence[Draft]) -> list[Answer]:
    return [
        Answer(
            request=row,
            unit_id=draft.settled.unit_id,
            outcome="solved" if draft.settled.solved else "explained",
            found="",
            done=draft.settled.answer,
            appeal="",
            at=draft.settled.answered_at,
        )
        for row, draft in zip(rows, drafts, strict=True)
        if draft.settled is not None
    ]


def _receipt(row: Request, secret: str, entry: Recorded, names: Mapping[int, str]) -> Receipt:
    return Receipt(
        number=row.number,
        secret=secret,
        stage=row.stage,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        unit=names.get(row.holder_unit_id or 0, ""),
        entry_id=entry.id,
        entry_hash=entry.hash,
    )
