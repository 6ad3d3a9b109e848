"""Read entries in the order of the tree, fast enough to check millions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, cast

from django.db import OperationalError, connection
from django.db.models import QuerySet

from banshi.kernel.commands.planned import planned
from banshi.kernel.commands.prepared import prepared
from banshi.kernel.ledger.canonical import entry_text
from banshi.kernel.ledger.models import Entry

CHUNK = 4096  # a multiple of the 256 that Frontier folds at once

AT = {
    "sqlite": "replace(e.at, ' ', 'T') || CASE length(e.at) WHEN 19 THEN '.000000Z' ELSE 'Z' END",
    "postgresql": """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
}
COLUMNS = "e.id, e.county, e.subject, e.position, {at}, e.actor, e.kind, e.body, e.previous, e.hash"


class Row(NamedTuple):
    """One entry as it is stored, with its instant as the ledger writes it."""

    leaf: int | None
    id: int
    county: str
    subject: str
    position: int
    at: str
    actor: str
    kind: str
    body: str
    previous: bytes
    hash: bytes

    def canonical(self) -> bytes:
        """The bytes whose SHA-256 the hash must be."""
        return entry_text(
            county=self.county,
            subject=self.subject,
            position=self.position,
            at=self.at,
            actor=self.actor,
            kind=self.kind,
            body_json=self.body,
            previous=bytes(self.previous),
        ).encode(errors="surrogateescape")


class Hashed(NamedTuple):
    """One entry as the bytes that were hashed, put together by the database."""

    leaf: int
    subject: str
    position: int
    previous: bytes
    hash: bytes
    content: bytes


CONTENT = {
    "sqlite": f"""CAST(printf(
        '{{"actor":"%%s","at":"%%s","body":%%s,"county":"%%s","kind":"%%s","position":%%d,"previous":"%%s","subject":"%%s","v":1}}',
        e.actor, {AT["sqlite"]}, e.body, e.county, e.kind, e.position, lower(hex(e.previous)), e.subject) AS BLOB)""",
    "postgresql": f"""convert_to(
        '{{"actor":"' || e.actor || '","at":"' || {AT["postgresql"]} || '","body":' || e.body || ',"county":"' || e.county
        || '","kind":"' || e.kind || '","position":' || e.position || ',"previous":"' || encode(e.previous, 'hex')
        || '","subject":"' || e.subject || '","v":1}}', 'UTF8')""",
}


def hashed_rows(start: int, end: int) -> list[Hashed]:
    """The entries of leaves start … end-1 for a quick check.

    The database writes the canonical form, which saves half the time. It quotes nothing: a
    name that needs it makes the hash differ, and then `rows_between` has the last word.
    """
    content = CONTENT[connection.vendor]
    sql = f"""SELECT l."index", e.subject, e.position, e.previous, e.hash, {content}
              FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id
              WHERE l."index" >= %s AND l."index" < %s ORDER BY l."index" """  # noqa: S608 (only our own column names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [start, end])
        return cast(list[Hashed], cursor.fetchall())  # plain tuples: naming a million of them costs half a second


def rows_between(start: int, end: int) -> list[Row]:
    """The entries of leaves start … end-1; a leaf or entry that is gone is missing."""
    sql = f"""SELECT l."index", {COLUMNS.format(at=AT[connection.vendor])}
              FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id
              WHERE l."index" >= %s AND l."index" < %s ORDER BY l."index" """  # noqa: S608 (only our own column names)
    return _fetch(sql, [start, end])


def sealed_rows(size: int) -> Iterator[list[Row]]:
    """The entries of leaves 0 … size-1 in chunks."""
    for start in range(0, size, CHUNK):
        yield rows_between(start, min(start + CHUNK, size))


def waiting_rows() -> Iterator[list[Row]]:
    """The entries that wait to be sealed, in chunks by id."""
    sql = f"""SELECT NULL, {COLUMNS.format(at=AT[connection.vendor])}
              FROM ledger_unsealed u JOIN ledger_entry e ON e.id = u.entry_id
              WHERE u.entry_id > %s ORDER BY u.entry_id LIMIT {CHUNK}"""  # noqa: S608 (only our own column names)
    last = 0
    while chunk := _fetch(sql, [last]):
        yield chunk
        last = chunk[-1].id


def row_of(subject: str, position: int) -> Row | None:
    """One entry with its leaf's index, if it has one yet."""
    sql = f"""SELECT l."index", {COLUMNS.format(at=AT[connection.vendor])}
              FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry_id = e.id
              WHERE e.subject = %s AND e.position = %s"""  # noqa: S608 (only our own column names)
    found = _fetch(sql, [subject, position])
    return found[0] if found else None


def place_of(entry_id: int) -> tuple[str, int] | None:
    """The subject and position of an entry."""
    return next(iter(_place(entry_id)), None)


@prepared
def _place(entry_id: int) -> QuerySet[Entry, tuple[str, int]]:
    return Entry.objects.filter(id=entry_id).values_list("subject", "position")


def _fetch(sql: str, parameters: list[int | str]) -> list[Row]:
    with planned() as cursor:
        try:
            cursor.execute(sql, parameters)
            return [Row._make(row) for row in cursor.fetchall()]
        except OperationalError:
            if connection.vendor != "sqlite":
                raise
            with _damaged_text():
                cursor.execute(sql, parameters)
                return [Row._make(row) for row in cursor.fetchall()]


@contextmanager
def _damaged_text() -> Iterator[None]:
    """Within the block SQLite gives out text that is not UTF-8 any more byte for byte, so that its hash can be told."""
    driver = connection.connection
    driver.text_factory = lambda data: data.decode(errors="surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str
