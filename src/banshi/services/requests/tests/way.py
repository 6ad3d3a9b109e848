"""A request on its way, moved through the real commands."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from banshi.kernel.commands import Context
from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import NOW, VILLAGE, World
from banshi.services.requests import commands
from banshi.services.requests.commands import Done, Receipt, Sorting
from banshi.services.requests.models import Request
from banshi.services.requests.rules.answers import Outcome, Point, Reply, points_of
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import Draft

TEXT = "门克庆嘎查的机井坏了三天,全村没有水。请问什么时候能修好?"
WELLS = "101203"
"""农村农业 / 水利水电 / …, which the catalogue gives to the water bureau."""

Refused = Callable[["Way", type[BanshiError]], AbstractContextManager["pytest.ExceptionInfo[Any]"]]
"""`with refused(way, NotFound):` the command raises that and nothing of the request changes."""


@dataclass
class Way:
    """One request, and the people who move it."""

    world: World
    receipt: Receipt
    now: datetime = NOW

    @property
    def number(self) -> str:
        return self.receipt.number

    @property
    def row(self) -> Request:
        return Request.objects.get(number=self.number)

    def ctx(self, who: str) -> Context:
        return self.world.ctx(who, self.now)

    def later(self, **much: int) -> "Way":
        """So much time goes by."""
        self.now += timedelta(**much)
        return self

    def unit(self, name: str) -> int:
        return self.world.units[name].id

    def triage(self, **decided: Any) -> Done:
        sorting = Sorting(**{"category": WELLS, **decided})
        return commands.triage(self.ctx(self.desk), number=self.number, sorting=sorting)

    def reply(self, outcome: str = Outcome.SOLVED, **parts: Any) -> Reply:
        given = {
            "found": "5月27日到机井现场,水泵电机烧毁。",
            "done": "更换了新电机,当天恢复供水。",
            "appeal": "不满意可在十五日内向旗信访局提出。",
            "points": tuple(Point(point, "done") for point in points_of(self.row.text)),
            **parts,
        }
        return Reply(outcome, **given)

    def answer(self, who: str = "handler", **parts: Any) -> Done:
        return commands.answer(self.ctx(who), number=self.number, reply=self.reply(**parts))

    def to(self, stage: Stage) -> "Way":
        """Move it along the main way as far as `stage`."""
        steps: dict[Stage, Callable[[], object]] = {
            Stage.TRIAGED: self.triage,
            Stage.DISPATCHED: lambda: commands.dispatch(self.ctx(self.desk), number=self.number),
            Stage.ACCEPTED: lambda: commands.accept(self.ctx("handler"), number=self.number),
            Stage.HANDLING: lambda: commands.log_progress(
                self.ctx("handler"), number=self.number, text="已到现场查看。"
            ),
            Stage.ANSWERED: self.answer,
            Stage.RATED: lambda: commands.rate(self.ctx("alice"), number=self.number, score=5),
            Stage.CLOSED: lambda: commands.close(self.ctx("system"), number=self.number),
        }
        order = [Stage.RECEIVED, *steps]
        for step in order[order.index(Stage(self.row.stage)) + 1 : order.index(stage) + 1]:
            steps[step]()
        assert self.row.stage == stage
        return self

    @property
    def desk(self) -> str:
        """Who registers and dispatches it: a clerk does not read what was told in confidence."""
        return "supervisor" if self.row.level > 1 else "clerk"


def brought(world: World, who: str = "alice", **given: Any) -> Way:
    """What this person has just brought."""
    draft = Draft(**{"text": TEXT, "area": VILLAGE, "place": "门克庆嘎查三社", **given})
    return Way(world, commands.submit(world.ctx(who), draft=draft))


def picture(number: str) -> tuple[dict[str, Any], int]:
    """The row as it stands and how many entries tell of it: equal before and after a refused command."""
    return Request.objects.filter(number=number).values().get(), Entry.objects.filter(
        subject=f"requests:{number}"
    ).count()


def kinds(number: str) -> list[str]:
    """What the ledger says happened, first to last."""
    return list(Entry.objects.filter(subject=f"requests:{number}").order_by("position").values_list("kind", flat=True))


def tomorrow(now: datetime) -> date:
    return (now + timedelta(days=1)).date()
