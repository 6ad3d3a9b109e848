"""A transaction that commits late is neither skipped nor counted twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from banshi.kernel.publication.figures import fold, read
from banshi.kernel.publication.models import FigureEvent, FigurePending
from banshi.kernel.publication.tests.conftest import COUNTY
from banshi.kernel.publication.tests.test_figures import received

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def total() -> int:
    return read("trial", ["received"], county=COUNTY).total("received")


def late(written: threading.Event, may_commit: threading.Event) -> None:
    """Takes its number before the others and commits after them."""
    with transaction.atomic():
        event = FigureEvent.objects.create(
            county=COUNTY, room="trial", measure="received", day="2021-05-26", known="2021-05-26", value=1
        )
        FigurePending.objects.create(event=event)
        written.set()
        assert may_commit.wait(20)


def test_a_late_committer_waits_for_the_next_fold(counted: Callable[..., None]) -> None:
    written, may_commit = threading.Event(), threading.Event()
    thread = in_thread(lambda: late(written, may_commit))
    assert written.wait(20)
    counted("2021-05-26", received())
    counted("2021-05-26", received())
    assert FigureEvent.objects.order_by("-pk").first() is not None
    assert fold() == 2  # later numbers are folded while an earlier one is still open
    assert total() == 2
    may_commit.set()
    thread.join()
    assert total() == 3
    assert fold() == 1
    assert total() == 3


def test_readers_see_every_event_once_while_two_folders_run(counted: Callable[..., None]) -> None:
    for _ in range(400):
        counted("2021-05-26", received())
    done = threading.Event()

    def folder() -> None:
        while fold(limit=7) or not done.is_set():
            pass

    folders = [in_thread(folder), in_thread(folder)]
    seen = {total() for _ in range(60)}
    done.set()
    for thread in folders:
        thread.join()
    assert seen == {400}
    assert total() == 400
    assert connection.vendor == "postgresql"
