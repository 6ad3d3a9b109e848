"""Open sessions, change them, cancel them."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import F

from banshi.kernel.commands import Context, command
from banshi.kernel.commands.bulk import insert_all
from banshi.kernel.ledger.record import First, Json, Subject, record, record_first
from banshi.kernel.slots import numbers
from banshi.kernel.slots.admission import ended
from banshi.kernel.slots.affected import Affected, affected, told
from banshi.kernel.slots.commands.drawing import give_up_draw
from banshi.kernel.slots.commands.endings import reasoned
from banshi.kernel.slots.commands.lapsing import end, lapse, told_of
from banshi.kernel.slots.commands.offering import offer
from banshi.kernel.slots.models import COMING, KEPT, LINED, Booking, Session, State, Status
from banshi.kernel.slots.record import opened_body, second, subject_of
from banshi.kernel.slots.refusals import BelowTaken, TermsRefused
from banshi.kernel.slots.rows import locked, session_of
from banshi.kernel.slots.rules.terms import Change, Terms, terms_flaw

FIELDS = tuple(Terms.__dataclass_fields__)


@command
def open_session(ctx: Context, /, *, about: Subject, terms: Terms) -> str:
    """Open one session and return its number.

    Raises:
        TermsRefused: the terms do not go together; says which.
    """
    return open_sessions(ctx, sessions=[(about, terms)])[0]


@command
def open_sessions(ctx: Context, /, *, sessions: Sequence[tuple[Subject, Terms]]) -> tuple[str, ...]:
    """Open many sessions at once, a season or an import; their numbers in the order given.

    Raises:
        TermsRefused: as `open_session`; nothing is opened then.
    """
    rows = [_row(ctx, about, terms) for about, terms in sessions]
    insert_all(rows)
    record_first(ctx, [First(subject_of(row), "slots.session_opened", opened_body(row), {}) for row in rows])
    return tuple(row.number for row in rows)


@command
def change_session(ctx: Context, /, *, session: str, change: Change) -> Affected:
    """Move a session or change its places or times. Those booked are told of a move; new places go to those who wait.

    Raises:
        NoSuchSession, SessionCancelled, SessionOver: there is nothing to change.
        TermsRefused: what would come out does not go together.
        BelowTaken: fewer places than are taken.
    """
    row = locked(session_of(session).pk)
    refused = ended(row, ctx.now)
    if refused is not None:
        raise refused
    over = lapse(ctx, row)
    row.refresh_from_db()
    before = Terms(**{name: getattr(row, name) for name in FIELDS})
    after = replace(before, **change.given)  # type: ignore[arg-type]
    if (flaw := terms_flaw(after)) is not None:
        raise TermsRefused.of(flaw)
    if after.capacity < row.taken:
        raise BelowTaken(taken=row.taken, capacity=after.capacity)
    moves = change.moves and any(getattr(before, name) != getattr(after, name) for name in ("starts", "ends", "place"))
    Session.objects.filter(pk=row.pk).update(
        **{name: getattr(after, name) for name in change.given}, moved_at=ctx.now if moves else F("moved_at")
    )
    record(ctx, subject_of(row), "slots.session_changed", _differences(before, after))
    row.refresh_from_db()
    moved = _bookings(row, (*LINED, *KEPT, *COMING)) if moves else []
    return affected(row, *told_of(over), *(told("moved", each) for each in moved), *offer(ctx, row))


@command
def cancel_session(ctx: Context, /, *, session: str, reason: str) -> Affected:
    """Cancel a session: every booking that has not come ends, and whoever made it is told. The reason is public.

    Raises:
        NoSuchSession, SessionCancelled, SessionOver: there is nothing to cancel.
        ReasonMissing: no reason, or longer than 500 characters.
    """
    words = reasoned(reason)
    row = locked(session_of(session).pk)
    refused = ended(row, ctx.now)
    if refused is not None:
        raise refused
    Session.objects.filter(pk=row.pk).update(state=State.CANCELLED, reason=words)
    ending = _bookings(row, (*LINED, *KEPT, Status.BOOKED))
    body: dict[str, Json] = {"bookings": len(ending), "seats": sum(each.seats for each in ending)}
    record(ctx, subject_of(row), "slots.session_cancelled", body, sealed={"reason": words})
    if ending:
        end(ctx, row, ending, Status.CANCELLED, {"by": "session"})
    give_up_draw(ctx, row, words)
    return affected(row, *(told("cancelled", each) for each in ending))


def _row(ctx: Context, about: Subject, terms: Terms) -> Session:
    flaw = terms_flaw(terms)
    if flaw is not None:
        raise TermsRefused.of(flaw)
    number = numbers.fresh(numbers.SESSION, ctx.now)
    given = {name: getattr(terms, name) for name in FIELDS} | {"once_in": terms.once_in or number}
    return Session(number=number, county=about.county, room=about.room, reference=about.key, made_at=ctx.now, **given)


def _bookings(row: Session, statuses: Sequence[Status]) -> list[Booking]:
    """Locked, so that nobody is checked in or confirmed meanwhile."""
    found = Booking.objects.select_for_update().filter(session=row, status__in=statuses)
    return list(found.order_by("id"))


def _differences(before: Terms, after: Terms) -> dict[str, Json]:
    """What was and what is now, by field."""
    return {
        name: [_plain(getattr(before, name)), _plain(getattr(after, name))]
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    }


def _plain(value: object) -> Json:
    return second(value) if hasattr(value, "astimezone") else value  # type: ignore[arg-type,return-value]
