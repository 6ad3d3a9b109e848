"""Sorting a request: what the machine proposes and what a person decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from banshi.kernel.clocks import operations
from banshi.kernel.clocks.models import ClockKind
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.models import Area
from banshi.services.requests.commands.answer import reopen_row
from banshi.services.requests.commands.publishing import publishable, take_down
from banshi.services.requests.commands.row import (
    Done,
    enter,
    helpers_of,
    keep,
    locked,
    move,
    refuse,
    reply_rule,
    tell_resident,
)
from banshi.services.requests.commands.texts import reindex
from banshi.services.requests.models import Chain, Request, Signature, Suggestion
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.guard import require, subject
from banshi.services.requests.rules import oversight, submission
from banshi.services.requests.rules.moves import Act
from banshi.services.requests.rules.oversight import Brought
from banshi.services.requests.rules.proposals import Proposal
from banshi.services.requests.rules.submission import Draft

MOST_ALIKE = 200
PROPOSED = ("category", "place", "area", "urgency")
"""Fields for which a proposal is right or wrong."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """What a person decides about a request. None leaves a field as it is."""

    category: str | None = None
    area: str | None = None
    place: str | None = None
    kind: str | None = None
    urgency: int | None = None
    level: int | None = None
    theme: str | None = None


@command
def suggest(ctx: Context, /, *, number: str, proposals: Sequence[Proposal], signature: Sequence[int] = ()) -> Done:
    """Note what the machine proposes and the keys by which near-equal texts are found. Changes nothing else.

    Safe to repeat: undecided proposals are replaced. The entry holds confidences in thousandths.
    """
    row = locked(number)
    require(ctx.actor, "requests.triage", row)
    Suggestion.objects.filter(request=row, decision="").delete()
    Suggestion.objects.bulk_create(
        [
            Suggestion(
                request=row,
                field=each.field,
                value=each.value,
                confidence=each.confidence,
                basis=list(each.basis),
                model=each.model,
                at=ctx.now,
            )
            for each in proposals
        ]
    )
    Signature.objects.filter(request=row).delete()
    Signature.objects.bulk_create([Signature(request=row, county=row.county, key=key) for key in signature])
    return enter(
        ctx,
        row,
        "requests.suggested",
        {"proposals": [[each.field, each.model, round(each.confidence * 1000)] for each in proposals]},
    )


@command
def triage(ctx: Context, /, *, number: str, sorting: Sorting) -> Done:
    """Register the request under what a person has decided; the machine's proposals are marked right or wrong.

    Raises:
        MoveRefused: it has left the desk already.
        Unfit: an unknown area, category or choice.
    """
    row = locked(number)
    require(ctx.actor, "requests.triage", row)
    move(row, Act.TRIAGE)
    entry = register(ctx, row, sorting, kind="requests.triaged")
    tell_resident(ctx, row, "requests.triaged")
    _take_back(ctx, row)
    return entry


def _take_back(ctx: Context, row: Request) -> None:
    """The same problem again, soon after it was answered: the earlier matter is not solved, and is taken up again."""
    since = row.submitted_at - timedelta(days=oversight.SAME_PROBLEM_DAYS)
    alike = Request.objects.filter(
        county=row.county, category=row.category, open=False, accusing=row.accusing, solved_at__gte=since
    ).exclude(pk=row.pk)
    earlier = [
        _brought(one, one.solved_at) for one in alike.order_by("-solved_at", "-id")[:MOST_ALIKE] if one.solved_at
    ]
    again = oversight.same_problem(_brought(row, row.submitted_at), earlier)
    if again is None or row.accusing:
        return
    other = locked(again.number)
    Chain.objects.get_or_create(later=row, earlier=other, defaults={"why": "same problem", "at": ctx.now})
    reopen_row(ctx, other, "", cause="same_problem")


def _brought(row: Request, at: datetime) -> Brought:
    return Brought(row.number, row.category, row.area, row.place, row.resident_id, at)


def register(ctx: Context, row: Request, sorting: Sorting, *, kind: str) -> Done:
    """Write what was decided about a locked row; a new kind or urgency may mean another deadline.

    What becomes a tip-off or confidential is taken back from the public.
    """
    before, rule_before = _sorted(row), reply_rule(row)
    _apply(ctx, row, sorting)
    if row.public and not publishable(row):
        take_down(row)
    if row.open and reply_rule(row) != rule_before:
        operations.cancel(ctx, subject(row), rule_before, kind=ClockKind.RESIDENT)
        clock = operations.start(
            ctx, subject(row), reply_rule(row), holder_id=row.holder_unit_id, started=row.submitted_at
        )
        row.due_at = clock.due
    keep(ctx, row, "category", "area", "place", "kind", "urgency", "level", "theme", "due_at", "public")
    _decide(ctx, row, sorting)
    reindex(row, tuple(helpers_of(row)))
    changes = {name: [was, now] for name, (was, now) in _differences(before, _sorted(row)).items()}
    return enter(ctx, row, kind, {"changes": changes}, sealed={"place": row.place})


def _sorted(row: Request) -> dict[str, str | int]:
    """The fields whose change the ledger shows; the place, which may point at a home, only as a commitment."""
    return {
        "category": row.category,
        "area": row.area,
        "kind": row.kind,
        "urgency": row.urgency,
        "level": row.level,
        "theme": row.theme,
        "public": row.public,
    }


def _differences(before: dict[str, str | int], now: dict[str, str | int]) -> dict[str, tuple[str | int, str | int]]:
    return {name: (before[name], now[name]) for name in before if before[name] != now[name]}


def _apply(ctx: Context, row: Request, sorting: Sorting) -> None:
    """Set what was decided, by the same rule that intake follows."""
    given = {name: value for name in sorting.__slots__ if (value := getattr(sorting, name)) is not None}
    now = Draft(
        text=row.text,
        title=row.title,
        area=row.area,
        kind=row.kind,
        category=row.category,
        place=row.place,
        urgency=row.urgency,
        level=row.level,
        theme=row.theme,
    )
    decided = submission.tidy(replace(now, **given))
    area_known = decided.area == row.area or (
        decided.area[:6] == row.county and Area.objects.filter(code=decided.area).exists()
    )
    refuse(
        submission.problems(
            decided, ctx.now, area_known=area_known, category_known=decided.category in policy.categories()
        )
    )
    for name in ("category", "area", "place", "kind", "urgency", "level", "theme"):
        setattr(row, name, getattr(decided, name))


def _decide(ctx: Context, row: Request, sorting: Sorting) -> None:
    """Mark the open proposals for what was decided: right, corrected, or passed over for a less sure one that was right.

    The machine names the top of the tree of categories, a person the leaf: a leaf below what was proposed confirms it.
    """
    fields = [name for name in PROPOSED if getattr(sorting, name) is not None]
    open_ones = list(Suggestion.objects.filter(request=row, decision="", field__in=fields).order_by("id"))
    right = {each.field for each in open_ones if _fits(each, row)}
    for each in open_ones:
        each.decision = "confirmed" if _fits(each, row) else "passed" if each.field in right else "corrected"
        each.decided_value, each.decided_by = str(getattr(row, each.field))[:80], ctx.actor.key
        each.decided_at = ctx.now
        each.save(update_fields=["decision", "decided_value", "decided_by", "decided_at"])


def _fits(each: Suggestion, row: Request) -> bool:
    value = str(getattr(row, each.field))
    return value.startswith(each.value) if each.field == "category" else value == each.value
