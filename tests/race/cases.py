"""A resident who opens one case after the other, and the departments that carry them on, one by one and many at once."""

import json
import urllib.request
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from banshi.kernel.testing.people import VILLAGE
from tests.race.load import Call, Load

BASE = "/api/v1/onestop"
MANY = 12
"""Steps that a department completes at once."""
RETURNED_EVERY = 3
"""Cases of which the water bureau asks for something again."""
ENTRIES = {
    "open": ["case_opened", ""],
    "complete": ["step_completed", "deed"],
    "return": ["step_returned", "water"],
    "supply": ["supplied", ""],
    "receive": ["received", "water"],
}
"""What each act leaves in the ledger, with its step."""


@dataclass
class Opening:
    """A case that was asked for, under a name of its own, and what was asked of it since, act by act."""

    serial: int
    calls: dict[str, Call] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"住户{self.serial:06d}"

    @property
    def number(self) -> str:
        return str(self.calls["open"].answer["number"])


class Cases(Load):
    """Cases of moving house: the deed, then water and parking beside each other, then the town.

    `tokens`: who acts → what their program signs in with.
    """

    def __init__(self, tokens: Mapping[str, str]) -> None:
        super().__init__()
        self.signed = {who: {"Authorization": f"Bearer {token}"} for who, token in tokens.items()}
        self.openings: list[Opening] = []
        self.together: list[Call] = []
        self.waiting: deque[Opening] = deque()

    def works(self) -> Sequence[Callable[[str], None]]:
        return [self._open, self._carry_on, self._complete_many]

    def calls(self) -> Sequence[Call]:
        return [call for each in list(self.openings) for call in list(each.calls.values())] + list(self.together)

    def asked_everything(self) -> bool:
        """Whether cases have come to all that they can come to."""
        done = {act for each in list(self.openings) for act, call in list(each.calls.items()) if call.answer}
        departments = {call.key.split("-")[1] for call in list(self.together) if call.answer}
        return done >= {"open", "complete", "return", "supply", "receive"} and departments == {"water", "roads", "town"}

    def _open(self, url: str) -> None:
        while True:
            opening = Opening(len(self.openings))
            answers = {"name": opening.name, "garden": False, "plate": f"蒙K{opening.serial:05d}"}
            body = {"procedure": "moving", "answers": answers, "area": VILLAGE, "consent": True}
            opening.calls["open"] = Call(f"{BASE}/cases", body, f"case-{opening.serial:06d}", self.signed["alice"])
            self.openings.append(opening)
            if not opening.calls["open"].send(url):
                return
            self.waiting.append(opening)
            self.busy.set()

    def _carry_on(self, url: str) -> None:
        """The deed of whatever was opened, newest first; of some the water bureau then asks for something again."""
        while True:
            try:
                opening = self.waiting.pop()
            except IndexError:
                if not self._threads[0].is_alive():
                    return
                continue
            if not self._do(url, opening, "complete", "housing", "/deed/complete"):
                return
            if opening.serial % RETURNED_EVERY:
                continue
            asked = {"reason": "车牌看不清。", "missing": ["plate"]}
            if not self._do(url, opening, "return", "water", "/water/return", asked, ("step_moved_on",)):
                return
            if opening.calls["return"].refused:
                continue
            given = {"answers": {"plate": f"蒙B{opening.serial:05d}"}}
            if not self._do(url, opening, "supply", "alice", "/supply", given):
                return

    def _complete_many(self, url: str) -> None:
        """Each department completes what waits for it, a dozen at once; what the water bureau gives is received."""
        while True:
            for who in ("water", "roads", "town"):
                rows = _waiting(url, self.signed[who])
                if rows is None:
                    return
                if not rows:
                    continue
                steps = {"steps": [row["step_id"] for row in rows]}
                key, path = f"many-{who}-{len(self.together):06d}", f"{BASE}/desk/complete"
                call = Call(path, steps, key, self.signed[who], ("nothing_to_complete",))
                self.together.append(call)
                if not call.send(url):
                    return
                if who != "water" or not call.answer:
                    continue
                by_number = {each.number: each for each in list(self.openings) if each.calls["open"].answer}
                done = [row["number"] for row in rows if str(row["step_id"]) not in call.answer["left"]]
                if not all(self._receive(url, by_number[number]) for number in done[:3] if number in by_number):
                    return

    def _receive(self, url: str, opening: Opening) -> bool:
        return self._do(url, opening, "receive", "alice", "/water/receive")

    def _do(
        self,
        url: str,
        opening: Opening,
        act: str,
        who: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        may_refuse: Sequence[str] = (),
    ) -> bool:
        """Ask for the act; False where the server died over it."""
        at, key = f"{BASE}/cases/{opening.number}{path}", f"{act}-case-{opening.serial:06d}"
        call = opening.calls[act] = Call(at, body or {}, key, self.signed[who], may_refuse)
        return call.send(url)


def _waiting(url: str, signed: Mapping[str, str]) -> list[dict[str, Any]] | None:
    """What waits at the desk; None where the server has died."""
    asked = urllib.request.Request(f"{url}{BASE}/desk?limit={MANY}", headers=dict(signed))
    try:
        with urllib.request.urlopen(asked, timeout=30) as reply:
            rows: list[dict[str, Any]] = json.loads(reply.read())["rows"]
            return rows
    except (OSError, HTTPException):
        return None


def no_case_is_lost(seen: Mapping[str, Any], load: Cases) -> None:
    """Every acknowledged act on a case has left what it promised, once.

    Raises:
        AssertionError: one is lost, or there twice.
    """
    for opening in load.openings:
        under = seen["cases"].get(opening.name, [])
        assert len(under) <= 1, f"twice: {under}"
        number, acts = under[0] if under else ("", [])
        if opening.calls["open"].answer:
            assert number == opening.number, f"lost: {opening.name} {opening.number}"
        for act, call in opening.calls.items():
            if call.acknowledged:
                assert acts.count(ENTRIES[act]) == bool(call.answer), f"{act} of {number}, which has {acts}"
    for call in load.together:
        if call.answer:
            finished = [step for entry in call.answer["entries"] for step in seen["together"][str(entry)]]
            asked = {step for step in call.body["steps"] if str(step) not in call.answer["left"]}
            assert set(finished) == asked, f"lost of {call.key}: {asked ^ set(finished)}"
            assert len(finished) == call.answer["completed"]
