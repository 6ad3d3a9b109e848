"""Newborns in their states, through the commands or straight into the tables, for bench/onestop.py, which has set Django up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone
from stdnum.cn import ric

from banshi.kernel.commands import Context
from banshi.kernel.commands.bulk import insert_all
from banshi.kernel.directory.models import Unit
from banshi.kernel.evidence.store import accept
from banshi.kernel.forms import files
from banshi.kernel.testing.people import COUNTY, VILLAGE, World
from banshi.services.onestop import commands
from banshi.services.onestop.commands import Wish
from banshi.services.onestop.commands.onward import begin
from banshi.services.onestop.commands.sets import second
from banshi.services.onestop.models import Case, Said
from banshi.services.onestop.queries.procedures import in_force
from banshi.services.onestop.rules.procedure import Procedure
from banshi.services.onestop.rules.progress import select

NOW = datetime.now(UTC)
SQLITE = connection.vendor == "sqlite"


def answers() -> dict[str, Any]:
    """A newborn registered here, whose mother is insured."""
    stem = "11010119950101234"
    paper = files.keep(accept(SimpleUploadedFile("a.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")))
    return {
        "mother_name": "阿丽玛",
        "mother_id": stem + ric.calc_check_digit(f"{stem}0"),
        "phone": "13800138001",
        "home": VILLAGE,
        "father_known": False,
        "child_name": "小草",
        "born": (timezone.localdate(NOW) - timedelta(days=2)).isoformat(),
        "sex": "girl",
        "register_here": True,
        "mother_insured": "employee",
        "home_address": "门克庆嘎查一号",
        "registers_with": "mother",
        "household_book": [paper],
        "bank": "rural",
        "account": "6222020602000000001",
        "bills": [paper],
        "visits": "phone",
    }


def opened(world: World, count: int) -> list[str]:
    """So many newborns, by their own command."""
    wish = Wish("newborn", answers(), consent=True)
    return [commands.open_case(world.ctx("alice", NOW), wish=wish).number for _ in range(count)]


def fill(world: World, procedure: Procedure, count: int) -> None:
    """Cases as opening leaves them, without their entries; `post_id` 1 marks them."""
    version = in_force("newborn", timezone.localdate(NOW))
    sealed = bytes(Said.objects.order_by("case_id").values_list("answers", flat=True)[0])
    parts = select(procedure, answers()).parts
    cases = [
        Case(
            number=f"C{n:06d}-BENCH0",
            county=COUNTY,
            area=VILLAGE,
            procedure_id=version.id,
            owner_id=world.people["alice"].id,
            status="open",
            parts=parts,
            begun=1,
            way="window",
            post_id=1,
            opened_at=second(NOW),
        )
        for n in range(count)
    ]
    with writing(world) as ctx:
        insert_all(cases)
        insert_all([Said(case_id=case.pk, answers=sealed) for case in cases])
        begin(ctx, procedure, [case.pk for case in cases], (0,))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a site's own database would have done


@contextmanager
def writing(world: World) -> Iterator[Context]:
    with transaction.atomic():
        yield world.ctx("system", NOW)


def fill_steps(world: World, version: int, count: int) -> None:
    """So many steps by one statement; nine of each case."""
    unit = Unit.objects.get(slug=f"{COUNTY}-police").pk
    parts, owner = 2**9 - 1, world.people["alice"].id
    numbers = (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {0}) SELECT n FROM t"
        if SQLITE
        else "SELECT n FROM generate_series(1, {0}) AS n"
    )
    today = timezone.localdate(NOW)
    day = f"date('{today}', (n %% 60 - 2) || ' days')" if SQLITE else f"date '{today}' + (n %% 60 - 2)::int"
    letters = "printf('D%%013d', n)" if SQLITE else "'D' || lpad(n::text, 13, '0')"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO onestop_case (number, county, area, procedure_id, owner_id, status, parts, begun, met, ended,
                way, place, address, opened_at)
            SELECT {letters}, %s, %s, %s, %s, 'open', %s, %s, 0, 0, 'window', '', %s, %s FROM ({numbers.format(count // 9)}) AS x""",
            [COUNTY, VILLAGE, version, owner, parts, parts, b"", second(NOW)],
        )
        cursor.execute("SELECT MIN(id) FROM onestop_case WHERE number LIKE 'D%%'")
        first = cursor.fetchone()[0]
        running = f"CASE WHEN n %% 20 = 0 THEN {day} END"
        cursor.execute(
            f"""INSERT INTO onestop_casestep (case_id, place, unit_id, state, started, last_day, due, watch, finished)
            SELECT {first} + n / 9, n %% 9, %s, CASE WHEN n %% 20 = 0 THEN 'a' ELSE 'd' END, %s, {day}, {running}, {running},
                CASE WHEN n %% 20 = 0 THEN NULL ELSE %s END
            FROM ({numbers.format(count - 10)}) AS x""",
            [unit, NOW, NOW],
        )
        cursor.execute("ANALYZE" if SQLITE else "VACUUM ANALYZE onestop_casestep")
