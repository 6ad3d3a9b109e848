"""Statistics at SIZE requests: `SIZE=1000000 python bench/figures.py`.

Each request leaves five events over five years; the page reads every measure, cut by unit, area,
category, channel and month. Anchor: the same totals by GROUP BY over the events in the same run.
Builds the tables of figures in BANSHI_DATABASE_URL and drops them at the end (KEEP=1, REUSE=1).
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.project.settings")

import django

django.setup()

from bench.report import line  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Sum  # noqa: E402

from banshi.kernel.publication.figures import fold, read  # noqa: E402
from banshi.kernel.publication.models import FigureEvent, FigurePending, FigureSum  # noqa: E402

SIZE = int(os.environ.get("SIZE", "100000"))
ROUNDS = 9
DAYS = 5 * 365
START = date(2017, 1, 1)
COUNTY = "150627"
MEASURES = ("received", "answered", "in_time", "solved", "rated", "satisfied")
CUTS = ("unit", "area:9", "category:1", "channel", "month")
MODELS = (FigureEvent, FigurePending, FigureSum)
random = np.random.default_rng(20210526)


def events() -> Iterator[FigureEvent]:
    """Requests spread over the years; what became of each is known days or weeks later."""
    for number in range(SIZE):
        day = number * DAYS // SIZE
        unit, town, village = (int(n) for n in random.integers((0, 0, 0), (100, 12, 16)))
        top, middle, leaf = (int(n) for n in random.integers((0, 0, 0), (15, 7, 4)))
        delay = int(random.integers(1, 40))
        happened = [0, delay, delay, delay + 3, delay + 5, delay + 5]
        for measure, later in list(zip(MEASURES, happened, strict=True))[: 4 + number % 3]:
            yield FigureEvent(
                county=COUNTY,
                room="requests",
                measure=measure,
                day=START + timedelta(day),
                known=START + timedelta(day + later),
                unit=unit + 1,
                area=f"{COUNTY}{100 + town}{200 + village}",
                category=f"{top:02}/{top:02}{middle:02}/{top:02}{middle:02}{leaf:02}",
                channel=("web", "phone", "visit", "hotline", "sheet")[number % 5],
                value=1,
            )


def build() -> None:
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    counted, batch = 0, []
    for event in events():
        batch.append(event)
        if len(batch) == 10_000:
            counted += save(batch)
            batch = []
    counted += save(batch)
    started = time.perf_counter()
    while fold():
        pass
    line("figures: folding", counted / (time.perf_counter() - started), "events/s")
    line("figures: sums kept", FigureSum.objects.count(), "rows")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def save(batch: list[FigureEvent]) -> int:
    with transaction.atomic():
        made = FigureEvent.objects.bulk_create(batch)
        FigurePending.objects.bulk_create([FigurePending(event_id=event.pk) for event in made])
    return len(batch)


def timed(run: Callable[[], Any], rounds: int = ROUNDS) -> float:
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        run()
        took.append((time.perf_counter() - started) * 1000)
    return median(took)


def page(**narrow: Any) -> Callable[[], Any]:
    return lambda: read("requests", MEASURES, county=COUNTY, by=CUTS, **narrow)


def measure() -> bool:
    end = START + timedelta(DAYS)
    middle = date(2019, 7, 15)
    year = {"since": date(2021, 1, 1), "until": date(2022, 1, 1)}

    def naive() -> None:
        for column in ("unit", "area", "category", "channel"):
            list(
                FigureEvent.objects.filter(county=COUNTY).values(column, "measure").annotate(n=Sum("value")).order_by()
            )

    anchor = timed(naive, 1)
    cases: list[tuple[str, Callable[[], Any], float | None]] = [
        ("all years, five cuts", page(), 50),
        ("this year, five cuts", page(**year), 50),
        ("this year as of a month's end, five cuts", page(**year, as_of=date(2021, 6, 30)), 50),
        ("this year as of the middle of a month, five cuts", page(**year, as_of=date(2021, 6, 15)), None),
        ("the last 30 days, five cuts", page(since=end - timedelta(30)), None),
        ("as of a day years ago, five cuts", page(as_of=middle), None),
        ("totals as of a day years ago", lambda: read("requests", MEASURES, county=COUNTY, as_of=middle), None),
        (
            "one unit by class and month",
            lambda: read("requests", MEASURES, county=COUNTY, within=("unit", "17"), by=("category:1", "month")),
            50,
        ),
    ]
    met = True
    for name, run, goal in cases:
        p50 = timed(run)
        met &= line(f"figures: {name}", p50, "ms", goal, anchor, anchor / p50)
    return met


def main() -> None:
    print(f"# figures, {SIZE:,} requests, {connection.vendor}")
    try:
        if not os.environ.get("REUSE"):
            build()
        measure()
    finally:
        if not os.environ.get("KEEP"):
            with connection.schema_editor() as editor:
                for model in reversed(MODELS):
                    editor.delete_model(model)


if __name__ == "__main__":
    main()
