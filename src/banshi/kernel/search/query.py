"""Find a room's rows by what somebody typed, together with the room's own filter.

Every function takes the room's rows already filtered by its access rule, and only ever
narrows them: no list can show a row that its detail page refuses.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet

from banshi.kernel.search import postgresql, sqlite
from banshi.kernel.search.conditions import Wanted, wanted

M = TypeVar("M", bound=Model)


def newest(
    rows: QuerySet[M, M],
    room: str,
    typed: str,
    *,
    size: int,
    before: int | None = None,
    county: str | None = None,
    within: Sequence[str] = (),
) -> list[M]:
    """The newest `size` of `rows` that carry every term, highest primary key first.

    `before` is the last key of the page before. `within`: only rows with one of these marks,
    e.g. ["u17", "u21"]. Nothing searchable typed finds nothing. At most two statements.
    """
    looked_for = wanted(room, typed, county=county, within=within, before=before)
    if looked_for is None:
        return []
    return list(_best(rows, looked_for, size))


def count(
    rows: QuerySet[M, M],
    room: str,
    typed: str,
    *,
    up_to: int = 1000,
    county: str | None = None,
    within: Sequence[str] = (),
) -> int:
    """How many of `rows` carry every term; stops counting at `up_to`."""
    looked_for = wanted(room, typed, county=county, within=within)
    if looked_for is None:
        return 0
    return len(_best(rows.values_list("pk", flat=True), looked_for, up_to))


def matching(room: str, typed: str, *, county: str | None = None, within: Sequence[str] = ()) -> Q:
    """Rows of `room` that carry every term, as a filter on the primary key.

    For lists in any order, counts and exports. Asks one small statement at once, how common the
    terms are: the hits of rare ones are gathered, for common ones the list is read until full.
    """
    looked_for = wanted(room, typed, county=county, within=within)
    if looked_for is None:
        return Q(pk__in=[])
    module = postgresql if connection.vendor == "postgresql" else sqlite
    return Q(module.condition(looked_for))


def _best(rows: QuerySet[M, Any], looked_for: Wanted, size: int) -> list[Any]:
    module = postgresql if connection.vendor == "postgresql" else sqlite
    found: list[Any] = module.newest(rows, looked_for, size)
    return found
