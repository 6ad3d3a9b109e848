"""Fix a draw, open it, give it up. Rooms call these inside their own commands; who may is for them to decide."""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from banshi.kernel.commands import Context, command
from banshi.kernel.commands.bulk import insert_all
from banshi.kernel.directory.personal import Unreadable, seal, unseal
from banshi.kernel.draws import chance, rules
from banshi.kernel.draws.beacon import Beacon, beacon
from banshi.kernel.draws.chance import Drawn
from banshi.kernel.draws.models import Draw, Place, Status
from banshi.kernel.draws.record import committed_body, first_entry, subject_of
from banshi.kernel.draws.refusals import (
    CheckpointAwaited,
    DrawEnded,
    DrawExists,
    ListRefused,
    NoSuchDraw,
    NothingToCall,
    SeedLost,
    SeedRefused,
    TermsChanged,
    TermsRefused,
)
from banshi.kernel.draws.rules import Entrant, Spec
from banshi.kernel.ledger.record import Subject, record
from banshi.kernel.ledger.sealing import tree_size

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, as in the numbers of matters."""
HASH = re.compile(r"[0-9a-f]{64}")
LONGEST = {"title": 120, "external": 200, "external_source": 200, "reason": 500}


@dataclass(frozen=True, slots=True)
class Committed:
    """What was fixed. The room keeps the number."""

    number: str
    list_hash: str
    seed_hash: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a draw, place by place."""

    number: str
    places: tuple[Drawn, ...]


@command
def commit(
    ctx: Context,
    /,
    *,
    about: Subject,
    title: str,
    entrants: Sequence[Entrant],
    spec: Spec,
    min_size: int = 0,
    not_before: datetime | None = None,
    external: str = "",
    public_from: datetime | None = None,
    seed_hash: str = "",
) -> Committed:
    """Fix the list, the spec and the seed of a draw for the matter `about`, before anybody can know the result.

    `min_size` and `not_before` say which checkpoint decides at the earliest; it always covers
    this commitment. `external` announces a value from outside that is to join in, e.g. the
    numbers of a lottery yet to be drawn. `seed_hash` is given where somebody else keeps the
    seed; otherwise one is made and sealed. Nothing is shown before `public_from`.

    Title and tokens are public: they name nobody.

    Raises:
        ListRefused: the list or the spec is not sound; says why.
        TermsRefused: the title is missing, something is too long, or no fingerprint.
        DrawExists: the matter has a draw that was not cancelled.
    """
    flaw = rules.flaw(entrants, spec)
    if flaw is not None:
        raise ListRefused.of(flaw)
    if seed_hash and not HASH.fullmatch(seed_hash):
        raise TermsRefused.of("seed_hash", 64)
    seed = "" if seed_hash else secrets.token_hex(rules.SEED_BYTES)
    number = _new_number(ctx.now)
    text = rules.list_text(entrants)
    draw = Draw(
        number=number,
        county=about.county,
        room=about.room,
        reference=about.key,
        title=_worded("title", title, needed=True),
        entrants=text,
        size=len(entrants),
        spec=rules.canonical(spec.plain()),
        list_hash=rules.digest(text),
        seed_hash=seed_hash or rules.seed_hash(seed),
        seed_outside=not seed,
        sealed_seed=seal(seed, _purpose(number)),
        min_size=max(min_size, tree_size() + 1),
        not_before=not_before.replace(microsecond=0) if not_before is not None else None,
        external=_worded("external", external, needed=False),
        public_from=public_from or ctx.now,
        committed_at=ctx.now,
    )
    _insert(draw)
    record(ctx, subject_of(draw), "draws.committed", committed_body(draw))
    return Committed(number, draw.list_hash, draw.seed_hash)


@command
def call(ctx: Context, /, *, number: str) -> None:
    """Put on record that the hour of a draw has come: so a checkpoint is signed after it even where nothing else happens.

    Raises:
        NoSuchDraw: no draw has this number.
        DrawEnded: it was opened or cancelled.
        NothingToCall: the hour has not come, it was called before, or the checkpoint stands.
    """
    draw = _waiting(number)
    early = draw.not_before is None or ctx.now < draw.not_before
    if early or draw.called_at is not None or beacon(draw) is not None:
        raise NothingToCall(number=number)
    Draw.objects.filter(pk=draw.pk).update(called_at=ctx.now)
    record(ctx, subject_of(draw), "draws.called")


@command
def reveal(ctx: Context, /, *, number: str, seed: str = "", external: str = "", external_source: str = "") -> Outcome:
    """Open the seed, join it with the deciding checkpoint and put down the result, once and for all.

    `seed` is given where somebody else kept it; `external` with its source where a value
    from outside was announced.

    Raises:
        NoSuchDraw: no draw has this number.
        DrawEnded: it was opened or cancelled before.
        CheckpointAwaited: the deciding checkpoint was not signed yet.
        SeedRefused: no seed, or not the one that was fixed.
        SeedLost: the sealed seed cannot be read.
        TermsRefused: the value from outside or its source is missing, or none was announced.
        TermsChanged: list or terms are not those on the record.
    """
    draw = _waiting(number)
    decided = beacon(draw)
    if decided is None:
        raise CheckpointAwaited(number=number)
    awaited = bool(draw.external)
    if not awaited and (external or external_source):
        raise TermsRefused.of("external", 0)
    told = {
        "seed": _seed(draw, seed),
        "checkpoint": decided.note,
        "external": _worded("external", external, needed=awaited),
        "external_source": _worded("external_source", external_source, needed=awaited),
    }
    places = _drawn(draw, decided, told["seed"], told["external"])
    told["result_hash"] = rules.digest(rules.canonical([drawn.token for drawn in places]))
    _put_down(ctx, draw, decided, places, told)
    record(ctx, subject_of(draw), "draws.revealed", told)
    return Outcome(number, tuple(places))


@command
def cancel(ctx: Context, /, *, number: str, reason: str) -> None:
    """Give a draw up before it is opened; the reason is public, and whether the result could be known by then.

    Raises:
        NoSuchDraw: no draw has this number.
        DrawEnded: it was opened or cancelled before.
        TermsRefused: no reason.
    """
    draw = _waiting(number)
    known = beacon(draw) is not None
    told = _worded("reason", reason, needed=True)
    Draw.objects.filter(pk=draw.pk).update(
        status=Status.CANCELLED, cancelled_at=ctx.now, reason=told, value_known=known, sealed_seed=b""
    )
    record(ctx, subject_of(draw), "draws.cancelled", {"value_known": known}, sealed={"reason": told})


def _new_number(now: datetime) -> str:
    """A day and 30 random bits, "D210526-7KX4QM"."""
    drawn = secrets.randbelow(len(ALPHABET) ** 6)
    return f"D{timezone.localdate(now):%y%m%d}-{''.join(ALPHABET[drawn >> 5 * place & 31] for place in range(6))}"


def _purpose(number: str) -> str:
    """A sealed seed opens in the row of its own draw only."""
    return f"draws.seed {number}"


def _worded(field: str, given: str, *, needed: bool) -> str:
    words, most = given.strip(), LONGEST[field]
    if len(words) > most or (needed and not words):
        raise TermsRefused.of(field, most)
    return words


def _insert(draw: Draw) -> None:
    """The race: two draws of one matter at once. The table's uniqueness lets one through."""
    try:
        with transaction.atomic():
            draw.save(force_insert=True)
    except IntegrityError:
        raise DrawExists(reference=draw.reference) from None


def _waiting(number: str) -> Draw:
    """The draw, locked to the end of the transaction: whoever comes second sees how it ended."""
    draw = Draw.objects.select_for_update().filter(number=number).first()
    if draw is None:
        raise NoSuchDraw(number=number)
    if draw.status != Status.COMMITTED:
        raise DrawEnded(number=number)
    return draw


def _seed(draw: Draw, given: str) -> str:
    try:
        seed = given.strip() or unseal(draw.sealed_seed, _purpose(draw.number))
    except Unreadable:
        raise SeedLost(number=draw.number) from None
    try:
        right = rules.seed_hash(seed) == draw.seed_hash
    except ValueError:
        right = False
    if not right:
        raise SeedRefused()
    return seed


def _drawn(draw: Draw, decided: Beacon, seed: str, external: str) -> list[Drawn]:
    """The result, from exactly what the ledger says was fixed."""
    fingerprint, body = first_entry(draw.number)
    if body != committed_body(draw) or rules.digest(draw.entrants) != draw.list_hash:
        raise TermsChanged(number=draw.number)
    public = rules.public_values(fingerprint, decided.text, external)
    return chance.draw(rules.read_list(draw.entrants), Spec.read(json.loads(draw.spec)), seed, public)


def _put_down(ctx: Context, draw: Draw, decided: Beacon, places: Sequence[Drawn], told: dict[str, Any]) -> None:
    """First the places, then the end: once it is there the database takes no more places."""
    insert_all(
        [
            Place(draw=draw, place=place, token=drawn.token, stratum=drawn.stratum, must=drawn.must)
            for place, drawn in enumerate(places, 1)
        ]
    )
    Draw.objects.filter(pk=draw.pk).update(
        status=Status.REVEALED,
        revealed_at=ctx.now,
        sealed_seed=b"",
        seed=told["seed"],
        checkpoint=told["checkpoint"],
        checkpoint_size=decided.size,
        external_value=told["external"],
        external_source=told["external_source"],
        result_hash=told["result_hash"],
    )
