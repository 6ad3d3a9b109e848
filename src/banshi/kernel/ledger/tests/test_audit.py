"""The live ledger: whatever is changed behind its back is found and named."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from banshi.kernel.commands import Actor
from banshi.kernel.ledger import keys, sealing
from banshi.kernel.ledger.audit import verify_database
from banshi.kernel.ledger.canonical import entry_hash
from banshi.kernel.ledger.findings import Report
from banshi.kernel.ledger.models import Entry, Leaf
from banshi.kernel.ledger.record import Recorded
from banshi.kernel.ledger.tests.conftest import CTX, NOW, write_slips
from banshi.kernel.testing.flush import triggers_off

Write = Callable[..., list[Recorded]]


def tamper(statement: str, *parameters: object) -> None:
    """Change the database as somebody with full rights could."""
    connection.check_constraints()  # PostgreSQL alters no table while checks are put off
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        connection.check_constraints()


def findings(report: Report) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.place, finding.field) for finding in report.findings]


def rewrite(identity: int) -> None:
    """Change who acted, and the fingerprint with it."""
    entry = Entry.objects.get(id=identity)
    digest = entry_hash(
        county=entry.county,
        subject=entry.subject,
        position=entry.position,
        at=entry.at,
        actor="person:13",
        kind=entry.kind,
        body_json=entry.body,
        previous=bytes(entry.previous),
    )
    tamper("UPDATE ledger_entry SET actor = 'person:13', hash = %s WHERE id = %s", digest, identity)


@pytest.fixture
def sealed(written: Write) -> list[Recorded]:
    entries = written(290)
    sealing.seal(NOW)
    keys.rotate_key(CTX)
    sealing.seal(NOW)
    return entries + written(5)


@pytest.mark.django_db
class TestAnIntactLedger:
    def test_verifies_with_its_figures(self, sealed: list[Recorded]) -> None:
        report = verify_database()
        assert report.findings == []
        assert {name: report.facts[name] for name in ("entries", "waiting", "checkpoints", "subjects")} == {
            "entries": "297",
            "waiting": "5",
            "checkpoints": "2",
            "subjects": "4",
        }

    def test_takes_the_quick_way_throughout(self, sealed: list[Recorded], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("banshi.kernel.ledger.audit.rows_between", lambda _start, _end: pytest.fail("the slow way"))
        assert verify_database().ok

    def test_may_hold_names_that_need_quoting(self, written: Write) -> None:
        write_slips(CTX.acting(Actor.system('a"b\\c')), count=2)
        sealing.seal(NOW)
        assert verify_database().ok

    def test_may_be_empty(self, db: None) -> None:
        assert verify_database().ok

    def test_may_have_files_that_lag_behind(self, sealed: list[Recorded], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sealing, "publish", lambda: 0)
        sealing.seal(NOW)
        assert verify_database().ok


@pytest.mark.django_db
class TestATamperedLedger:
    @pytest.mark.parametrize(
        ("column", "value", "field"),
        [
            ("actor", "person:13", "actor"),
            ("county", "150628", "county"),
            ("kind", "slips.writtem", "kind"),
            ("at", "2021-05-26T01:02:04.456789Z", "at"),
            ("subject", "slips:150627-9", "subject"),
            ("position", 900, "entry"),
            ("body", "{}", "entry"),
            ("previous", b"\x01" * 32, "entry"),
            ("hash", b"\x01" * 32, "entry"),
        ],
    )
    def test_names_the_entry_and_the_field(
        self, column: str, value: object, field: str, sealed: list[Recorded]
    ) -> None:
        entry = sealed[0]
        if column == "at" and connection.vendor == "sqlite":
            value = "2021-05-26 01:02:04.456789"
        tamper(f"UPDATE ledger_entry SET {column} = %s WHERE id = %s", value, entry.id)
        report = verify_database()
        subject = value if column == "subject" else entry.subject
        position = value if column == "position" else entry.position
        assert ("content", f"{subject} #{position} (id {entry.id})", field) in findings(report)

    def test_names_the_chain_of_an_entry_whose_hash_was_recomputed(self, sealed: list[Recorded]) -> None:
        rewrite(sealed[0].id)
        assert ("chain", f"{sealed[0].subject} #1 (id {sealed[3].id})", "previous") in findings(verify_database())

    def test_names_the_checkpoint_when_the_end_of_a_chain_was_rewritten_with_its_hash(self, written: Write) -> None:
        written(9)
        sealing.seal(NOW)
        rewrite(Leaf.objects.order_by("-index").values_list("entry_id", flat=True)[1])
        assert findings(verify_database()) == [("checkpoint root", "checkpoint 10", "root")]

    def test_names_a_deleted_entry(self, sealed: list[Recorded]) -> None:
        tamper("DELETE FROM ledger_leaf WHERE entry_id = %s", sealed[7].id)
        tamper("DELETE FROM ledger_entry WHERE id = %s", sealed[7].id)
        found = findings(verify_database())
        assert ("leaf", "leaf 7", "") in found
        assert any(code == "position" and place.startswith(sealed[7].subject) for code, place, _field in found)

    def test_names_swapped_leaves(self, sealed: list[Recorded]) -> None:
        one, two = sealed[0].id, sealed[1].id
        for entry_id, index in [(-1, 0), (one, 1), (two, 0)]:
            tamper(
                'UPDATE ledger_leaf SET entry_id = %s WHERE "index" = %s', entry_id, index
            ) if entry_id > 0 else tamper('DELETE FROM ledger_leaf WHERE "index" IN (0, 1)')
        tamper('INSERT INTO ledger_leaf ("index", entry_id) VALUES (0, %s), (1, %s)', two, one)
        assert ("checkpoint root", "checkpoint 291", "root") in findings(verify_database())

    @pytest.mark.parametrize(
        ("statement", "expected"),
        [
            ("UPDATE ledger_checkpoint SET root = hash FROM ledger_entry e WHERE e.position = 3 AND size = 291", ("checkpoint", "checkpoint 291", "root")),
            ("UPDATE ledger_checkpoint SET note = replace(note, '291', '290') WHERE size = 291", ("checkpoint", "checkpoint 291", "note")),
            ("UPDATE ledger_checkpoint SET size = 290 WHERE size = 291", ("checkpoint", "checkpoint 290", "size")),
            ("UPDATE ledger_tile SET hashes = (SELECT hash FROM ledger_entry WHERE subject = 'ledger:keys' AND position = 0) WHERE level = 1", ("tile", "tile/1/000.p/1", "hashes")),
            ("DELETE FROM ledger_tile WHERE level = 1", ("tile", "tile/1/000", "")),
        ],
    )  # fmt: skip
    def test_names_a_changed_checkpoint_or_tile(
        self, statement: str, expected: tuple[str, str, str], sealed: list[Recorded]
    ) -> None:
        tamper(statement)
        assert expected in findings(verify_database())

    def test_names_an_entry_that_the_queue_lost(self, sealed: list[Recorded]) -> None:
        tamper("DELETE FROM ledger_unsealed WHERE entry_id = %s", sealed[-1].id)
        assert [code for code, _place, _field in findings(verify_database())] == ["unqueued"]

    def test_names_a_changed_key(self, sealed: list[Recorded]) -> None:
        tamper("UPDATE ledger_entry SET body = replace(body, 'hand-over', 'hand-ovex') WHERE subject = 'ledger:keys'")
        found = findings(verify_database())
        assert ("keys", "ledger:keys", "body") in found
        assert any(code == "content" and "ledger:keys #1" in place for code, place, _field in found)

    @pytest.mark.parametrize("name", ["checkpoint", "tile/0/000", "tile/0/001.p/36", "tile/1/000.p/1"])
    def test_names_a_published_file_and_the_byte(self, name: str, sealed: list[Recorded]) -> None:
        path = sealing.folder() / name
        content = bytearray(path.read_bytes())
        content[5] ^= 1
        path.write_bytes(content)
        (finding,) = verify_database().findings
        assert (finding.code, finding.place) == ("published", f"ledger/{name}")
        assert finding.detail in {"byte 5", "checkpoint"}


@pytest.fixture
def damaged(tmp_path: Path) -> Callable[[bytes], Report]:
    """Verify a copy of the database file with other content."""

    def verify(content: bytes) -> Report:
        path = tmp_path / "damaged.sqlite3"
        for old in tmp_path.glob("damaged.sqlite3*"):
            old.unlink()
        path.write_bytes(content)
        plain = connection.connection
        try:
            connection.connection = sqlite3.connect(path)
            return verify_database()
        finally:
            connection.connection.close()
            connection.connection = plain

    return verify


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_flipped_byte_in_the_database_file_is_found_wherever_the_ledger_lies(
    damaged: Callable[[bytes], Report], tmp_path: Path
) -> None:
    write_slips(CTX, count=60)
    sealing.seal(NOW)
    shutil.rmtree(sealing.folder())
    copy = tmp_path / "copy.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    content = copy.read_bytes()
    assert damaged(content).ok

    chance = random.Random(2)
    for place in chance.sample(sorted(ledger_bytes(copy, content)), 150):
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        assert not damaged(bytes(changed)).ok, f"byte {place}: {content[place - 30 : place + 30]!r}"


def ledger_bytes(path: Path, content: bytes) -> set[int]:
    """Every byte of the file that holds a value of an entry, a leaf, a tile or a checkpoint."""
    places: set[int] = set()
    with sqlite3.connect(path) as file:
        values = [
            value if isinstance(value, bytes) else str(value).encode()
            for table, columns in [
                ("ledger_entry", "county, subject, at, actor, kind, body, previous, hash"),
                ("ledger_tile", "hashes"),
                ("ledger_checkpoint", "root, note"),
            ]
            for row in file.execute(f"SELECT {columns} FROM {table}")
            for value in row
        ]
    for value in values:
        start = content.find(value) if len(value) >= 12 else -1
        while start >= 0:
            places.update(range(start, start + len(value)))
            start = content.find(value, start + len(value))
    return places
