"""Child processes that end with their parent, and are started again when they die."""

import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Protocol

from django.core.management import call_command

LOOK_EVERY = 0.5
GRACE = 15.0
LONGEST_WAIT = 30.0
log = logging.getLogger("banshi.serve")


def orphaned(parent: int) -> bool:
    """Whether the process that started this one is gone, e.g. by kill -9."""
    return os.getppid() != parent


def follow_parent(parent: int) -> None:
    """From a thread of its own, end this process soon after its parent has ended.

    First as SIGTERM would; where that is not enough, at once. A web process left behind
    would go on answering on the port of the next start.
    """

    def watch() -> None:
        while not orphaned(parent):
            time.sleep(LOOK_EVERY)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os._exit(1)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()


class _Process(Protocol):
    """What `subprocess` and `multiprocessing` have in common here."""

    @property
    def pid(self) -> int: ...
    def wait(self) -> int | None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class _Forked:
    """A command in a copy of this process, which need not load again what is loaded here."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._inner = multiprocessing.get_context("fork").Process(target=call_command, args=tuple(arguments))
        self._inner.start()
        self.terminate, self.kill = self._inner.terminate, self._inner.kill

    @property
    def pid(self) -> int:
        return self._inner.pid or 0

    def wait(self) -> int | None:
        self._inner.join()
        return self._inner.exitcode


class KeptProcess:
    """A `banshi` command in a process of its own that is started again when it dies.

    The first is a copy of this process where that can be had, so make it before there are threads and sockets here; those
    after it begin from nothing, whatever the first died of.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self.arguments = [sys.executable, "-m", "banshi", *arguments]
        self._ending = threading.Event()
        forks = multiprocessing.get_start_method() == "fork"
        self._process: _Process = _Forked(arguments) if forks else self._begin()
        self._keeper = threading.Thread(target=self._keep, name="keep-process", daemon=True)
        self._keeper.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def end(self) -> None:
        """Ask it to end, wait for the work in hand, and insist after a while."""
        self._ending.set()
        self._process.terminate()
        self._keeper.join(GRACE)
        if self._keeper.is_alive():
            self._process.kill()
            self._keeper.join(LOOK_EVERY * 2)

    def _begin(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL)  # noqa: S603 - our own command line

    def _keep(self) -> None:
        wait = 1.0
        while True:
            began = time.monotonic()
            code = self._process.wait()
            if self._ending.wait(0.2):
                return
            wait = 1.0 if time.monotonic() - began > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)
            log.error("%s ended with %s; again in %s s", " ".join(self.arguments[3:]), code, wait)
            if self._ending.wait(wait):
                return
            self._process = self._begin()
