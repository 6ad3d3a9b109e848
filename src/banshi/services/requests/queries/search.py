"""Finding requests by words, number or place, as far as the actor may read them."""

from dataclasses import replace
from datetime import datetime

from banshi.kernel.commands import Actor
from banshi.services.requests.queries.desk import DeskRow, Filter, desk
from banshi.services.requests.queries.keyset import Cut, Page
from banshi.services.requests.rules import numbers


def search(
    actor: Actor, now: datetime, text: str, which: Filter | None = None, cut: Cut | None = None
) -> Page[DeskRow]:
    """Requests found by `text` within a filter, newest first. SQL: 1.

    A number, however it is written, finds its request.
    """
    wanted = replace(which or Filter(), text=numbers.tidy_number(text), order="new")
    return desk(actor, now, wanted, cut)
