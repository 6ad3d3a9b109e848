"""Write one act on the record."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from django.db import connection

from banshi.kernel.commands import Context, noted
from banshi.kernel.commands.bulk import insert_all
from banshi.kernel.ledger.canonical import commitment, entry_hash
from banshi.kernel.ledger.models import Entry, Opening
from banshi.kernel.rooms import kinds

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
SALT_BYTES = 32
HEAD = "SELECT position, hash FROM ledger_entry WHERE subject = %s ORDER BY position DESC LIMIT 1"
INSERT = """INSERT INTO ledger_entry (county, subject, position, at, actor, kind, body, previous, hash)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"""


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
    head = _head(str(subject))
    position, previous = (head[0] + 1, bytes(head[1])) if head else (0, b"")
    entry = _entry(ctx, subject, kind, text, position=position, previous=previous)
    _insert(entry)
    if salts:
        Opening.objects.create(entry_id=entry.id, salts=salts)
    return _recorded(entry)


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
    entries, openings = [], []
    for first in firsts:
        text, salts = _content(first.kind, first.body, first.sealed)
        entry = _entry(ctx, first.subject, first.kind, text, position=0, previous=b"")
        entries.append(entry)
        if salts:
            openings.append((entry, salts))
    if len(entries) == 1:
        _insert(entries[0])
    else:
        insert_all(entries)
    insert_all([Opening(entry_id=entry.id, salts=salts) for entry, salts in openings])
    return [_recorded(entry) for entry in entries]


def _content(
    kind: str, body: Mapping[str, Json] | None, sealed: Mapping[str, str] | None
) -> tuple[str, dict[str, str]]:
    """The canonical body with its commitments, and their salts in hex."""
    if kind not in kinds():
        raise UnknownKind(f"ledger kind {kind!r} is not declared by any room; add it to the room's SERVICE.kinds")
    noted()
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in sealed or {}}
    content: dict[str, Any] = dict(body or {})
    if sealed:
        content["sealed"] = {name: commitment(salts[name], value) for name, value in sealed.items()}
    return rfc8785.dumps(content).decode(), {name: salt.hex() for name, salt in salts.items()}


def _entry(ctx: Context, subject: Subject, kind: str, text: str, *, position: int, previous: bytes) -> Entry:
    what = {
        "county": subject.county,
        "subject": str(subject),
        "position": position,
        "at": ctx.now,
        "actor": ctx.actor.key,
    }
    digest = entry_hash(**what, kind=kind, body_json=text, previous=previous)  # type: ignore[arg-type]
    return Entry(**what, kind=kind, body=text, previous=previous, hash=digest)


def _recorded(entry: Entry) -> Recorded:
    return Recorded(entry.id, entry.subject, entry.position, entry.at, entry.hash.hex())


def _head(subject: str) -> tuple[int, bytes] | None:
    """The last entry of the subject, which nobody else can extend until we commit.

    The race: two transactions read the same head and both append. SQLite has one writer;
    on PostgreSQL an advisory lock on the subject alone, held to the end of the transaction,
    makes the second wait and then see the first's entry (READ COMMITTED).
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [subject])
        cursor.execute(HEAD, [subject])
        row = cursor.fetchone()
    return (int(row[0]), bytes(row[1])) if row else None


def _insert(entry: Entry) -> None:
    """Write the row in plain SQL: the hottest write of the house, a third of the ORM's time."""
    at: Any = connection.ops.adapt_datetimefield_value(entry.at)
    values: list[Any] = [entry.county, entry.subject, entry.position, at, entry.actor, entry.kind, entry.body]
    values += [entry.previous, entry.hash]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        entry.id = int(cursor.fetchone()[0])


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
