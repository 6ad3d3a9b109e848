"""Write one act on the record."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from django.db import connection

from banshi.kernel.commands import Context, noted
from banshi.kernel.ledger.canonical import commitment, entry_hash
from banshi.kernel.ledger.models import Entry, Opening
from banshi.kernel.rooms import kinds

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
SALT_BYTES = 32


class UnknownKind(LookupError):
    """A kind that no room declares. A defect of the code, so not a BanshiError."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: a room, the matter's public number in it, and its county."""

    room: str
    key: str
    county: str

    def __str__(self) -> str:
        return f"{self.room}:{self.key}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entry just written."""

    id: int
    subject: str
    position: int
    at: datetime
    hash: str


def record(
    ctx: Context,
    subject: Subject,
    kind: str,
    body: Mapping[str, Json] | None = None,
    *,
    sealed: Mapping[str, str] | None = None,
) -> Recorded:
    """Append an entry to the subject's chain, inside the command now running.

    `body` is small and names nobody. What could identify a person goes into `sealed`: it
    enters as HMAC-SHA256(salt, value) under body["sealed"], the salt is kept apart and can
    be destroyed, after which every proof still holds and nothing can be guessed.

    Raises:
        UnknownKind: no room declares `kind`.
        OutsideCommand: no command is running.
    """
    if kind not in kinds():
        raise UnknownKind(f"ledger kind {kind!r} is not declared by any room; add it to the room's SERVICE.kinds")
    noted()
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in sealed or {}}
    content: dict[str, Any] = dict(body or {})
    if sealed:
        content["sealed"] = {name: commitment(salts[name], value) for name, value in sealed.items()}
    text = rfc8785.dumps(content).decode()
    entry = _append(ctx, subject, kind, text)
    if salts:
        Opening.objects.create(entry_id=entry.id, salts={name: salt.hex() for name, salt in salts.items()})
    return entry


def _append(ctx: Context, subject: Subject, kind: str, body: str) -> Recorded:
    name = str(subject)
    head = _head(name)
    position, previous = (head[0] + 1, bytes(head[1])) if head else (0, b"")
    digest = entry_hash(
        county=subject.county,
        subject=name,
        position=position,
        at=ctx.now,
        actor=ctx.actor.key,
        kind=kind,
        body_json=body,
        previous=previous,
    )
    xid = _transaction_id()
    entry = Entry.objects.create(
        county=subject.county,
        subject=name,
        position=position,
        at=ctx.now,
        actor=ctx.actor.key,
        kind=kind,
        body=body,
        previous=previous,
        hash=digest,
        xid=xid,
    )
    return Recorded(id=entry.id, subject=name, position=position, at=ctx.now, hash=digest.hex())


def _head(subject: str) -> tuple[int, bytes] | None:
    """The last entry of the subject, which nobody else can extend until we commit.

    The race: two transactions read the same head and both append. SQLite has one writer;
    on PostgreSQL an advisory lock on the subject alone, held to the end of the transaction,
    makes the second wait and then see the first's entry (READ COMMITTED).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [subject])
    return Entry.objects.filter(subject=subject).order_by("-position").values_list("position", "hash").first()


def _transaction_id() -> int | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        row = cursor.fetchone()
    return int(row[0])


def erase_openings(subject: Subject, names: Sequence[str]) -> int:
    """Destroy the salts of the named sealed values in all entries of `subject`.

    Called inside a command that records the erasure. Returns how many salts were destroyed.
    """
    destroyed = 0
    for opening in Opening.objects.filter(entry__subject=str(subject)).order_by("entry_id"):
        kept = {name: salt for name, salt in opening.salts.items() if name not in names}
        destroyed += len(opening.salts) - len(kept)
        Opening.objects.filter(pk=opening.pk).update(salts=kept)
    return destroyed
