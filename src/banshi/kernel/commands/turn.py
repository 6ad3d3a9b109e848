"""Writers of a SQLite file stand in line. PostgreSQL has lines of its own.

SQLite lets in whoever happens to ask while nobody writes, and has each ask the more rarely the longer it has waited: in a
rush somebody is unlucky until the timeout and told "database is locked". Here the threads of a process wait in the order in
which they came, and of each process one asks, every millisecond, at a file beside the database.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import BanshiError

WAIT = 20.0
PAUSE = 0.001


class Busy(BanshiError):
    """Nobody was let in for all the time that one can wait; nothing was begun, and trying again does no harm."""

    code = "busy"
    status = 503
    message = _("现在同时办理的人太多，没有轮到您。什么都没有改变，请稍后再试。")


class _Line:
    """The threads of this process, and the files at which processes meet."""

    def __init__(self) -> None:
        self.begin()
        os.register_at_fork(after_in_child=self.begin)

    def begin(self) -> None:
        """After a fork too: an inherited file would be one lock for both, and who leads the line is not there."""
        self.first = threading.Lock()
        self.files: dict[str, int] = {}

    def file(self, database: str) -> int:
        if database not in self.files:
            self.files[database] = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self.files[database]


_line = _Line()


@contextmanager
def begun() -> Iterator[None]:
    """One durable transaction, begun when it is our turn.

    Raises:
        Busy: others wrote all the time. Nothing was begun.
    """
    inside = False
    with _turn():
        try:
            with transaction.atomic(durable=True):
                inside = True
                yield
        except OperationalError as failure:
            if inside or "locked" not in str(failure):
                raise
            raise Busy() from failure  # who writes without a command stands in no line: a session, a job


@contextmanager
def _turn() -> Iterator[None]:
    if connection.vendor != "sqlite" or connection.in_atomic_block or _in_memory(connection):
        yield
        return
    first, until = _line.first, time.monotonic() + WAIT
    if not first.acquire(timeout=WAIT):
        raise Busy()
    try:
        file = _line.file(str(connection.settings_dict["NAME"]))
        while not _ours(file):
            if time.monotonic() > until:
                raise Busy()
            time.sleep(PAUSE)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
    finally:
        first.release()


def _in_memory(database: Any) -> bool:
    """Of which only this process knows."""
    return bool(database.is_in_memory_db())


def _ours(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
