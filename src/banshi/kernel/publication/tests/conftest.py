"""A room that counts two things, and a command to count them in."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from banshi.kernel.commands import Actor, Context, command
from banshi.kernel.ledger.record import Subject, record
from banshi.kernel.publication.figures import Measure, Tally, count_many, events

COUNTY = "150627"


@command
def note(ctx: Context, /, *, tallies: Sequence[Tally]) -> None:
    """Count, on the record of a subject of its own."""
    count_many(ctx, "trial", tallies)
    record(ctx, Subject("trial", ctx.request_id, COUNTY), "publication.masked")


def at(text: str) -> Context:
    """A context at noon in Shanghai of the given day."""
    return Context(Actor.system("test"), datetime.fromisoformat(f"{text}T04:00:00").replace(tzinfo=UTC), f"test-{text}")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Count tallies on a day: counted("2021-05-26", Tally(…), …)."""
    declared = {("trial", slug): Measure(slug, slug, slug) for slug in ("received", "solved")}
    monkeypatch.setattr(events, "measures", lambda: declared)

    def run(day: str, *tallies: Tally) -> None:
        note(at(day), tallies=tallies)

    return run
