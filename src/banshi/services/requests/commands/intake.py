"""Taking requests in: from residents, by staff on their behalf, and from other ledgers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from banshi.kernel.access.actions import Guarded, may
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.queries.areas import known_areas
from banshi.kernel.errors import Forbidden
from banshi.kernel.evidence.store import Accepted, store
from banshi.kernel.ledger.record import Subject
from banshi.services.requests.commands.row import refuse, said
from banshi.services.requests.commands.taking import Receipt, take_in
from banshi.services.requests.models import Request
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.guard import ROOM
from banshi.services.requests.rules import submission
from banshi.services.requests.rules.catalogue import COUNTY
from banshi.services.requests.rules.submission import TOLD_BY_STAFF, Draft, Problems

TAKE_DOWN = "requests.take_down"


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
def submit(ctx: Context, /, *, draft: Draft, files: Sequence[Accepted] = ()) -> Receipt:
    """Take in one request of the resident who is signed in, or of somebody unknown.

    Raises:
        Forbidden: the channel is one by which only staff take requests down.
        Unfit: a field cannot be taken; every one says why.
    """
    if draft.channel in TOLD_BY_STAFF and ctx.actor.kind != "system":
        raise Forbidden(action=TAKE_DOWN)
    return _take_one(ctx, draft, ctx.actor.person_id, files)


@command
def submit_on_behalf(
    ctx: Context, /, *, draft: Draft, resident_id: int | None = None, files: Sequence[Accepted] = ()
) -> Receipt:
    """Take down what somebody says on the phone, at the counter or on a reception day.

    Raises:
        Forbidden: the actor may not take requests down for this area.
        Unfit: a field cannot be taken.
    """
    _may_take_down(ctx, draft.area)
    return _take_one(ctx, draft, resident_id, files)


def submit_many(ctx: Context, /, *, drafts: Sequence[Draft]) -> Batch:
    """Take in many requests at once; what a single one would be refused for is reported by row.

    Rows with a source that were taken in before are skipped, so that an import can be resumed.
    A batch of which nothing is left to take in changes nothing and so is no command.

    Raises:
        Forbidden: the actor may not take requests down for one of the areas.
    """
    for area in {draft.area for draft in drafts}:
        _may_take_down(ctx, area)
    tidied = [submission.tidy(draft) for draft in drafts]
    known = _known_areas(tidied)
    refused = {row: found for row, draft in enumerate(tidied) if (found := _problems(ctx, draft, known))}
    fit = [draft for row, draft in enumerate(tidied) if row not in refused]
    fresh = _not_yet_taken(fit)
    return Batch(
        receipts=_take_many(ctx, drafts=fresh) if fresh else (),
        rejected=tuple(
            Rejected(row, {name: said(problem) for name, problem in found.items()}) for row, found in refused.items()
        ),
        repeated=len(fit) - len(fresh),
    )


@command
def _take_many(ctx: Context, /, *, drafts: Sequence[Draft]) -> tuple[Receipt, ...]:
    """One transaction for the batch. Two imports of the same ledger meet at its unique source."""
    return tuple(take_in(ctx, [(draft, None) for draft in drafts]))


def _take_one(ctx: Context, draft: Draft, resident_id: int | None, files: Sequence[Accepted]) -> Receipt:
    tidied = submission.tidy(draft)
    refuse(_problems(ctx, tidied, _known_areas([tidied])))
    receipt = take_in(ctx, [(tidied, resident_id)])[0]
    for file in files:
        store(ctx, file, subject=Subject(ROOM, receipt.number, tidied.area[:COUNTY]))
    return receipt


def _may_take_down(ctx: Context, area: str) -> None:
    if not may(ctx.actor, TAKE_DOWN, Guarded(subject=f"{ROOM}:new", area=area)):
        raise Forbidden(action=TAKE_DOWN)


def _problems(ctx: Context, draft: Draft, known: frozenset[str]) -> Problems:
    return submission.problems(
        draft, ctx.now, area_known=draft.area in known, category_known=draft.category in policy.categories()
    )


def _known_areas(drafts: Iterable[Draft]) -> frozenset[str]:
    return frozenset(known_areas({draft.area for draft in drafts}))


def _not_yet_taken(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts whose source and source_id are new, in this batch too. SQL: 1 for each source."""
    taken = {
        (source, source_id)
        for source in {draft.source for draft in drafts if draft.source}
        for source_id in Request.objects.filter(
            county__in={draft.area[:COUNTY] for draft in drafts if draft.source == source},
            source=source,
            source_id__in=[draft.source_id for draft in drafts if draft.source == source],
        ).values_list("source_id", flat=True)
    }
    fresh = []
    for draft in drafts:
        key = (draft.source, draft.source_id)
        if draft.source and key in taken:
            continue
        taken.add(key)
        fresh.append(draft)
    return fresh
