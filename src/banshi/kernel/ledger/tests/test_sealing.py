"""Sealing: in order, once, whole, and never skipping anyone."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from banshi.kernel.ledger import keys, merkle, sealing, tiles
from banshi.kernel.ledger.models import Checkpoint, Entry, Leaf, Tile, Unsealed
from banshi.kernel.ledger.notes import open_checkpoint, read_chain
from banshi.kernel.ledger.record import Recorded
from banshi.kernel.ledger.tests.conftest import CTX, NOW

Write = Callable[..., list[Recorded]]


def files() -> dict[str, bytes]:
    root = sealing.folder()
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != ".publishing"
    }


def leaf_hashes() -> list[bytes]:
    rows = Leaf.objects.order_by("index").values_list("entry__hash", flat=True)
    return [merkle.leaf_hash(bytes(digest)) for digest in rows]


def state_of(note: str) -> tuple[int, bytes]:
    checkpoint = open_checkpoint(note, read_chain(keys.key_links()))
    return checkpoint.size, checkpoint.root


@pytest.mark.django_db
class TestASealingRun:
    def test_makes_every_entry_a_leaf_in_sequence_under_a_signed_root(self, written: Write) -> None:
        written(7)
        done = sealing.seal(NOW)
        assert (done.added, done.size) == (8, 8)  # seven slips and the first key's own entry
        assert list(Leaf.objects.order_by("index").values_list("entry_id", flat=True)) == list(
            Entry.objects.order_by("id").values_list("id", flat=True)
        )
        assert state_of(Checkpoint.objects.get().note) == (8, merkle.fold(leaf_hashes()))
        assert not Unsealed.objects.exists()

    def test_run_twice_changes_nothing(self, written: Write) -> None:
        written(3)
        sealing.seal(NOW)
        before = files()
        assert sealing.seal(NOW) == sealing.Sealed(added=0, size=4, files=0)
        assert (files(), Checkpoint.objects.count()) == (before, 1)

    def test_extends_the_tree_it_finds_in_any_batches(self, written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sealing, "BATCH", 37)
        for count in (1, 300, 2, 500):
            written(count)
            sealing.seal(NOW)
        hashes = leaf_hashes()
        for size, root, note in Checkpoint.objects.values_list("size", "root", "note"):
            assert state_of(note) == (size, bytes(root)) == (size, merkle.fold(hashes[:size]))

    def test_publishes_what_a_static_client_needs_for_every_proof(
        self, written: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sealing, "BATCH", 100)
        for count in (250, 20):
            written(count)
            sealing.seal(NOW)
        published = files()
        size, root = state_of(published["checkpoint"].decode())
        wanted = {tiles.tile_path(*tile): tile for tile in tiles.tiles_of(size)}
        assert set(wanted) <= set(published)
        store = {(level, index): published[path] for path, (level, index, _width) in wanted.items()}
        assert merkle.tree_root(size, tiles.node_from(lambda level, index: store[level, index])) == root
        assert "tile/0/000.p/251" not in published, "a partial tile goes when the full one is there"

    def test_serves_partial_tiles_of_every_checkpoint_that_no_full_one_replaces(self, written: Write) -> None:
        for _ in range(3):
            written(10)
            sealing.seal(NOW)
        assert {"tile/0/000.p/11", "tile/0/000.p/21", "tile/0/000.p/31"} <= set(files())

    def test_refuses_a_key_that_others_can_read(self, written: Write) -> None:
        written(1)
        sealing.seal(NOW)
        (path,) = (sealing.folder().parent / "keys").glob("ledger-*.pem")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.chmod(0o640)
        written(1)
        with pytest.raises(keys.KeyExposed, match="chmod 600"):
            sealing.seal(NOW)
        path.unlink()
        with pytest.raises(keys.KeyMissing, match=path.name):
            sealing.seal(NOW)
        assert Checkpoint.objects.count() == 1

    def test_finds_entries_that_the_queue_lost(self, written: Write) -> None:
        written(5)
        Unsealed.objects.all().delete()
        assert sealing.requeue_lost() == 5
        assert sealing.requeue_lost() == 0
        assert sealing.seal(NOW).added == 6


@pytest.mark.django_db
@pytest.mark.parametrize("kill_at", range(5))
def test_killed_between_any_two_files_the_next_run_finishes(
    kill_at: int, written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(600)
    count = 0
    plain = tiles.write_atomically

    class Killed(BaseException):
        pass

    def dying(path: Path, content: bytes) -> None:
        nonlocal count
        if count == kill_at:
            raise Killed
        count += 1
        plain(path, content)

    monkeypatch.setattr(tiles, "write_atomically", dying)
    with pytest.raises(Killed):
        sealing.seal(NOW)
    assert "checkpoint" not in files()
    monkeypatch.setattr(tiles, "write_atomically", plain)
    assert sealing.seal(NOW).added == 0
    published = files()
    assert {tiles.tile_path(*tile) for tile in tiles.tiles_of(601)} <= set(published)
    assert state_of(published["checkpoint"].decode())[0] == 601


@pytest.mark.django_db
def test_a_damaged_or_foreign_checkpoint_file_is_written_anew_with_all_tiles(written: Write) -> None:
    written(5)
    sealing.seal(NOW)
    (sealing.folder() / "checkpoint").write_bytes(b"\xff not ours")
    os.remove(sealing.folder() / "tile/0/000.p/6")
    assert sealing.seal(NOW).files == 2
    assert {"checkpoint", "tile/0/000.p/6"} == set(files())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_leaf SET entry_id = entry_id + 1",
        "DELETE FROM ledger_leaf",
        "UPDATE ledger_checkpoint SET note = 'x'",
        "DELETE FROM ledger_checkpoint",
    ],
)
def test_leaves_and_checkpoints_are_append_only_in_the_database_itself(statement: str, written: Write) -> None:
    written(1)
    sealing.seal(NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_an_entry_cannot_be_replaced_by_an_insert_that_overwrites(written: Write) -> None:
    written(1)
    columns = "id, county, subject, position, at, actor, kind, body, previous, hash"
    verb, tail = (
        ("INSERT OR REPLACE", "")
        if connection.vendor == "sqlite"
        else ("INSERT", "ON CONFLICT (id) DO UPDATE SET body = '{}'")
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} INTO ledger_entry ({columns}) SELECT {columns} FROM ledger_entry {tail}")


@pytest.mark.django_db
class TestKeyRotation:
    def test_is_on_the_record_and_both_terms_verify(self, written: Write) -> None:
        written(2)
        sealing.seal(NOW)
        keys.rotate_key(CTX)
        sealing.seal(NOW)
        assert [term.last for term in read_chain(keys.key_links())] == [3, None]
        assert [state_of(note)[0] for note in Checkpoint.objects.order_by("size").values_list("note", flat=True)] == [
            3,
            4,
        ]

    def test_destroys_the_old_secret_only_when_told(self, written: Write) -> None:
        sealing.seal(NOW)
        folder = sealing.folder().parent / "keys"
        (old,) = folder.glob("ledger-*.pem")
        keys.rotate_key(CTX)
        assert old.exists()
        assert keys.forget_retired_keys() == [old.name]
        assert len(list(folder.glob("ledger-*.pem"))) == 1
        written(1)
        assert sealing.seal(NOW).added == 2

    def test_twice_in_a_row_holds(self, written: Write) -> None:
        sealing.seal(NOW)
        for _ in range(2):
            keys.rotate_key(CTX)
            sealing.seal(NOW)
        assert len(read_chain(keys.key_links())) == 3

    def test_a_first_key_is_made_once(self, db: None) -> None:
        keys.create_key(CTX)
        with pytest.raises(keys.KeyExists):
            keys.create_key(CTX)
        keys.ensure_key(CTX)
        assert len(keys.key_links()) == 1


@pytest.mark.django_db
def test_a_tile_holds_exactly_the_hashes_of_its_leaves(written: Write) -> None:
    written(300)
    sealing.seal(NOW)
    hashes = leaf_hashes()
    assert bytes(Tile.objects.get(level=0, index=1).hashes) == b"".join(hashes[256:])
    assert bytes(Tile.objects.get(level=1, index=0).hashes) == merkle.fold(hashes[:256])
