"""The resident's page: where each of their matters is, and everything held about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from banshi.kernel.commands import Actor
from banshi.kernel.errors import SignInNeeded
from banshi.services.requests.models import CallBack, Message, Note, Rating, Request
from banshi.services.requests.queries.guard import readable
from banshi.services.requests.queries.keyset import Cut, Page, page
from banshi.services.requests.rules.callbacks import REACHED

MOST_HELD = 10_000


@dataclass(frozen=True, slots=True)
class MineRow:
    """One of the resident's own requests."""

    number: str
    title: str
    kind: str
    stage: str
    open: bool
    submitted_at: datetime
    due_at: datetime
    unit: str
    rating: int | None
    waits_for_me: bool
    """The answer is there and wants to be judged."""


@dataclass(frozen=True, slots=True)
class HeldItem:
    """One thing held about a person."""

    what: str
    """request, rating, message, note"""
    number: str
    at: datetime
    fields: Mapping[str, str]


def mine(actor: Actor, cut: Cut | None = None) -> Page[MineRow]:
    """The signed-in resident's own requests, newest first. SQL: 1.

    Raises:
        SignInNeeded: nobody is signed in.
    """
    if actor.person_id is None:
        raise SignInNeeded()
    rows = readable(actor).filter(resident=actor.person_id).select_related("holder_unit")
    found = page(rows, "submitted_at", cut or Cut(), descending=True)
    return Page(tuple(_row(row) for row in found.rows), found.after, found.before)


def _row(row: Request) -> MineRow:
    return MineRow(
        number=row.number,
        title=row.title,
        kind=row.kind,
        stage=row.stage,
        open=row.open,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        unit=row.holder_unit.name if row.holder_unit else "",
        rating=row.rating,
        waits_for_me=row.stage == "answered",
    )


def held_about(actor: Actor) -> tuple[HeldItem, ...]:
    """Everything this room holds about the signed-in person, oldest first. SQL: 5.

    Matters that complain of the person are not among them: what others say of them in
    confidence is theirs to see only through the bodies that decide on it.

    Raises:
        SignInNeeded: nobody is signed in.
    """
    if actor.person_id is None:
        raise SignInNeeded()
    own = readable(actor).filter(resident=actor.person_id).order_by("submitted_at", "id")[:MOST_HELD]
    numbers = {row.pk: row.number for row in own}
    found = [
        HeldItem(
            "request",
            row.number,
            row.submitted_at,
            {"title": row.title, "text": row.text, "place": row.place, "area": row.area},
        )
        for row in own
    ]
    found += [
        HeldItem("rating", numbers[each.request_id], each.at, {"score": str(each.score), "comment": each.comment})
        for each in Rating.objects.filter(request__in=numbers).order_by("id")
    ]
    found += [
        HeldItem(
            "message",
            numbers[each.request_id],
            each.at,
            {"text": each.text, "from": "me" if each.from_resident else "office"},
        )
        for each in Message.objects.filter(request__in=numbers).order_by("id")
    ]
    found += [
        HeldItem("note", numbers[each.request_id], each.at, {"text": each.text})
        for each in Note.objects.filter(request__in=numbers, shown=True).order_by("id")
    ]
    found += [
        HeldItem(
            "callback",
            numbers[each.request_id],
            each.ended_at,
            {"said": each.said, "score": str(each.satisfied), "attitude": str(each.attitude), "comment": each.words},
        )
        for each in CallBack.objects.filter(request__in=numbers, said__in=REACHED).order_by("id")
        if each.ended_at is not None
    ]
    return tuple(sorted(found, key=lambda item: item.at))
