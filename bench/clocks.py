"""Sweeping 8 × SIZE clocks for what is overdue and due soon: `SIZE=1000000 python bench/clocks.py`.

Anchors, in the same run: reading the same table without its indexes, and counting working days
one by one as the calendar library does. Works in a schema (PostgreSQL) or file (SQLite) of its
own and removes it at the end.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.project.settings")
_own = tempfile.TemporaryDirectory(prefix="banshi-bench-clocks-")
if os.environ.get("BANSHI_DATABASE_URL", "sqlite").startswith("sqlite"):
    os.environ["BANSHI_DATABASE_URL"] = f"sqlite:///{_own.name}/clocks.sqlite3"

import chinese_calendar  # noqa: E402
import django  # noqa: E402

django.setup()

from bench.report import line  # noqa: E402
from django.db import connection  # noqa: E402

from banshi.kernel.clocks import current, queries, rules  # noqa: E402
from banshi.kernel.clocks.models import Clock  # noqa: E402
from banshi.kernel.directory.models import Area, Unit  # noqa: E402

CLOCKS = 8 * int(os.environ.get("SIZE", "100000"))
NOW = datetime(2026, 5, 26, 2, tzinfo=UTC)
COUNTIES, UNITS = 103, 2_000
ROUNDS = 21
POSTGRES = connection.vendor == "postgresql"
TABLE = Clock._meta.db_table

# One in twenty runs; of these three in a hundred are overdue, the rest fall due over 60 days.
FILL = """
INSERT INTO {table} (county, subject, kind, rule, rule_from, started, due, extended_by, calendar_version, provisional,
                     holder_id, alert_at, alert_hours, met_at, running_due)
SELECT county, 'requests:210526-' || n, 'resident', 'hotline.reply', '2005-01-01', {started}, {due}, 0,
       '2026:00000000', {false}, 1 + n % {units}, CASE WHEN running THEN {alert} END, CASE WHEN running THEN 48 END,
       CASE WHEN running THEN NULL ELSE {met} END, CASE WHEN running THEN {due} END
FROM ({numbers}) AS clock
"""
NUMBERS_POSTGRES = """
SELECT n, (150100 + n % {counties})::text AS county, n % 20 = 0 AS running,
       CASE WHEN n % 20 > 0 THEN n % 1051200 - 1051200 WHEN n % 2000 < 60 THEN n % 40000 - 40000
            ELSE n % 86400 END AS minutes
FROM generate_series(1, {clocks}) AS n
"""
NUMBERS_SQLITE = """
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {clocks})
SELECT n, CAST(150100 + n % {counties} AS TEXT) AS county, n % 20 = 0 AS running,
       CASE WHEN n % 20 > 0 THEN n % 1051200 - 1051200 WHEN n % 2000 < 60 THEN n % 40000 - 40000
            ELSE n % 86400 END AS minutes
FROM counted
"""


def moment(minutes: str) -> str:
    """SQL for NOW plus so many minutes."""
    if POSTGRES:
        return f"timestamptz '{NOW.isoformat()}' + ({minutes}) * interval '1 minute'"
    return f"strftime('%Y-%m-%d %H:%M:%S', '{NOW:%Y-%m-%d %H:%M:%S}', ({minutes}) || ' minutes')"


@contextmanager
def own_tables() -> Any:
    """Only the tables that clocks need, away from those of the site."""
    with connection.cursor() as cursor:
        if POSTGRES:
            cursor.execute("DROP SCHEMA IF EXISTS bench_clocks CASCADE; CREATE SCHEMA bench_clocks")
            cursor.execute("SET search_path TO bench_clocks")
        else:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.schema_editor() as editor:
                for model in (Area, Unit, Clock):
                    editor.create_model(model)
            if not POSTGRES:
                cursor.execute("PRAGMA foreign_keys=ON")
            yield cursor
        finally:
            if POSTGRES:
                cursor.execute("DROP SCHEMA bench_clocks CASCADE")
            connection.close()
            _own.cleanup()


def fill(cursor: Any) -> None:
    Area.objects.create(code="15", name="区", level="region")
    Unit.objects.bulk_create(
        [Unit(id=n, slug=f"u{n}", name=f"单位{n}", kind="department", area_id="15") for n in range(1, UNITS + 1)]
    )
    numbers = (NUMBERS_POSTGRES if POSTGRES else NUMBERS_SQLITE).format(clocks=CLOCKS, counties=COUNTIES)
    cursor.execute(
        FILL.format(
            table=TABLE,
            numbers=numbers,
            units=UNITS,
            false="false" if POSTGRES else "0",
            started=moment("minutes - 20160"),
            due=moment("minutes"),
            met=moment("minutes - 60"),
            alert=moment("ABS(minutes)"),
        )
    )
    cursor.execute("VACUUM ANALYZE" if POSTGRES else "ANALYZE")


@contextmanager
def without_indexes(cursor: Any) -> Any:
    """PostgreSQL reads the whole table within the block; SQLite is told so in the statement."""
    switches = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")
    for switch in switches if POSTGRES else ():
        cursor.execute(f"SET {switch} = off")
    yield
    for switch in switches if POSTGRES else ():
        cursor.execute(f"RESET {switch}")


def timed(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median milliseconds."""
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        spent.append((time.perf_counter() - start) * 1000)
    return median(spent)


def sweep() -> None:
    """What the clock job asks each minute: the worst, the next, and the warnings to give."""
    queries.overdue(NOW)
    queries.due_soon(NOW, timedelta(hours=48))
    queries.warnings_due(NOW, limit=100)


def scan(cursor: Any) -> None:
    """The overdue found by reading every row."""
    hint = "" if POSTGRES else "NOT INDEXED"
    cursor.execute(
        f"SELECT COUNT(*) FROM {TABLE} {hint} WHERE met_at IS NULL AND cancelled_at IS NULL AND paused_at IS NULL AND due <= %s",
        [NOW if POSTGRES else f"{NOW:%Y-%m-%d %H:%M:%S}"],
    )
    cursor.fetchone()


def sweeps(cursor: Any) -> bool:
    name = f"clocks.{{}} {connection.vendor} {CLOCKS:,}"
    with without_indexes(cursor):
        whole = timed(lambda: scan(cursor), 3)
    swept = timed(sweep)
    county = timed(lambda: queries.due_counts(NOW, timedelta(hours=48), county="150127"))
    unit = timed(lambda: queries.overdue(NOW, holders=[27]))
    return all(
        [
            line(name.format("sweep"), swept, "ms", 10, whole, whole / swept),
            line(name.format("counts of a county"), county, "ms", 10, whole, whole / county),
            line(name.format("overdue of a unit"), unit, "ms", 10, whole, whole / unit),
        ]
    )


def reckoning() -> bool:
    """Deadlines a second, beside a walk over the library's calendar."""
    calendar, office, day = current.calendar(), current.office(), date(2026, 1, 19)
    rule = rules.Rule(
        "bench",
        rules.RuleKind.WORKING_DAYS,
        60,
        rules.Start.NEXT_DAY,
        "",
        "",
        "",
        "",
        rules.Standing.DEMO,
        date(2005, 1, 1),
    )
    walk = timed(lambda: [chinese_calendar.find_workday(60, day) for _ in range(100)]) * 10
    ours = timed(lambda: [rules.due_of(rule, NOW, calendar, office) for _ in range(1000)])
    explained = timed(lambda: [rules.explain(rule, NOW, calendar, office) for _ in range(100)]) * 10
    return all(
        [
            line("clocks.deadline of 60 working days", ours, "us", 50, walk, walk / ours),
            line("clocks.deadline of 60 working days, explained", explained, "us", 1000, walk, walk / explained),
        ]
    )


def main() -> int:
    met = reckoning()
    tables: AbstractContextManager[Any] = own_tables()
    with tables as cursor:
        fill(cursor)
        met = sweeps(cursor) and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
