"""Write one act on the record."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.backends.utils import CursorWrapper

from banshi.kernel.commands import Context, noted
from banshi.kernel.commands.bulk import insert_new, insert_values
from banshi.kernel.commands.planned import planned
from banshi.kernel.ledger.canonical import canonical_json, commitment, entry_hash
from banshi.kernel.ledger.models import Entry, Opening
from banshi.kernel.rooms import kinds

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
SALT_BYTES = 32
OPENING = ("entry_id", "salts")
HEAD = "SELECT position, hash FROM ledger_entry WHERE subject = %s ORDER BY position DESC LIMIT 1"
INSERT = """INSERT INTO ledger_entry (county, subject, position, at, actor, kind, body, previous, hash)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"""


class _Row(NamedTuple):
    """An entry as the table has it, without its key."""

    county: str
    subject: str
    position: int
    at: datetime
    actor: str
    kind: str
    body: str
    previous: bytes
    hash: bytes


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
    text, salts = _content(kind, body, sealed)
    with planned() as cursor:
        head = _head(cursor, str(subject))
        position, previous = (head[0] + 1, bytes(head[1])) if head else (0, b"")
        entry = _entry(ctx, subject, kind, text, position=position, previous=previous)
        key = _insert(cursor, entry)
    if salts:
        insert_values(Opening, OPENING, [(key, salts)])
    return _recorded(key, entry)


@dataclass(frozen=True, slots=True)
class First:
    """The first entry of a subject that did not exist before; fields as in `record`."""

    subject: Subject
    kind: str
    body: Mapping[str, Json]
    sealed: Mapping[str, str]


def record_first(ctx: Context, firsts: Iterable[First]) -> list[Recorded]:
    """Begin the chains of new subjects, in one statement; for intake and imports.

    Nobody else can know a new subject yet, so no chain is looked up or locked; the table's
    uniqueness of (subject, position) refuses one that was not new.

    Raises:
        UnknownKind, OutsideCommand: as `record`.
    """
    entries: list[_Row] = []
    openings: list[dict[str, str]] = []
    for first in firsts:
        text, salts = _content(first.kind, first.body, first.sealed)
        entries.append(_entry(ctx, first.subject, first.kind, text, position=0, previous=b""))
        openings.append(salts)
    if len(entries) == 1:
        with planned() as cursor:
            keys: Sequence[int] = [_insert(cursor, entries[0])]
    else:
        keys = insert_new(Entry, _Row._fields, entries)
    insert_values(Opening, OPENING, [(key, salts) for key, salts in zip(keys, openings, strict=True) if salts])
    return [_recorded(key, entry) for key, entry in zip(keys, entries, strict=True)]


def _content(
    kind: str, body: Mapping[str, Json] | None, sealed: Mapping[str, str] | None
) -> tuple[str, dict[str, str]]:
    """The canonical body with its commitments, and their salts in hex."""
    if kind not in kinds():
        raise UnknownKind(f"ledger kind {kind!r} is not declared by any room; add it to the room's SERVICE.kinds")
    noted()
    content: dict[str, Any] = dict(body or {})
    salts: dict[str, str] = {}
    if sealed:
        chance = secrets.token_bytes(SALT_BYTES * len(sealed))
        content["sealed"] = commitments = {}
        for place, (name, value) in enumerate(sealed.items()):
            salt = chance[SALT_BYTES * place : SALT_BYTES * (place + 1)]
            commitments[name], salts[name] = commitment(salt, value), salt.hex()
    return canonical_json(content), salts


def _entry(ctx: Context, subject: Subject, kind: str, text: str, *, position: int, previous: bytes) -> _Row:
    name, actor = str(subject), ctx.actor.key
    digest = entry_hash(
        county=subject.county,
        subject=name,
        position=position,
        at=ctx.now,
        actor=actor,
        kind=kind,
        body_json=text,
        previous=previous,
    )
    return _Row(subject.county, name, position, ctx.now, actor, kind, text, previous, digest)


def _recorded(key: int, entry: _Row) -> Recorded:
    return Recorded(key, entry.subject, entry.position, entry.at, entry.hash.hex())


def _head(cursor: CursorWrapper, subject: str) -> tuple[int, bytes] | None:
    """The last entry of the subject, which nobody else can extend until we commit.

    The race: two transactions read the same head and both append. SQLite has one writer;
    on PostgreSQL an advisory lock on the subject alone, held to the end of the transaction,
    makes the second wait and then see the first's entry (READ COMMITTED).
    """
    if cursor.db.vendor == "postgresql":
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [subject])
    cursor.execute(HEAD, [subject])
    row = cursor.fetchone()
    return (int(row[0]), bytes(row[1])) if row else None


def _insert(cursor: CursorWrapper, entry: _Row) -> int:
    """Write the row in plain SQL: the hottest write of the house, a third of the ORM's time. Returns its key."""
    at: Any = cursor.db.ops.adapt_datetimefield_value(entry.at)
    cursor.execute(INSERT, entry._replace(at=at))
    return int(cursor.fetchone()[0])


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
