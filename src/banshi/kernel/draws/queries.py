"""Draws as frozen dataclasses, each read in a fixed number of SQL queries."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from banshi.kernel.draws.beacon import beacon
from banshi.kernel.draws.chance import Drawn
from banshi.kernel.draws.models import Draw, Place, Status
from banshi.kernel.draws.record import chain_of
from banshi.kernel.draws.refusals import NoSuchDraw
from banshi.kernel.draws.rules import Entrant, Spec, read_list
from banshi.kernel.ledger.models import Checkpoint, Entry

PAGE = 30


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A draw in a list."""

    id: int
    number: str
    county: str
    title: str
    status: str
    size: int
    wanted: int
    committed_at: datetime
    not_before: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of draws, newest first; `after` is the mark of the next one, empty on the last."""

    rows: tuple[DrawRow, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the ledger about a draw."""

    position: int
    kind: str
    at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Group:
    """A stratum: how many are in it, how many are wanted, how many of these without a draw."""

    stratum: str
    size: int
    wanted: int
    musts: int


@dataclass(frozen=True, slots=True)
class DrawView:
    """Everything about one draw that anybody may know."""

    row: DrawRow
    room: str
    reference: str
    entrants: tuple[Entrant, ...]
    groups: tuple[Group, ...]
    list_hash: str
    seed_hash: str
    seed_outside: bool
    min_size: int
    external: str
    steps: tuple[Step, ...]
    seed: str
    checkpoint_size: int | None
    checkpoint_root: str
    checkpoint_at: datetime | None
    external_value: str
    external_source: str
    places: tuple[Drawn, ...]
    reason: str
    value_known: bool | None
    tokens: frozenset[str] = field(repr=False, default=frozenset())

    @property
    def weighted(self) -> bool:
        """Whether some have more tickets than others."""
        return any(entrant.weight != 1 for entrant in self.entrants)

    @property
    def ordered(self) -> bool:
        """Whether everybody gets a place, so that the result is an order."""
        return self.row.wanted == self.row.size

    def place_of(self, token: str) -> int:
        """The place of a token in the result, 0 where it has none."""
        return next((at for at, drawn in enumerate(self.places, 1) if drawn.token == token), 0)


def published(now: datetime, *, after: str = "", county: str = "") -> Listed:
    """The draws that are public by now. One query."""
    rows = Draw.objects.filter(public_from__lte=now)
    if county:
        rows = rows.filter(county=county)
    if after.isascii() and after.isdigit():
        rows = rows.filter(pk__lt=int(after[:18]))
    page = list(rows.defer("entrants", "checkpoint").order_by("-pk")[: PAGE + 1])
    return Listed(tuple(_row(draw) for draw in page[:PAGE]), str(page[PAGE - 1].pk) if len(page) > PAGE else "")


def shown(number: str, now: datetime) -> DrawView:
    """One draw as the public sees it. Four queries.

    Raises:
        NoSuchDraw: there is none, or it is not public yet.
    """
    draw = Draw.objects.filter(number=number, public_from__lte=now).first()
    if draw is None:
        raise NoSuchDraw(number=number[:20])
    entrants = tuple(read_list(draw.entrants))
    chain = Entry.objects.filter(subject=chain_of(number)).order_by("position")
    decided = Checkpoint.objects.filter(size=draw.checkpoint_size or 0).first()
    return DrawView(
        row=_row(draw),
        room=draw.room,
        reference=draw.reference,
        entrants=entrants,
        groups=_groups(entrants, Spec.read(json.loads(draw.spec))),
        list_hash=draw.list_hash,
        seed_hash=draw.seed_hash,
        seed_outside=draw.seed_outside,
        min_size=draw.min_size,
        external=draw.external,
        steps=tuple(
            Step(position, kind, at, bytes(digest).hex())
            for position, kind, at, digest in chain.values_list("position", "kind", "at", "hash")
        ),
        seed=draw.seed,
        checkpoint_size=draw.checkpoint_size,
        checkpoint_root=bytes(decided.root).hex() if decided is not None else "",
        checkpoint_at=decided.at if decided is not None else None,
        external_value=draw.external_value,
        external_source=draw.external_source,
        places=_places(draw.pk),
        reason=draw.reason,
        value_known=draw.value_known,
        tokens=frozenset(entrant.token for entrant in entrants),
    )


def result(number: str) -> tuple[Drawn, ...]:
    """The result of a draw, place by place; empty while it was not opened. For rooms; two queries.

    Raises:
        NoSuchDraw: there is none.
    """
    identity = Draw.objects.filter(number=number).values_list("pk", flat=True).first()
    if identity is None:
        raise NoSuchDraw(number=number[:20])
    return _places(identity)


def of_matter(room: str, reference: str) -> DrawRow | None:
    """The draw of a room's matter that was not cancelled; None where there is none. For rooms; one query."""
    live = Draw.objects.filter(room=room, reference=reference).exclude(status=Status.CANCELLED)
    draw = live.defer("entrants", "checkpoint").first()
    return _row(draw) if draw is not None else None


def due(now: datetime) -> list[str]:
    """The draws whose hour has come and that need nobody's word to be opened, the longest waiting first."""
    waiting = Draw.objects.filter(status=Status.COMMITTED, external="", seed_outside=False)
    come = waiting.filter(Q(not_before__isnull=True) | Q(not_before__lte=now))
    return list(come.order_by("id").values_list("number", flat=True))


def decided(number: str) -> bool:
    """Whether the checkpoint that decides the draw stands.

    Raises:
        NoSuchDraw: there is none.
    """
    draw = Draw.objects.filter(number=number).only("number", "min_size", "not_before").first()
    if draw is None:
        raise NoSuchDraw(number=number[:20])
    return beacon(draw) is not None


def _row(draw: Draw) -> DrawRow:
    return DrawRow(
        id=draw.pk,
        number=draw.number,
        county=draw.county,
        title=draw.title,
        status=draw.status,
        size=draw.size,
        wanted=Spec.read(json.loads(draw.spec)).count,
        committed_at=draw.committed_at,
        not_before=draw.not_before,
        ended_at=draw.revealed_at or draw.cancelled_at,
    )


def _groups(entrants: tuple[Entrant, ...], spec: Spec) -> tuple[Group, ...]:
    sizes = Counter(entrant.stratum for entrant in entrants)
    musts = Counter(entrant.stratum for entrant in entrants if entrant.must)
    return tuple(Group(each.stratum, sizes[each.stratum], each.count, musts[each.stratum]) for each in spec.quotas)


def _places(draw_id: int) -> tuple[Drawn, ...]:
    places = Place.objects.filter(draw_id=draw_id).order_by("place").values_list("token", "stratum", "must")
    return tuple(Drawn(*place) for place in places)
