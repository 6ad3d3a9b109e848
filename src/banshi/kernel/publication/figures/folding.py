"""Fold counted events into sums, each exactly once, whenever they come to light.

An event and its pending row are one insert in one transaction. Folding deletes pending rows
and adds their events to the sums in one transaction: an event is either pending or folded,
and a transaction that commits late simply leaves its pending rows for the next fold. No
watermark is needed, so none can be wrong.
"""

from collections import Counter
from datetime import date

from django.db import connection, transaction

from banshi.kernel.publication.figures.cells import cells, month_of, year_of
from banshi.kernel.publication.models import FigureClosing, FigureEvent, FigurePending, FigureSum

BATCH = 100_000
ROWS = 2_000

_ADD = """INSERT INTO publication_figuresum (county, room, dimension, grain, measure, month, known, key, value)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (county, room, dimension, grain, measure, month, known, key)
DO UPDATE SET value = publication_figuresum.value + excluded.value"""

_Sum = tuple[str, str, str, str, str, date, date, str]


def fold(limit: int = BATCH) -> int:
    """Fold up to `limit` pending events. Returns how many; call again until it returns 0.

    Two folds at once share the work: each takes rows that the other has not locked.
    """
    with transaction.atomic():
        pending = FigurePending.objects.order_by("pk")
        if connection.vendor == "postgresql":
            pending = pending.select_for_update(skip_locked=True)
        ids = list(pending.values_list("pk", flat=True)[:limit])
        if not ids:
            return 0
        sums = _sums(ids)
        _add(sums)
        for start in range(0, len(ids), ROWS):
            FigurePending.objects.filter(pk__in=ids[start : start + ROWS]).delete()
    return len(ids)


def rebuild() -> int:
    """Throw the sums away and make every event pending again, e.g. after a restore. Returns how many."""
    with transaction.atomic():
        FigureSum.objects.all().delete()
        FigurePending.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO publication_figurepending (event_id) SELECT id FROM publication_figureevent")
    return FigurePending.objects.count()


def close(county: str, through: date) -> None:
    """Close the county's books through a day: the database refuses anything more known by then."""
    FigureClosing.objects.bulk_create(
        [FigureClosing(county=county, through=through)],
        update_conflicts=True,
        unique_fields=["county"],
        update_fields=["through"],
    )


def close_all(through: date, *, also: str) -> None:
    """`close` every county that has counted anything, and the county `also`."""
    for county in {also, *FigureEvent.objects.order_by().values_list("county", flat=True).distinct()}:
        close(county, through)


def _sums(ids: list[int]) -> Counter[_Sum]:
    found: Counter[_Sum] = Counter()
    for start in range(0, len(ids), ROWS):
        rows = FigureEvent.objects.filter(pk__in=ids[start : start + ROWS]).values_list(
            "county", "room", "measure", "day", "known", "unit", "area", "category", "channel", "value"
        )
        for county, room, measure, day, known, unit, area, category, channel, value in rows:
            month, known_month, year, known_year = month_of(day), month_of(known), year_of(day), year_of(known)
            for dimension, key in cells(unit, area, category, channel):
                found[(county, room, dimension, "m", measure, month, known_month, key)] += value
                found[(county, room, dimension, "y", measure, year, known_year, key)] += value
    return found


def _add(sums: Counter[_Sum]) -> None:
    """Add to the sums in one fixed order, so that two folds never wait for each other in a circle."""
    rows = [(*cell, value) for cell, value in sorted(sums.items()) if value]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            cursor.executemany(_ADD, rows[start : start + ROWS])
