"""The parts of one request, each in one statement; who may ask for them is decided before."""

from datetime import datetime

from django.db.models import QuerySet

from banshi.kernel.commands import Actor
from banshi.kernel.commands.prepared import prepared
from banshi.kernel.ledger.models import Entry
from banshi.services.requests.models import Answer, CallBack, Message, Note, Request, Review, Suggestion, Supervision
from banshi.services.requests.queries.guard import readable
from banshi.services.requests.queries.shown import (
    AnswerShown,
    CallBackShown,
    EntryShown,
    NoteShown,
    ReviewShown,
    SuggestionShown,
    SupervisionShown,
)
from banshi.services.requests.rules.callbacks import Said
from banshi.services.requests.rules.proposals import Field

EARLIER = (Field.DUPLICATE, Field.CHAIN)
"""Proposals whose value is the number of another request."""


def answers_of(row: Request) -> tuple[AnswerShown, ...]:
    """Every answer with its rating, first to last."""
    return tuple(_answer(each) for each in _answers(row.pk))


@prepared
def _answers(request_id: int) -> QuerySet[Answer]:
    return Answer.objects.filter(request_id=request_id).select_related("unit", "rating").order_by("id")


def _answer(each: Answer) -> AnswerShown:
    judged = getattr(each, "rating", None)
    return AnswerShown(
        id=each.pk,
        unit=each.unit.name if each.unit else "",
        outcome=each.outcome,
        found=each.found,
        done=each.done,
        rest=each.rest,
        rest_by=each.rest_by,
        appeal=each.appeal,
        points=tuple((point["point"], point["answered_in"]) for point in each.points),
        at=each.at,
        score=judged.score if judged else None,
        comment=judged.comment if judged else "",
    )


def notes_of(row: Request, *, all_of_them: bool) -> tuple[NoteShown, ...]:
    """Words said along the way; the resident reads those that are shown."""
    return tuple(
        NoteShown(each.kind, each.unit.name if each.unit else "", each.text, each.shown, each.at, each.entry_id)
        for each in _notes(row.pk)
        if all_of_them or each.shown
    )


@prepared
def _notes(request_id: int) -> QuerySet[Note]:
    return Note.objects.filter(request_id=request_id).select_related("unit").order_by("id")


def supervisions_of(row: Request) -> tuple[SupervisionShown, ...]:
    """Every demand of a supervisor, first to last."""
    return tuple(
        SupervisionShown(
            each.pk,
            each.unit.name if each.unit else "",
            each.cause,
            each.demand,
            each.by_day,
            each.at,
            each.answered_at,
            each.lifted_at,
        )
        for each in _supervisions(row.pk)
    )


@prepared
def _supervisions(request_id: int) -> QuerySet[Supervision]:
    return Supervision.objects.filter(request_id=request_id).select_related("unit").order_by("id")


def reviews_of(row: Request) -> tuple[ReviewShown, ...]:
    """Reviews and re-reviews, first to last."""
    return tuple(
        ReviewShown(
            each.round, each.unit.name, each.reason, each.asked_at, each.decision, each.opinion, each.decided_at
        )
        for each in _reviews(row.pk)
    )


@prepared
def _reviews(request_id: int) -> QuerySet[Review]:
    return Review.objects.filter(request_id=request_id).select_related("unit").order_by("id")


def callbacks_of(row: Request, *, mine: bool) -> tuple[CallBackShown, ...]:
    """The owner sees every draw; others only calls that were made: whoever handled it must not know beforehand."""
    return tuple(_callback(each, mine=mine) for each in _calls(row.pk) if mine or each.said not in ("", Said.LAPSED))


@prepared
def _calls(request_id: int) -> QuerySet[CallBack]:
    return CallBack.objects.filter(request_id=request_id).select_related("round").order_by("id")


def _callback(each: CallBack, *, mine: bool) -> CallBackShown:
    return CallBackShown(
        draw=each.round.draw,
        token=each.token if mine else "",
        salt=bytes(each.salt).hex() if mine else "",
        opened=each.round.opened_at is not None,
        must=each.must,
        due_at=each.due_at,
        tries=tuple(datetime.fromisoformat(at) for at in each.tries),
        ended_at=each.ended_at,
        said=each.said,
        satisfied=each.satisfied,
        attitude=each.attitude,
        words=each.words,
    )


def suggestions_of(row: Request, actor: Actor) -> tuple[SuggestionShown, ...]:
    """What the machine proposed, the surest first; of earlier matters only those that the actor may read. SQL: at most 2."""
    found = _suggestions(row.pk)
    earlier = [each.value for each in found if each.field in EARLIER]
    known = set(readable(actor).filter(number__in=earlier).values_list("number", flat=True)) if earlier else set()
    return tuple(
        SuggestionShown(each.pk, each.field, each.value, each.confidence, tuple(each.basis), each.decision)
        for each in found
        if each.field not in EARLIER or each.value in known
    )


@prepared
def _suggestions(request_id: int) -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(request_id=request_id).order_by("field", "-confidence", "id")


def entries_of(subject: str) -> tuple[EntryShown, ...]:
    """The ledger entries of the matter, first to last."""
    return tuple(EntryShown(*each[:-1], bytes(each[-1]).hex()) for each in _entries(subject))


@prepared
def _entries(subject: str) -> QuerySet[Entry, tuple[int, int, str, datetime, str, bytes | memoryview]]:
    found = Entry.objects.filter(subject=subject).order_by("position")
    return found.values_list("id", "position", "kind", "at", "actor", "hash")


def unread(row: Request, *, from_resident: bool) -> int:
    """Messages of one side that the other has not read."""
    return _unread(row.pk).count(from_resident)


@prepared
def _unread(request_id: int) -> QuerySet[Message, bool]:
    return Message.objects.filter(request_id=request_id, read_at=None).values_list("from_resident", flat=True)
