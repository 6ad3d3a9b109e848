"""Closed requests that are drawn, and the calls that follow, through the real commands."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from banshi.kernel.commands import Context
from banshi.kernel.draws import commands as draws
from banshi.kernel.ledger.models import Entry
from banshi.kernel.ledger.sealing import seal
from banshi.kernel.testing.people import COUNTY, NOW, World
from banshi.services.requests import commands
from banshi.services.requests.commands import CallDone, Done
from banshi.services.requests.commands.callbacks import Drawn
from banshi.services.requests.models import CallBack, Request
from banshi.services.requests.queries.callbacks import CallRow, calls
from banshi.services.requests.rules.callbacks import Told
from banshi.services.requests.tests.way import WELLS, Way, brought

TODAY = date(2021, 5, 26)
DAY = timedelta(days=1)
ROADS = "060101"
"""Roads, which the catalogue gives to a bureau that this small county does not have."""
UNIT = {"handler": "water", "roads": "roads", "township": "town", "clerk": "hotline"}
SOLVED = Told(True, 5, 4)
UNSOLVED = Told(False, 1, 3, "用了两天又坏了。")


def closed(world: World, who: str = "alice", by: str = "handler", *, now: datetime = NOW, **given: Any) -> Way:
    """What this person brought and this member of staff has dealt with; it is over."""
    way = brought(world, who, **{"place": f"{who}家门口", **given})
    way.now = now
    secret = way.receipt.secret if who == "anonymous" else ""
    way.triage(category=WELLS if by == "handler" else ROADS)
    commands.dispatch(way.ctx(way.desk), number=way.number, unit_id=way.unit(UNIT[by]), reason="指定")
    commands.accept(way.ctx(by), number=way.number)
    way.answer(by)
    commands.rate(way.ctx(who), number=way.number, score=4, secret=secret)
    commands.close(way.ctx("system"), number=way.number)
    return way


@dataclass
class Calling:
    """One draw, from the list to the calls; `now` goes on as they do."""

    world: World
    now: datetime = NOW
    made: Drawn | None = field(default=None, init=False)

    def ctx(self, who: str) -> Context:
        return self.world.ctx(who, self.now)

    def draw(self, who: str = "supervisor", **given: Any) -> Drawn:
        """Everything that was closed today, unless other days or another share are given."""
        asked = {"county": COUNTY, "since": TODAY, "until": TODAY + DAY, "share": 100, **given}
        self.made = commands.draw_callbacks(self.ctx(who), **asked)
        return self.made

    def drawn(self) -> Way:
        """Alice's well, which the water bureau has closed; it was drawn."""
        way = closed(self.world)
        self.open()
        return way

    @property
    def draw_number(self) -> str:
        """The number of the public draw."""
        assert self.made is not None
        return self.made.draw

    def reveal(self) -> None:
        """A checkpoint is signed and the draw is opened; its result was not taken over yet."""
        seal(self.now)
        draws.reveal(self.ctx("system"), number=self.draw_number)

    def open(self, **given: Any) -> "Calling":
        """From the list to the calls."""
        self.draw(**given)
        self.reveal()
        assert self.made is not None
        commands.open_callbacks(self.ctx("system"), round_id=self.made.round_id)
        return self

    def later(self, **much: int) -> "Calling":
        self.now += timedelta(**much)
        return self

    def list(self, who: str = "clerk") -> tuple[CallRow, ...]:
        return calls(self.world.actor(who, self.now), self.now)

    def numbers(self, who: str = "clerk") -> set[str]:
        """What this person can call about."""
        return {row.number for row in self.list(who)}

    def call(self, way: Way) -> CallBack:
        return CallBack.objects.filter(request__number=way.number).latest("id")

    def take(self, way: Way, who: str = "clerk") -> CallDone:
        return commands.take_call(self.ctx(who), callback_id=self.call(way).pk)

    def tries(self, way: Way, who: str = "clerk") -> CallDone:
        """Takes the call, and nobody answers."""
        self.take(way, who)
        return commands.log_try(self.ctx(who), callback_id=self.call(way).pk)

    def answers(self, way: Way, told: Told = SOLVED, who: str = "clerk") -> Done:
        """Takes the call and puts down what was said."""
        self.take(way, who)
        return commands.answer_call(self.ctx(who), callback_id=self.call(way).pk, told=told)


def body(kind: str) -> dict[str, Any]:
    """What the one entry of this kind tells."""
    told: dict[str, Any] = json.loads(Entry.objects.get(kind=kind).body)
    return told


def whole() -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Every request and call as it stands, and how many entries tell of them and of draws: a refused command leaves all equal."""
    told = Entry.objects.filter(Q(subject__startswith="requests:") | Q(subject__startswith="draws:"))
    rows = [list(model.objects.order_by("pk").values()) for model in (Request, CallBack)]
    return rows[0], rows[1], told.count()
