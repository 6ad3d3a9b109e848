"""The ledger at SIZE entries: `SIZE=1000000 python bench/ledger.py`.

Anchors in the same run: for verification the bare loop of SHA-256 over the same bytes, which no
verifier can beat; for recording the state change alone. Makes a database of its own beside the
one in BANSHI_DATABASE_URL and removes it at the end.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.project.settings")

import django

django.setup()

from bench.report import line  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from banshi.kernel import rooms  # noqa: E402
from banshi.kernel.commands import Actor, Context, command  # noqa: E402
from banshi.kernel.commands.models import Key  # noqa: E402
from banshi.kernel.ledger import proofs, receipts, sealing  # noqa: E402
from banshi.kernel.ledger.audit import verify_database  # noqa: E402
from banshi.kernel.ledger.canonical import canonical_json, entry_hash  # noqa: E402
from banshi.kernel.ledger.export import export  # noqa: E402
from banshi.kernel.ledger.findings import Report  # noqa: E402
from banshi.kernel.ledger.models import Entry  # noqa: E402
from banshi.kernel.ledger.record import Subject, record  # noqa: E402
from banshi.kernel.ledger.rows import sealed_rows  # noqa: E402
from banshi.kernel.ledger.verify import verify_file  # noqa: E402

SIZE = int(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SIZE", "100000"))
COUNTY = settings.BANSHI_COUNTY
NOW = datetime(2021, 5, 26, 1, 2, 3, tzinfo=UTC)
CTX = Context(actor=Actor(kind="resident", person_id=12), now=NOW, request_id="bench")
PER_SUBJECT = 6
KIND = next(iter(sorted(rooms.kinds())))
ROUNDS, PER_ROUND = 9, 200


def main() -> None:
    """Measure everything on the database at hand."""
    with tempfile.TemporaryDirectory() as folder:
        settings.DATA_DIR = Path(folder)
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            recording()
            fill()
            sealing_and_proofs()
            verification(Path(folder))
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def timed(work: Callable[[], object]) -> float:
    """Seconds; with SQLite CPU of this process, so that a busy machine does not count, with PostgreSQL wall time."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    started = clock()
    work()
    return clock() - started


def recording() -> None:
    """CPU of this process for one entry on top of the state change it stands for."""
    number = iter(range(10**9))

    def change(where: str) -> None:
        Key.objects.create(actor="bench", command=where, key=str(next(number)), digest="0" * 64, at=NOW)

    @command
    def recorded(ctx: Context) -> None:
        change("recorded")
        record(ctx, Subject("bench", f"r{next(number) // 4}", COUNTY), KIND, {"unit": 7, "words": "转住建局"})

    def bare() -> None:
        with transaction.atomic(durable=True):
            change("bare")

    def cpu(work: Callable[[], None]) -> float:
        started = time.process_time()
        for _ in range(PER_ROUND):
            work()
        return (time.process_time() - started) / PER_ROUND * 1000

    rounds = [(cpu(bare), cpu(lambda: recorded(CTX))) for _ in range(ROUNDS)]
    alone, both = median(pair[0] for pair in rounds), median(pair[1] for pair in rounds)
    line(f"ledger.record.cpu {connection.vendor}", both - alone, "ms", 0.3, alone, alone / (both - alone))


def entries() -> Iterator[Entry]:
    """SIZE entries as the requests room writes them, chained per subject."""
    made = SIZE // PER_SUBJECT + 1
    heads = [b""] * made
    for number in range(SIZE):
        position, subject = divmod(number, made)
        at = NOW + timedelta(seconds=number)
        body = canonical_json({"to": 17, "unit": subject % 40, "words": "已转住建局办理,五个工作日内答复"})
        name = f"requests:210526-{subject:06d}"
        parts = {"county": COUNTY, "subject": name, "position": position, "at": at, "actor": "post:5", "kind": KIND}
        digest = entry_hash(**parts, body_json=body, previous=heads[subject])  # type: ignore[arg-type]
        yield Entry(**parts, body=body, previous=heads[subject], hash=digest)
        heads[subject] = digest


def fill() -> None:
    batch: list[Entry] = []
    for entry in entries():
        batch.append(entry)
        if len(batch) == 5000:
            Entry.objects.bulk_create(batch, 500)
            batch.clear()
    Entry.objects.bulk_create(batch, 500)


def sealing_and_proofs() -> None:
    seconds = timed(lambda: sealing.seal(NOW))
    size = sealing.tree_size()
    line(f"ledger.seal {connection.vendor} {size}", size / seconds, "/s")
    chance = random.Random(1)
    inclusion = [timed(lambda: proofs.inclusion(chance.randrange(size), size)) * 1000 for _ in range(300)]
    line(f"ledger.proof.inclusion {connection.vendor} {size}", median(inclusion), "ms", 1)
    consistency = [timed(lambda: proofs.consistency(chance.randrange(1, size), size)) * 1000 for _ in range(300)]
    line(f"ledger.proof.consistency {connection.vendor} {size}", median(consistency), "ms", 1)
    whole = [timed(lambda: receipts.receipt_of(chance.randrange(2000, SIZE))) * 1000 for _ in range(300)]
    line(f"ledger.receipt {connection.vendor} {size}", median(whole), "ms")


def bare_loop(contents: list[bytes]) -> float:
    """Seconds that SHA-256 alone takes over the same bytes."""

    def loop() -> None:
        for content in contents:
            sha256(content).digest()

    return min(timed(loop) for _ in range(3))


def verification(folder: Path) -> None:
    size = sealing.tree_size()
    anchor = bare_loop([row.canonical() for rows in sealed_rows(size) for row in rows])
    path = export(folder, COUNTY)
    checks: list[tuple[str, Callable[[], Report]]] = [
        ("export", lambda: verify_file(path)),
        ("database", lambda: verify_database(file=False)),
    ]
    for name, verify in checks:
        assert verify().ok
        seconds = min(timed(verify) for _ in range(2))
        line(
            f"ledger.verify.{name} {connection.vendor} {size}",
            seconds,
            "s",
            5 * size / 1_000_000,
            anchor,
            anchor / seconds,
        )
    if connection.vendor == "sqlite":
        line(f"ledger.verify.database and its file {connection.vendor} {size}", timed(verify_database), "s")


if __name__ == "__main__":
    main()
