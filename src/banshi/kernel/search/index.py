"""Keep a room's texts findable. Called inside the room's commands, in their transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction

from banshi.kernel.search.canonical import canonical, tokens
from banshi.kernel.search.schema import table_of

MARK = "·"
"""Before every mark, so that none is ever taken for a word: it is neither letter nor digit."""
MAX_BODY = 50_000
"""Characters of a text by which it is found."""
BATCH = 1000

_Row = tuple[int, str, str, str]
"""key, county, marks, body"""


@dataclass(frozen=True, slots=True)
class Text:
    """One document: the row's primary key in its room and everything it should be found by.

    `marks` are exact values by which a list is often narrowed ("u17" for a unit, "a150627" for
    an area): they make a narrow search fast and never replace the room's own filter.
    """

    key: int
    county: str
    text: str
    marks: Sequence[str] = ()


def put(room: str, key: int, county: str, text: str, *, marks: Sequence[str] = ()) -> None:
    """Make a row findable by `text`, in place of what it was found by before."""
    put_many(room, [Text(key, county, text, marks)])


def put_many(room: str, texts: Iterable[Text], *, new: bool = False, later: bool = False) -> int:
    """`put` for many rows, a thousand to a statement. Returns how many.

    `new`: the rows were inserted in this transaction and written here by nobody before, so there is nothing to forget.
    `later`: for imports. The rows are found at once, by reading them; `catch_up`, a job after
    the import, brings them into the index.
    """
    table, count, remaining = table_of(room), 0, iter(texts)
    while batch := list(islice(remaining, BATCH)):
        last = {text.key: text for text in batch}
        rows = [(t.key, t.county, _marks(t), canonical(t.text[:MAX_BODY])[:MAX_BODY]) for t in last.values()]
        with connection.cursor() as cursor:
            if not new:
                _forget(cursor, table, list(last))
            _keep(cursor, table, rows, late=later)
        count += len(batch)
    return count


def drop(room: str, keys: Sequence[int]) -> None:
    """Make rows unfindable, e.g. when they are erased or no longer public."""
    with connection.cursor() as cursor:
        for start in range(0, len(keys), BATCH):
            _forget(cursor, table_of(room), keys[start : start + BATCH])


def catch_up(room: str, *, limit: int = BATCH) -> int:
    """Bring up to `limit` late rows into the index. Returns how many; call again until 0."""
    table = table_of(room)
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with transaction.atomic(), connection.cursor() as cursor:
        late = f'SELECT key, county, marks, body FROM "{table}_late" ORDER BY key LIMIT %s {lock}'
        cursor.execute(late, [min(limit, BATCH)])
        rows = cursor.fetchall()
        if rows:
            _forget(cursor, table, [row[0] for row in rows])
            _keep(cursor, table, rows, late=False)
    return len(rows)


def tidy(room: str) -> None:
    """Write the index anew without what was dropped: an erased text leaves no token in the file."""
    table = table_of(room)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'REINDEX INDEX "{table}_tokens"')
        else:
            cursor.execute(f'INSERT INTO "{table}_tokens" ("{table}_tokens") VALUES (\'optimize\')')


def _marks(text: Text) -> str:
    for mark in text.marks:
        if not (mark.isascii() and mark.isalnum() and mark == mark.lower()):
            raise ValueError(f"a mark is made of lower-case ASCII letters and digits, got {mark!r}")
    return " ".join(f"{MARK}{mark}" for mark in sorted({*text.marks, f"c{text.county}"}))


def _keep(cursor: Any, table: str, rows: list[_Row], *, late: bool) -> None:
    into = f'INSERT INTO "{table}{"_late" if late else ""}" (key, county, marks, body)'
    if connection.vendor == "postgresql":
        again = "ON CONFLICT (key) DO UPDATE SET county = excluded.county, marks = excluded.marks, body = excluded.body"
        if len(rows) == 1:
            cursor.execute(f"{into} VALUES (%s, %s, %s, %s) {again}", rows[0])
            return
        columns = [list(column) for column in zip(*rows, strict=True)]
        arrays = "unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])"
        cursor.execute(f"{into} SELECT * FROM {arrays} {again}", columns)
        return
    cursor.executemany(f"{into} VALUES (%s, %s, %s, %s)", rows)
    if not late:
        cursor.executemany(
            f'INSERT INTO "{table}_tokens" (rowid, tokens) VALUES (%s, %s)',
            [(key, _tokens(marks, body)) for key, _county, marks, body in rows],
        )


def _tokens(marks: str, body: str) -> str:
    return f"{' '.join(tokens(body))} {marks}"


def _forget(cursor: Any, table: str, keys: Sequence[int]) -> None:
    """A contentless FTS5 table forgets a row only when told again what the row held."""
    holders = ", ".join(["%s"] * len(keys))
    if connection.vendor != "postgresql":
        cursor.execute(f'SELECT key, marks, body FROM "{table}" WHERE key IN ({holders})', list(keys))
        cursor.executemany(
            f'INSERT INTO "{table}_tokens" ("{table}_tokens", rowid, tokens) VALUES (\'delete\', %s, %s)',
            [(key, _tokens(marks, body)) for key, marks, body in cursor.fetchall()],
        )
    for name in (table, f"{table}_late"):
        cursor.execute(f'DELETE FROM "{name}" WHERE key IN ({holders})', list(keys))
