"""Residents without an account who book, alone and in groups, wait, give back; and a warden who lets them in."""

import json
import urllib.request
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from tests.race.load import Call, Load, address

CAPACITY, PARTIES = 6, 9
"""Places of a session, and parties of one to three who come for them: 18 people, so that some wait."""
WAYS = (("hold", "confirm"), ("book", "enter"), ("hold", "confirm", "cancel"), ("book", "cancel"), ("hold", "confirm", "enter"), ("hold",))  # fmt: skip
"""What parties do, one after the other."""
TOO_LATE = ("slot_full", "slot_others_wait")
BASE = "/api/v1/activities"


@dataclass
class Party:
    """One to three people under a phone of their own, and what they have asked for, step by step."""

    serial: int
    session: str
    calls: dict[str, Call] = field(default_factory=dict)
    leaving: bool = False

    @property
    def phone(self) -> str:
        return f"+86139{self.serial:08d}"

    @property
    def may_leave(self) -> bool:
        """Whether it has places of its own, has not come, and has not given them back."""
        booked = any(name in self.calls and self.calls[name].answer for name in ("book", "confirm"))
        return booked and not self.leaving and WAYS[self.serial % len(WAYS)][-1] in ("confirm", "hold")

    @property
    def seats(self) -> int:
        return 1 + self.serial % 3

    @property
    def body(self) -> dict[str, Any]:
        along = [f"同伴{number}" for number in range(1, self.seats)]
        return {"name": f"住户{self.serial}", "phone": self.phone, "names": along}

    def said(self, name: str) -> str:
        """The booking's `number` or `link`, from whatever answer there is."""
        return next(str(call.answer[name]) for call in self.calls.values() if "link" in call.answer)


class Bookings(Load):
    """Parties who come one after the other, nine to a session."""

    def __init__(self, warden_token: str, sessions: Sequence[str], *, residents: int = 2) -> None:
        super().__init__()
        self.residents = residents
        self.warden = {"Authorization": f"Bearer {warden_token}"}
        self.sessions = sessions
        self.parties: list[Party] = []
        self.lined: deque[Party] = deque()

    def works(self) -> Sequence[Callable[[str], None]]:
        return [self._come] * self.residents

    def calls(self) -> Sequence[Call]:
        return [call for party in list(self.parties) for call in list(party.calls.values())]

    def lasting(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Where a booking stands by now is no part of the answer."""
        return {name: value for name, value in answer.items() if name in ("number", "link", "booking", "seats")}

    def asked_everything(self) -> bool:
        """Whether bookings have come to all that they can come to, a place from the waiting list too."""
        done = {step for party in list(self.parties) for step, call in list(party.calls.items()) if call.answer}
        lined = any({"wait", "confirm"} <= party.calls.keys() for party in list(self.parties))
        return lined and done >= {"hold", "book", "confirm", "wait", "cancel", "enter"}

    def _come(self, url: str) -> None:
        while True:
            with self._lock:
                serial = len(self.parties)
                session = self.sessions[serial // PARTIES % len(self.sessions)]
                self.parties.append(Party(serial, session))
            if not self._go(url, self.parties[serial]):
                return
            self.busy.set()

    def _go(self, url: str, party: Party) -> bool:
        """All steps of a party; False where the server died over one."""
        first, *steps = WAYS[party.serial % len(WAYS)]
        if not self._do(url, party, first):
            return False
        if party.calls[first].refused:
            return self._wait(url, party)
        return all(self._do(url, party, step) for step in steps)

    def _wait(self, url: str, party: Party) -> bool:
        """Stand in line; then somebody gives places back, and who waits looks whether they were offered any."""
        if not self._do(url, party, "wait"):
            return False
        with self._lock:
            self.lined.append(party)
            leaves = next((each for each in self.parties if each.session == party.session and each.may_leave), None)
            if leaves is not None:
                leaves.leaving = True
        if leaves is not None and not self._do(url, leaves, "cancel"):
            return False
        return self._take_up(url)

    def _take_up(self, url: str) -> bool:
        """Everybody in line looks once, in order."""
        for _each in range(len(self.lined)):
            try:
                party = self.lined.popleft()
            except IndexError:
                return True
            status = _looked(url, party) if party.calls["wait"].answer else "refused"
            if status == "offered" and not self._do(url, party, "confirm"):
                return False
            if status == "waiting":
                self.lined.append(party)
            if status == "":
                return False
        return True

    def _do(self, url: str, party: Party, step: str) -> bool:
        call = party.calls[step] = self._call(party, step)
        return call.send(url)

    def _call(self, party: Party, step: str) -> Call:
        at, key = f"{BASE}/sessions/{party.session}", f"{step}-{party.serial:06d}"
        own = {"X-Forwarded-For": address(11, party.serial)}
        match step:
            case "hold":
                return Call(f"{at}/holds", party.body, key, own, TOO_LATE)
            case "book":
                return Call(f"{at}/bookings", party.body, key, own, TOO_LATE)
            case "wait":
                return Call(f"{at}/waiting", party.body, key, own, ("slot_places_free",))
            case "enter":
                return Call(f"{at}/check-ins", {"token": party.said("number")}, key, self.warden)
            case _:
                return Call(f"{BASE}/bookings/{party.said('link')}/{step}", {}, key, own)


def _looked(url: str, party: Party) -> str:
    """How a booking stands; empty where the server has died."""
    try:
        with urllib.request.urlopen(f"{url}{BASE}/bookings/{party.said('link')}", timeout=30) as reply:
            return str(json.loads(reply.read())["status"])
    except (OSError, HTTPException):
        return ""
