"""What each town brings, month by month."""

from collections.abc import Mapping
from datetime import date

from banshi.kernel.publication import figures
from banshi.services.requests.queries.statistics import ROOM


def received_by_town(
    county: str,
    towns: tuple[str, ...],
    *,
    as_of: date | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Mapping[str, Mapping[str, int]]:
    """Town → month ("2021-05") → requests received. SQL: 1 a town."""
    found = {}
    for town in towns:
        read = figures.read(
            ROOM,
            ("received",),
            county=county,
            by=("month",),
            within=("area", town),
            as_of=as_of,
            since=since,
            until=until,
        )
        found[town] = {month: counts.get("received", 0) for month, counts in read.by("month")}
    return found
