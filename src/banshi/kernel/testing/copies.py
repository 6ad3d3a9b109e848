"""A process that has loaded the program and makes copies of itself, each of which runs one console command.

For tests that start a site again and again: loading takes most of a start. A copy begins with nothing but what was loaded.
Run inside the site: `python -m banshi.kernel.testing.copies`; a line of JSON on its input is a copy, whose number it prints.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO

from banshi.project import cli


class Original:
    """The loaded process, for whoever wants copies of it; `end` leaves the copies alone."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        line = [sys.executable, "-m", __name__]
        self._process = subprocess.Popen(
            line, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def copy(self, arguments: Sequence[str], log: Path) -> "Copy":
        """`banshi ARGUMENTS` in a process group of its own, whose words go to the log."""
        print(json.dumps({"arguments": [*arguments], "log": str(log)}), file=_open(self._process.stdin), flush=True)
        return Copy(int(_open(self._process.stdout).readline()))

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


class Copy:
    """What `subprocess.Popen` is for a child, for one that is the original's."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs; how it ended only the original knows."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self, timeout: float = 60.0) -> int:
        until = time.monotonic() + timeout
        while (code := self.poll()) is None:
            assert time.monotonic() < until, f"process {self.pid} does not end"
            time.sleep(0.01)
        return code

    def terminate(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def _open(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def _run(arguments: Sequence[str], log: str) -> None:
    """What a copy does, and all that it does."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    with open(os.devnull, "rb") as nothing, open(log, "ab") as words:
        os.dup2(nothing.fileno(), 0)
        os.dup2(words.fileno(), 1)
        os.dup2(words.fileno(), 2)
    sys.argv = ["banshi", *arguments]
    cli.main()


def main() -> None:
    """Load what `banshi serve` loads, then make copies until the input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.project.settings")
    with cli.loading():
        import django

        django.setup()
        from django.conf import settings
        from django.db import connections

        import_module(settings.ROOT_URLCONF)
        import_module("granian")
    connections.close_all()  # no copy inherits an open one
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # copies that have ended are gone at once
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _run(**json.loads(line))
            return
        print(pid, flush=True)


if __name__ == "__main__":
    main()
