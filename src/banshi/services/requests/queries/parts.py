"""The parts of one request, each in one statement; who may ask for them is decided before."""

from datetime import datetime

from banshi.kernel.commands import Actor
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
    found = Answer.objects.filter(request=row).select_related("unit", "rating").order_by("id")
    return tuple(_answer(each) for each in found)


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
    found = Note.objects.filter(request=row).select_related("unit").order_by("id")
    return tuple(
        NoteShown(each.kind, each.unit.name if each.unit else "", each.text, each.shown, each.at, each.entry_id)
        for each in (found if all_of_them else found.filter(shown=True))
    )


def supervisions_of(row: Request) -> tuple[SupervisionShown, ...]:
    """Every demand of a supervisor, first to last."""
    found = Supervision.objects.filter(request=row).select_related("unit").order_by("id")
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
        for each in found
    )


def reviews_of(row: Request) -> tuple[ReviewShown, ...]:
    """Reviews and re-reviews, first to last."""
    found = Review.objects.filter(request=row).select_related("unit").order_by("id")
    return tuple(
        ReviewShown(
            each.round, each.unit.name, each.reason, each.asked_at, each.decision, each.opinion, each.decided_at
        )
        for each in found
    )


def callbacks_of(row: Request, *, mine: bool) -> tuple[CallBackShown, ...]:
    """The owner sees every draw; others only calls that were made: whoever handled it must not know beforehand."""
    found = CallBack.objects.filter(request=row).select_related("round").order_by("id")
    shown = found if mine else found.exclude(said__in=["", Said.LAPSED])
    return tuple(_callback(each, mine=mine) for each in shown)


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
    found = list(Suggestion.objects.filter(request=row).order_by("field", "-confidence", "id"))
    earlier = [each.value for each in found if each.field in EARLIER]
    known = set(readable(actor).filter(number__in=earlier).values_list("number", flat=True)) if earlier else set()
    return tuple(
        SuggestionShown(each.pk, each.field, each.value, each.confidence, tuple(each.basis), each.decision)
        for each in found
        if each.field not in EARLIER or each.value in known
    )


def entries_of(subject: str) -> tuple[EntryShown, ...]:
    """The ledger entries of the matter, first to last."""
    found = Entry.objects.filter(subject=subject).order_by("position")
    return tuple(
        EntryShown(each.pk, each.position, each.kind, each.at, each.actor, bytes(each.hash).hex())
        for each in found.only("id", "position", "kind", "at", "actor", "hash")
    )


def unread(row: Request, *, from_resident: bool) -> int:
    """Messages of one side that the other has not read."""
    return Message.objects.filter(request=row, from_resident=from_resident, read_at=None).count()
