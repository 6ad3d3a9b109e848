"""Writers and sealers at once: first that the race exists, then that it does no harm."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from banshi.kernel.commands import Context, command
from banshi.kernel.ledger import sealing
from banshi.kernel.ledger.models import Entry, Leaf, Unsealed
from banshi.kernel.ledger.record import Subject, record
from banshi.kernel.ledger.tests.conftest import COUNTY, CTX, NOW, write_slips


def in_thread(work: Callable[[], object]) -> threading.Thread:
    """Run `work` on a database connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def unleaved() -> list[int]:
    return list(Entry.objects.filter(leaf=None).order_by("id").values_list("id", flat=True))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestAnEntryThatCommitsLate:
    def test_is_skipped_by_counting_on_from_the_last_id_but_not_by_the_queue(self) -> None:
        recorded, may_commit = threading.Event(), threading.Event()

        @command
        def slow(ctx: Context) -> None:
            record(ctx, Subject("slips", "late", COUNTY), "slips.written")
            recorded.set()
            assert may_commit.wait(20)

        sealing.seal(NOW)
        writer = in_thread(lambda: slow(CTX))
        assert recorded.wait(20)
        write_slips(CTX, count=1)
        sealing.seal(NOW)
        last = Leaf.objects.order_by("-index").values_list("entry_id", flat=True)[0]
        may_commit.set()
        writer.join()

        (late,) = unleaved()
        assert late < last, "the late entry has the lower id: the race happened"
        assert not Entry.objects.filter(id__gt=last).exists(), "counting on from the last id would skip it for ever"

        assert sealing.seal(NOW).added == 1
        assert Leaf.objects.get(entry_id=late).index == sealing.tree_size() - 1
        assert unleaved() == []

    def test_and_appears_while_a_batch_is_being_sealed_stays_in_the_queue(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        recorded, may_commit = threading.Event(), threading.Event()

        @command
        def slow(ctx: Context) -> None:
            record(ctx, Subject("slips", "late", COUNTY), "slips.written")
            recorded.set()
            assert may_commit.wait(20)

        sealing.seal(NOW)
        writer = in_thread(lambda: slow(CTX))
        assert recorded.wait(20)
        write_slips(CTX, count=1)
        plain = sealing._sign

        def commits_meanwhile(size: int, changed: dict[tuple[int, int], bytes], now: object) -> None:
            may_commit.set()
            writer.join()
            plain(size, changed, NOW)

        monkeypatch.setattr(sealing, "_sign", commits_meanwhile)
        sealing.seal_batch(NOW)
        monkeypatch.undo()
        assert list(Unsealed.objects.values_list("entry_id", flat=True)) == unleaved()
        assert len(unleaved()) == 1


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_two_sealers_leave_every_entry_one_leaf_and_every_chain_in_order() -> None:
    stop = threading.Event()
    failures: list[BaseException] = []

    def guarded(work: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            try:
                work()
            except BaseException as failure:
                failures.append(failure)

        return run

    def write() -> None:
        for _ in range(12):
            write_slips(CTX, count=3)

    def keep_sealing() -> None:
        while not stop.is_set():
            sealing.seal(NOW)

    sealing.seal(NOW)
    sealers = [in_thread(guarded(keep_sealing)) for _ in range(2)]
    for writer in [in_thread(guarded(write)) for _ in range(4)]:
        writer.join()
    stop.set()
    for sealer in sealers:
        sealer.join()
    sealing.seal(NOW)

    assert failures == []
    assert unleaved() == []
    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == list(range(1 + 4 * 12 * 3))
    seen: dict[str, int] = {}
    for subject, position in Leaf.objects.order_by("index").values_list("entry__subject", "entry__position"):
        assert position == seen.get(subject, -1) + 1
        seen[subject] = position
