"""Clients that keep a server busy, and remember exactly what it has acknowledged."""

import json
import threading
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from banshi.kernel.testing.people import VILLAGE

WELLS = "101203"
"""A category that the catalogue gives to the water bureau."""


class Refused(AssertionError):
    """The server answered, but not with what was asked for."""


@dataclass
class Call:
    """One call under its key; `answer` is what the server acknowledged, empty while it has not.

    `may_refuse` are the codes of refusals that are an answer as good as any: `refused` holds it then.
    """

    path: str
    body: Mapping[str, Any]
    key: str
    headers: Mapping[str, str]
    may_refuse: Sequence[str] = ()
    answer: dict[str, Any] = field(default_factory=dict)
    refused: str = ""

    @property
    def acknowledged(self) -> bool:
        return bool(self.answer or self.refused)

    def send(self, url: str) -> bool:
        """Whether the server has acknowledged it, the answer read to its end.

        Raises:
            Refused: it answered with anything but success, or a refusal that may be.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": self.key, **self.headers}
        asked = urllib.request.Request(url + self.path, json.dumps(self.body).encode(), headers)
        try:
            with urllib.request.urlopen(asked, timeout=30) as reply:
                self.answer = json.loads(reply.read())
        except urllib.error.HTTPError as refusal:
            return self._refused(refusal)
        except (OSError, HTTPException):
            return False
        return True

    def _refused(self, refusal: urllib.error.HTTPError) -> bool:
        try:
            said = refusal.read()
        except (OSError, HTTPException):
            return False
        code = json.loads(said).get("code", "") if said.startswith(b"{") else ""
        if code not in self.may_refuse:
            raise Refused(f"{self.path} {self.key}: {refusal.code} {said[:600]!r}") from refusal
        self.refused = code
        return True


class Load(ABC):
    """Clients of one kind, round after round.

    Each resident calls from an address of its own, as behind a reverse proxy, so that the
    limit for one address is kept and does not matter.
    """

    def __init__(self) -> None:
        self.failures: list[BaseException] = []
        self.busy = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    @abstractmethod
    def works(self) -> Sequence[Callable[[str], None]]:
        """What each client does for a round, given the server's address; it ends when the server dies."""

    @abstractmethod
    def calls(self) -> Sequence[Call]:
        """Every call that was ever made, in order."""

    def lasting(self, answer: dict[str, Any]) -> dict[str, Any]:
        """What of an answer must be the same when the call comes again."""
        return answer

    def asked_everything(self) -> bool:
        """Whether there was an answer to everything that the clients can ask for."""
        return True

    def start(self, url: str) -> None:
        """Begin a round; `busy` is set with its first acknowledgement."""
        self.busy.clear()
        self._threads = [threading.Thread(target=self._guarded, args=(each, url), daemon=True) for each in self.works()]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(60)
        if self.failures:
            raise self.failures[0]

    def unacknowledged(self) -> list[Call]:
        return [call for call in self.calls() if not call.acknowledged]

    def _guarded(self, work: Callable[[str], None], url: str) -> None:
        try:
            work(url)
        except BaseException as failure:
            self.failures.append(failure)


class Requests(Load):
    """Residents who bring requests and a clerk who dispatches them."""

    def __init__(self, clerk_token: str, *, residents: int = 3) -> None:
        super().__init__()
        self.residents = residents
        self.clerk = {"Authorization": f"Bearer {clerk_token}"}
        self.brought: list[Call] = []
        self.handled: list[Call] = []
        self.waiting: deque[str] = deque()

    def works(self) -> Sequence[Callable[[str], None]]:
        return [self._bring] * self.residents + [self._handle]

    def calls(self) -> Sequence[Call]:
        return [*self.brought, *self.handled]

    def _bring(self, url: str) -> None:
        while True:
            with self._lock:
                serial = len(self.brought)
                self.brought.append(self._new(serial))
            if not self.brought[serial].send(url):
                return
            self.waiting.append(self.brought[serial].answer["number"])
            self.busy.set()

    def _new(self, serial: int) -> Call:
        body = {"text": f"门克庆嘎查第 {serial} 号机井坏了，三天没有水，请派人来修。", "area": VILLAGE}
        return Call("/api/v1/requests", body, f"resident-{serial:06d}", {"X-Forwarded-For": address(10, serial)})

    def _handle(self, url: str) -> None:
        """Register and dispatch what was brought, newest first."""
        while True:
            try:
                number = self.waiting.pop()
            except IndexError:
                if not any(thread.is_alive() for thread in self._threads[: self.residents]):
                    return
                continue
            for step, body in (("triage", {"category": WELLS}), ("dispatch", {})):
                call = Call(f"/api/v1/requests/{number}/{step}", body, f"{step}-{number}", self.clerk)
                self.handled.append(call)
                if not call.send(url):
                    return


def address(first: int, serial: int) -> str:
    """An address of the serial's own."""
    return f"{first}.{serial >> 16 & 255}.{serial >> 8 & 255}.{serial & 255}"
