"""Writers of a SQLite file stand in line, and are told when it is too long."""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from banshi.kernel.commands import Actor, Context, command, turn
from banshi.kernel.commands.models import Key
from banshi.kernel.commands.tests.test_commands import NOW
from banshi.kernel.commands.turn import Busy, begun

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
CTX = Context(actor=Actor.system("test"), now=NOW, request_id="r1")


@command
def write(ctx: Context) -> None:
    raise AssertionError("whoever is not let in does nothing")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody waits longer than a twentieth of a second, neither in line nor for the database itself."""
    monkeypatch.setattr(turn, "WAIT", 0.05)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
        yield
        cursor.execute("PRAGMA busy_timeout = 20000")


@contextmanager
def another_process() -> Iterator[None]:
    """One that has its turn."""
    file = os.open(f"{connection.settings_dict['NAME']}-turn", os.O_RDWR | os.O_CREAT)
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(file)  # as the system does for a process that is killed


def meanwhile(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture(autouse=True)
def a_file() -> None:
    if turn._in_memory(connection):
        pytest.skip("a database in memory has no file at which processes could meet")


class TestWriters:
    def test_are_let_in_in_the_order_in_which_they_came(self) -> None:
        came: list[int] = []

        def wait(place: int) -> None:
            with begun():
                came.append(place)

        with begun():
            threads = []
            for place in range(5):
                threads.append(meanwhile(lambda place=place: wait(place)))  # type: ignore[misc]
                time.sleep(0.01)
            assert came == []
        for each in threads:
            each.join(10)
        assert came == [0, 1, 2, 3, 4]

    def test_wait_for_another_process_and_go_in_when_it_is_gone(self) -> None:
        came: list[str] = []

        def wait() -> None:
            with begun():
                came.append("in")

        with another_process():
            thread = meanwhile(wait)
            time.sleep(0.02)
            assert came == []
        thread.join(10)
        assert came == ["in"]


@pytest.mark.usefixtures("impatient")
class TestWhoIsNotLetIn:
    def test_for_another_process_is_told_so_and_has_changed_nothing(self) -> None:
        with another_process(), pytest.raises(Busy):
            write(CTX.keyed("k"))
        assert not Key.objects.exists()

    def test_for_another_thread_is_told_so_too(self) -> None:
        inside, told = threading.Event(), threading.Event()

        def hold() -> None:
            with begun():
                inside.set()
                told.wait(10)

        thread = meanwhile(hold)
        inside.wait(10)
        with pytest.raises(Busy):
            write(CTX)
        told.set()
        thread.join(10)

    def test_for_somebody_who_stands_in_no_line_is_told_so_and_not_that_the_database_is_locked(self) -> None:
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            write(CTX.keyed("k"))
        other.close()
        assert not Key.objects.exists()

    def test_leaves_the_line_to_the_next(self) -> None:
        with another_process(), pytest.raises(Busy):
            write(CTX)
        with pytest.raises(AssertionError):
            write(CTX)
