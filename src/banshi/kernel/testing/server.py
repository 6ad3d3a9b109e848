"""A real `banshi serve` for tests: started, asked, killed without warning, started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from banshi.kernel.testing.copies import Copy, Original

START_SECONDS = 60.0


class ServerUnderTest:
    """A site of its own on a random port of 127.0.0.1.

    `database_url` empty: SQLite inside `data_dir`. Everything it starts lies in one process
    group, so that `kill9` leaves nothing behind, as a power cut would. A site that is started
    `again` and again is a copy, each time, of a process that has loaded the program and done nothing else.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        database_url: str = "",
        environment: Mapping[str, str] | None = None,
        arguments: tuple[str, ...] = (),
        again: bool = False,
    ) -> None:
        self.data_dir = data_dir
        self.arguments = arguments
        self.port = _free_port()
        self.log = data_dir / "server.log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("BANSHI_")},
            "BANSHI_DATA_DIR": str(data_dir),
            "BANSHI_HTTPS": "0",
            **({"BANSHI_DATABASE_URL": database_url} if database_url else {}),
            **(environment or {}),
        }
        self.again = again
        self._original: Original | None = None
        self._process: subprocess.Popen[bytes] | Copy | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of the supervising process; 0 where nothing runs."""
        return self._process.pid if self._process is not None else 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def banshi(self, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a console command on this site, e.g. `banshi("ledger", "verify")`."""
        line = [sys.executable, "-m", "banshi", *arguments]
        done = subprocess.run(line, env=self.environment, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise AssertionError(
                f"banshi {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done

    def start(self) -> None:
        """Start, and return once the site answers.

        Raises:
            AssertionError: it ended, or did not answer in time; with the end of its log.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._process = self._started(["serve", "--port", str(self.port), "--migrate", *self.arguments])
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill9()
                raise AssertionError(f"the server does not answer:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.05)

    def _started(self, arguments: list[str]) -> "subprocess.Popen[bytes] | Copy":
        if self.again:
            self._original = self._original or Original(self.environment)
            return self._original.copy(arguments, self.log)
        line = [sys.executable, "-m", "banshi", *arguments]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                line, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def answers(self) -> bool:
        """Whether the site answers at all."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def kill9(self) -> None:
        """Kill everything at once, as a power cut would. Nothing happens where nothing runs."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def close(self) -> None:
        """Kill it, and what it was started from."""
        self.kill9()
        if self._original is not None:
            self._original.end()
            self._original = None

    def kill9_parent_only(self) -> None:
        """Kill the supervising process alone; its children must notice by themselves."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self, seconds: float = 30.0) -> int:
        """Ask it to end as a system manager does; returns the exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(seconds)
        self.kill9()
        return code


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
