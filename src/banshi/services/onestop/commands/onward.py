"""Cases move on: what is met lets the next steps begin, in the same transaction.

One UPDATE moves all cases named, and one INSERT begins a step for all of them that are ready. The row of a case is locked by
the UPDATE itself, so of two people who complete the last two prerequisites at once the second waits and sees what
the first has met: the next step begins once, and never not at all. The table refuses a second row of the same step.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from banshi.kernel.commands import Context
from banshi.services.onestop.commands.sets import among, day, moment, rows, run
from banshi.services.onestop.queries.deadlines import last_day_of
from banshi.services.onestop.rules.procedure import Origin, Procedure
from banshi.services.onestop.rules.progress import ENDS

NOW_MET = """UPDATE onestop_case SET met = met | %s, ended = ended | %s, begun = begun{begins},
    status = CASE WHEN (ended | %s) = parts THEN {ends} ELSE status END,
    closed_at = CASE WHEN (ended | %s) = parts THEN %s ELSE closed_at END
WHERE {cases} RETURNING begun"""
BEGINS = """ | CASE WHEN parts & %s <> 0 AND begun & %s = 0 AND %s & parts & ~(met | %s) = 0 THEN %s ELSE 0 END"""
BEGIN = """INSERT INTO onestop_casestep (case_id, place, unit_id, state, started, last_day, due, watch)
SELECT c.id, %s, (SELECT u.id FROM directory_unit u WHERE u.slug = substr(c.area, 1, %s) || %s), 'a', %s, %s, %s, %s
FROM onestop_case c WHERE {cases} AND c.begun & %s <> 0
ON CONFLICT (case_id, place) DO NOTHING"""
USE = """INSERT INTO onestop_use (case_id, material_id, step_id, at)
SELECT m.case_id, m.id, s.id, %s FROM onestop_casestep s JOIN onestop_material m ON m.case_id = s.case_id
WHERE {cases} AND s.place = %s AND s.state IN ('a', 'r') AND m.code IN ({codes}) AND m.revoked_at IS NULL
ON CONFLICT DO NOTHING"""
HAND_OVER = """INSERT INTO onestop_delivery (case_id, step_id, unit_id, way, place, reference, ready_at)
SELECT c.id, s.id, s.unit_id, c.way, c.place, '', %s FROM onestop_case c
JOIN onestop_casestep s ON s.case_id = c.id AND s.place = %s WHERE {cases}"""
ENDING = " ".join(["CASE status", *(f"WHEN '{now}' THEN '{then}'" for now, then in ENDS.items()), "ELSE status END"])
"""What becomes of a case with which nothing is left to do."""
NUMBER = "c.number || %s"
ISSUE = """INSERT INTO onestop_material (case_id, code, place, number, sha256, file, at)
SELECT c.id, %s, %s, {number}, {digest}, '', %s FROM onestop_case c WHERE {cases}"""
FINISH = """UPDATE onestop_casestep SET state = %s, finished = %s, due = NULL, watch = NULL, entry_id = %s
WHERE {steps} AND state = 'a'"""


def met(ctx: Context, procedure: Procedure, cases: Sequence[int], place: int) -> None:
    """The step of these cases is done: later ones begin, and a case with nothing left is finished."""
    step, bit = procedure.steps[place], 1 << place
    ended = 0 if step.delivers else bit
    begun = _move(ctx, procedure, cases, bit, ended, procedure.following[place])
    if step.delivers:
        where, ids = among("c.id", cases)
        run(HAND_OVER.format(cases=where), [moment(ctx.now), place, *ids])
    begin(ctx, procedure, cases, [at for at in procedure.following[place] if begun >> at & 1])


def received(ctx: Context, procedure: Procedure, cases: Sequence[int], place: int) -> None:
    """What the step gave is in the resident's hands: nothing more is owed of it."""
    _move(ctx, procedure, cases, 0, 1 << place, ())


def without_more(ctx: Context, procedure: Procedure, cases: Sequence[int]) -> None:
    """The cases have lost some of their steps: what only waited for those begins, and what is whole is over."""
    everything = tuple(place for place, step in enumerate(procedure.steps) if not step.undoes)
    begun = _move(ctx, procedure, cases, 0, 0, everything)
    begin(ctx, procedure, cases, [at for at in everything if begun >> at & 1])


def begin(ctx: Context, procedure: Procedure, cases: Sequence[int], steps: Sequence[int]) -> None:
    """Begin these steps where a case counts them as begun and has no row of them yet."""
    for place in steps:
        step = procedure.steps[place]
        department = procedure.departments[step.department]
        last = day(last_day_of(procedure, step, ctx.now))
        where, ids = among("c.id", cases)
        unit = [department.level, f"-{department.unit}"]
        values = [place, *unit, moment(ctx.now), last, last, last, *ids, 1 << place]
        if run(BEGIN.format(cases=where), values):
            use(ctx, procedure, cases, place)


def use(ctx: Context, procedure: Procedure, cases: Sequence[int], place: int) -> None:
    """The step is given the papers that it needs and that are there, by reference; each use is kept."""
    needed = [code for code in procedure.steps[place].needs if procedure.materials[code].origin is not Origin.HELD]
    if needed:
        where, ids = among("s.case_id", cases)
        codes = ", ".join(["%s"] * len(needed))
        run(USE.format(cases=where, codes=codes), [moment(ctx.now), *ids, place, *needed])


def issue(ctx: Context, cases: Sequence[int], place: int, codes: Sequence[str]) -> None:
    """Documents without a file: numbered by case and step, their hash is that of case, material and number, a line each."""
    text = f"c.number || '\n' || %s || '\n' || {NUMBER}"
    digest = (
        f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')" if connection.vendor == "postgresql" else f"SHA256({text})"
    )
    where, ids = among("c.id", cases)
    suffix = f"-{place + 1}"
    for code in codes:
        run(
            ISSUE.format(number=NUMBER, digest=digest, cases=where),
            [code, place, suffix, code, suffix, moment(ctx.now), *ids],
        )


def finish(steps: Sequence[int], state: str, now: datetime, entry_id: int) -> int:
    """Note at the steps how they ended and by which entry; only those still running. Returns how many."""
    where, ids = among("id", steps)
    return run(FINISH.format(steps=where), [state, moment(now), entry_id, *ids])


def _move(
    ctx: Context, procedure: Procedure, cases: Sequence[int], bit: int, ended: int, candidates: Sequence[int]
) -> int:
    """Move the cases on. Returns the steps that have begun in any of them."""
    begins, values = "", list[object]([bit, ended])
    for place in candidates:
        begins += BEGINS
        values += [1 << place, 1 << place, procedure.first[place], bit, 1 << place]
    where, ids = among("id", cases)
    values += [ended, ended, moment(ctx.now), *ids]
    begun = 0
    for (each,) in rows(NOW_MET.format(begins=begins, ends=ENDING, cases=where), values):
        begun |= each
    return begun
