"""Who has the matter. Part of the operations: called inside other rooms' commands."""

from collections.abc import Iterable

from django.db.models import Q

from banshi.kernel.clocks.models import Clock, ClockKind, Hold, HoldKind
from banshi.kernel.clocks.operations import cancel, inside
from banshi.kernel.commands import Context
from banshi.kernel.commands.bulk import insert_new
from banshi.kernel.ledger.record import Subject


def hand_over(
    ctx: Context,
    subject: Subject,
    *,
    to_unit_id: int,
    kind: str,
    post_id: int | None = None,
    wasted: str | None = None,
) -> None:
    """From `ctx.now` on, the unit has the matter; whoever had it before no longer does.

    The resident's running clocks follow to the new holder; the leaving unit's own clocks are
    dropped. `wasted` (returned, transferring) turns the time that the leaving unit spent on the
    matter since it came there into lost time, charged to that unit.
    """
    inside()
    last = _current(subject)
    if last is not None:
        _end(ctx, subject, last, wasted)
        if last.unit_id != to_unit_id:
            cancel(ctx, subject, holder_id=last.unit_id, kind=ClockKind.UNIT)
    Hold.objects.create(
        county=subject.county, subject=str(subject), unit_id=to_unit_id, post_id=post_id, kind=kind, started=ctx.now
    )
    running = Q(met_at__isnull=True, cancelled_at__isnull=True)
    Clock.objects.filter(running, subject=str(subject), kind=ClockKind.RESIDENT).update(holder_id=to_unit_id)


def take_first(ctx: Context, taken: Iterable[tuple[Subject, int]]) -> None:
    """The first holders of new matters, (matter, unit), in one statement; for intake and imports."""
    inside()
    names = ("county", "subject", "unit_id", "kind", "started")
    rows = [(each.county, str(each), unit_id, HoldKind.HANDLING.value, ctx.now) for each, unit_id in taken]
    insert_new(Hold, names, rows)


def release(ctx: Context, subject: Subject) -> None:
    """Nobody has the matter any more: it is answered, closed or withdrawn. Harmless when nobody had it."""
    inside()
    last = _current(subject)
    if last is not None:
        _end(ctx, subject, last, None)


def _current(subject: Subject) -> Hold | None:
    return Hold.objects.filter(subject=str(subject), ended__isnull=True).select_for_update().first()


def _end(ctx: Context, subject: Subject, last: Hold, wasted: str | None) -> None:
    Hold.objects.filter(pk=last.pk).update(ended=ctx.now)
    if wasted is None:
        return
    stay, since = [last.pk], last.started
    for held in Hold.objects.filter(subject=str(subject), pk__lt=last.pk).order_by("-pk"):
        if held.unit_id != last.unit_id or held.ended != since:
            break
        stay.append(held.pk)
        since = held.started
    Hold.objects.filter(pk__in=stay, kind=HoldKind.HANDLING).update(kind=wasted)
