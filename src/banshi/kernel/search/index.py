"""Keep a room's texts findable. Called inside the room's commands, in their transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection

from banshi.kernel.search.canonical import canonical, tokens
from banshi.kernel.search.schema import checked

MARK = "·"
"""Before every mark, so that none is ever taken for a word: it is neither letter nor digit."""
BATCH = 1000


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


def put_many(room: str, texts: Iterable[Text]) -> int:
    """`put` for many rows, a thousand to a statement. Returns how many."""
    table, count, remaining = f"search_{checked(room)}", 0, iter(texts)
    while batch := list(islice(remaining, BATCH)):
        rows = [(t.key, t.county, _marks(t.marks), canonical(t.text)) for t in {t.key: t for t in batch}.values()]
        with connection.cursor() as cursor:
            _write(cursor, table, rows)
        count += len(batch)
    return count


def drop(room: str, keys: Sequence[int]) -> None:
    """Make rows unfindable, e.g. when they are erased or no longer public."""
    table = f"search_{checked(room)}"
    with connection.cursor() as cursor:
        for start in range(0, len(keys), BATCH):
            _forget(cursor, table, keys[start : start + BATCH])


def tidy(room: str) -> None:
    """Write the index anew without what was dropped: an erased text leaves no token in the file."""
    table = f"search_{checked(room)}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'ANALYZE "{table}"')
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [f"{table}_tokens"])
        else:
            cursor.execute(f'INSERT INTO "{table}_tokens" ("{table}_tokens") VALUES (\'optimize\')')


def _marks(marks: Sequence[str]) -> str:
    for mark in marks:
        if not (mark.isascii() and mark.isalnum() and mark == mark.lower()):
            raise ValueError(f"a mark is made of lower-case ASCII letters and digits, got {mark!r}")
    return " ".join(f"{MARK}{mark}" for mark in sorted(set(marks)))


def _tokens(county: str, marks: str, body: str) -> list[str]:
    return [*tokens(body), f"{MARK}c{county}", *marks.split()]


def _write(cursor: Any, table: str, rows: list[tuple[int, str, str, str]]) -> None:
    if connection.vendor == "postgresql":
        columns = [list(column) for column in zip(*rows, strict=True)]
        lists = [" ".join(_tokens(county, marks, body)) for _key, county, marks, body in rows]
        cursor.execute(
            f'INSERT INTO "{table}" (key, county, marks, body, tokens)'
            " SELECT k, c, m, b, array_to_tsvector(string_to_array(t, ' '))"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[]) AS new (k, c, m, b, t)"
            " ON CONFLICT (key) DO UPDATE SET"
            " county = excluded.county, marks = excluded.marks, body = excluded.body, tokens = excluded.tokens",
            [*columns, lists],
        )
        return
    _forget(cursor, table, [row[0] for row in rows])
    cursor.executemany(f'INSERT INTO "{table}" (key, county, marks, body) VALUES (%s, %s, %s, %s)', rows)
    cursor.executemany(
        f'INSERT INTO "{table}_tokens" (rowid, tokens) VALUES (%s, %s)',
        [(key, " ".join(_tokens(county, marks, body))) for key, county, marks, body in rows],
    )


def _forget(cursor: Any, table: str, keys: Sequence[int]) -> None:
    """A contentless FTS5 table forgets a row only when told again what the row held."""
    holders = ", ".join(["%s"] * len(keys))
    if connection.vendor != "postgresql":
        cursor.execute(f'SELECT key, county, marks, body FROM "{table}" WHERE key IN ({holders})', list(keys))
        cursor.executemany(
            f'INSERT INTO "{table}_tokens" ("{table}_tokens", rowid, tokens) VALUES (\'delete\', %s, %s)',
            [(key, " ".join(_tokens(county, marks, body))) for key, county, marks, body in cursor.fetchall()],
        )
    cursor.execute(f'DELETE FROM "{table}" WHERE key IN ({holders})', list(keys))
