"""Joined-up procedures: `SIZE=1000000 python bench/onestop.py` sweeps 8 × SIZE steps.

Newborn, as it ships: seven departments, eight steps. Completions are whole commands: access, state, ledger entry, papers passed on,
steps begun, commit. Anchor in the same run: SpiffWorkflow 3.2 carrying out the BPMN that we export of the same procedure, in memory
and with each completion written to SQLite. Makes a database of its own and removes it at the end.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.project.settings")

import django

django.setup()

from bench._cases import NOW, SQLITE, answers, fill, fill_steps, opened  # noqa: E402
from bench._spiff import measured  # noqa: E402
from bench.report import line  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from banshi.kernel.commands import Context  # noqa: E402
from banshi.kernel.directory.commands import add_person, add_unit, appoint  # noqa: E402
from banshi.kernel.testing.people import COUNTY, SINCE, World, build  # noqa: E402
from banshi.services.onestop import commands  # noqa: E402
from banshi.services.onestop.models import Case, CaseStep, Said  # noqa: E402
from banshi.services.onestop.policy import packaged  # noqa: E402
from banshi.services.onestop.queries.desk import desk  # noqa: E402
from banshi.services.onestop.queries.procedures import in_force  # noqa: E402
from banshi.services.onestop.queries.watching import overdue  # noqa: E402
from banshi.services.onestop.rules.bpmn import export  # noqa: E402
from banshi.services.onestop.rules.bpmn_model import model  # noqa: E402
from banshi.services.onestop.rules.procedure import Procedure  # noqa: E402

STEPS = 8 * int(os.environ.get("SIZE", "100000"))
DURABLE, DESK, BULK, PEER, BARE = 100, 100, 30_000, 40, 200
FULL = 2
"""SQLite's `synchronous`."""
TABLES = tuple(model._meta.db_table for model in (Case, Said, CaseStep))


def main() -> int:
    """Measure everything on the database at hand; 1 where a goal was missed."""
    with tempfile.TemporaryDirectory() as folder:
        settings.DATA_DIR = Path(folder)
        files_ = settings.STORAGES["default"]
        settings.STORAGES = {**settings.STORAGES, "default": {**files_, "OPTIONS": {"location": f"{folder}/files"}}}
        connection.settings_dict["TEST"]["NAME"] = f"{folder}/bench.sqlite3" if SQLITE else f"bench_{os.getpid()}"
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            met = everything(Path(folder))
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
    return 0 if met else 1


def everything(folder: Path) -> bool:
    world = build(NOW)
    people = prepared(world)
    procedure = in_force("newborn", timezone.localdate(NOW)).procedure
    spiff = measured(export(model(procedure)), procedure.code, spiff_data(procedure), folder, PEER)
    return all(
        [
            durable(world, people, procedure, spiff.in_memory, spiff.durable),
            bulk(world, people, procedure, spiff.in_memory),
            small(spiff.bytes_a_case),
            swept(world, people, procedure),
        ]
    )


def prepared(world: World) -> dict[str, Context]:
    """A unit and a handler for every department, by its code; the procedure published."""
    ctx = world.ctx("system", NOW)
    commands.publish(ctx, text=packaged()["newborn.yaml"], file="newborn.yaml", county=COUNTY)
    procedure = in_force("newborn", timezone.localdate(NOW)).procedure
    for code, department in procedure.departments.items():
        unit = add_unit(ctx, slug=department.slug(COUNTY), name=department.title.zh, kind="department", area=COUNTY)
        person = add_person(ctx, name=f"{code}经办", area=COUNTY)
        appoint(ctx, person_id=person.id, unit_id=unit.id, role="handler", title="经办人", starts=SINCE)
        world.people[code] = person
    return {code: world.ctx(code, NOW) for code in procedure.departments}


def spiff_data(procedure: Procedure) -> dict[str, Any]:
    """The same answers as the peer's conditions ask for them, everything taken."""
    said = {code: value for code, value in answers().items() if not isinstance(value, list)}
    return {**said, **{f"take_{step.code}": True for step in procedure.steps}}


def durable(
    world: World, people: dict[str, Context], procedure: Procedure, in_memory: float, peer_durable: float
) -> bool:
    """Completions that wait for the disk: one step a commit, and a desk's hundred steps a commit."""
    name = f"onestop.{{}} {connection.vendor}{'' if waits_for_disk() else ' (fsync off)'}"
    way = [step for step in procedure.steps if not step.undoes]
    numbers = opened(world, DURABLE)
    least = floor()
    started, worked = time.perf_counter(), time.process_time()
    for number in numbers:
        for step in way:
            commands.complete(people[step.department], number=number, step=step.code)
    single = DURABLE * len(way) / (time.perf_counter() - started)
    worked = (time.process_time() - worked) * 1000 / (DURABLE * len(way))
    least = (least + floor()) / 2
    numbers, seconds = opened(world, 2 * DESK), 0.0
    for step in way:
        place = procedure.positions[step.code]
        ids = list(CaseStep.objects.filter(case__number__in=numbers, place=place).values_list("id", flat=True))
        started = time.perf_counter()
        for first in range(0, len(ids), DESK):
            commands.complete_many(people[step.department], steps=ids[first : first + DESK])
        seconds += time.perf_counter() - started
    together = len(numbers) * len(way) / seconds
    return all(
        [
            line(name.format("durable: one step a commit"), single, "/s", None, peer_durable, single / peer_durable),
            line(name.format("the same beside one bare row a commit"), single, "/s", None, least, single / least),
            line(name.format("of that, our own work a step"), worked, "ms CPU"),
            line(name.format("the same beside the peer in memory"), single, "/s", None, in_memory, single / in_memory),
            line(
                name.format("durable: a hundred steps a commit"),
                together,
                "/s",
                1_000,
                peer_durable,
                together / peer_durable,
            ),
        ]
    )


def waits_for_disk() -> bool:
    """Whether a commit of this database is on the disk when it is acknowledged."""
    with connection.cursor() as cursor:
        if SQLITE:
            cursor.execute("PRAGMA synchronous")
            return int(cursor.fetchone()[0]) >= FULL
        cursor.execute("SELECT current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'")
        return bool(cursor.fetchone()[0])


def floor() -> float:
    """Commits a second of one bare row each, here and now: what no single completion can be faster than."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_floor (n integer)")
        started = time.perf_counter()
        for n in range(BARE):
            cursor.execute("INSERT INTO bench_floor VALUES (%s)", [n])  # each a transaction of its own
        return BARE / (time.perf_counter() - started)


def bulk(world: World, people: dict[str, Context], procedure: Procedure, in_memory: float) -> bool:
    """One step of 30,000 cases in one command: where nothing is issued, and where a document is."""
    fill(world, procedure, BULK)
    name = f"onestop.{{}} {connection.vendor} {BULK:,}"
    rates, spent = {}, {}
    for step in procedure.steps:
        if step.undoes:
            continue
        rows = CaseStep.objects.filter(case__post_id=1, place=procedure.positions[step.code], state="a")
        ids = list(rows.values_list("id", flat=True))
        ctx = people[step.department]
        started, worked = time.perf_counter(), time.process_time()
        done = commands.complete_many(replace(ctx, request_id=step.code), steps=ids)
        rates[step.code] = done.completed / (time.perf_counter() - started)
        spent[step.code] = (time.process_time() - worked) * 1e6 / done.completed
    for code, rate in rates.items():
        line(name.format(f"bulk: {code}"), rate, "/s", None, in_memory, rate / in_memory)
    typical = median(rates.values())
    line(name.format("bulk: CPU of this process a case"), median(spent.values()), "µs")
    return line(name.format("bulk completion, the median step"), typical, "/s", 30_000, in_memory, typical / in_memory)


def small(peer: float) -> bool:
    """What a finished case of eight steps takes with its answers and all indexes, after a VACUUM: state, not ledger nor papers."""
    cases = Case.objects.count()
    with connection.cursor() as cursor:
        if SQLITE:
            cursor.execute("VACUUM")
            cursor.execute(
                "SELECT SUM(d.pgsize) FROM dbstat d JOIN sqlite_master m ON m.name = d.name WHERE m.tbl_name IN (%s, %s, %s)",
                TABLES,
            )
        else:
            for table in TABLES:
                cursor.execute(f"VACUUM FULL {table}")
            cursor.execute(
                "SELECT SUM(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name", [list(TABLES)]
            )
        size = float(cursor.fetchone()[0]) / cases
        answered = (
            sum(len(bytes(row)) for row in Said.objects.order_by("case_id").values_list("answers", flat=True)[:100])
            / 100
        )
    name = f"onestop.{{}} {connection.vendor}"
    line(name.format("of that, the sealed answers"), answered, "bytes")
    return line(name.format("a case and its steps with their indexes"), size, "bytes", 1_229, peer, peer / size)


def swept(world: World, people: dict[str, Context], procedure: Procedure) -> bool:
    """8 × SIZE steps, one in twenty running, a third of these late: the sweep, which takes the first 500, and the desk."""
    version = in_force("newborn", timezone.localdate(NOW))
    fill_steps(world, version.id, STEPS)
    today = timezone.localdate(NOW)
    with connection.cursor() as cursor:
        hint = "NOT INDEXED" if SQLITE else ""
        if not SQLITE:
            cursor.execute("SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off")
        whole = timed(
            lambda: cursor.execute(f"SELECT COUNT(*) FROM onestop_casestep {hint} WHERE watch < %s", [str(today)]), 3
        )
        if not SQLITE:
            cursor.execute("RESET ALL")
    late = timed(lambda: overdue(today))
    first = timed(lambda: desk(people["police"].actor, NOW))
    name = f"onestop.{{}} {connection.vendor} {STEPS:,}"
    return all(
        [
            line(name.format("overdue sweep"), late, "ms", 10, whole, whole / late),
            line(name.format("a department's desk, due first"), first, "ms", 50, whole, whole / first),
        ]
    )


def timed(act: Callable[[], object], rounds: int = 15) -> float:
    """Median milliseconds."""
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        spent.append((time.perf_counter() - start) * 1000)
    return median(spent)


if __name__ == "__main__":
    sys.exit(main())
