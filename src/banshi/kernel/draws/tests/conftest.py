"""A draw that tests can fix and open: three call-backs out of twelve settled matters."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from banshi.kernel.commands import Actor, Context
from banshi.kernel.draws import commands
from banshi.kernel.draws.commands import Committed, Outcome
from banshi.kernel.draws.rules import Entrant, Spec
from banshi.kernel.ledger import sealing
from banshi.kernel.ledger.record import Subject

COUNTY = "150627"
NOW = datetime(2021, 5, 26, 2, 0, tzinfo=UTC)
MATTER = Subject("requests", "callbacks-2021-05", COUNTY)
TITLE = "2021年5月办结诉求回访抽样"


def ctx(minutes: int = 0) -> Context:
    """The house itself, so many minutes after ten in the morning of 26 May 2021."""
    return Context(Actor.system("test"), NOW + timedelta(minutes=minutes), f"test-{minutes}")


def tokens(count: int, **rest: Any) -> list[Entrant]:
    """T001, T002 …, all alike."""
    return [Entrant(f"T{number:03d}", **rest) for number in range(1, count + 1)]


@dataclass
class Desk:
    """Fixes, seals and opens, minute by minute."""

    def fix(self, entrants: Sequence[Entrant] | None = None, spec: Spec | None = None, **rest: Any) -> Committed:
        given = {"about": MATTER, "title": TITLE, **rest}
        return commands.commit(ctx(), entrants=entrants or tokens(12), spec=spec or Spec.of(3), **given)

    def seal(self, minutes: int = 1) -> int:
        return sealing.seal(ctx(minutes).now).size

    def reveal(self, number: str, minutes: int = 2, **rest: Any) -> Outcome:
        return commands.reveal(ctx(minutes), number=number, **rest)

    def draw(self, entrants: Sequence[Entrant] | None = None, spec: Spec | None = None, **rest: Any) -> Outcome:
        """From the list to the result."""
        number = self.fix(entrants, spec, **rest).number
        self.seal()
        return self.reveal(number)


@contextmanager
def without_guards() -> Iterator[None]:
    """Somebody with full rights over the database puts the triggers of the table of draws aside."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE draws_draw DISABLE TRIGGER USER")
            yield
            cursor.execute("ALTER TABLE draws_draw ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'draws_draw'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


@pytest.fixture
def desk() -> Desk:
    return Desk()
