"""A matter with units, and commands that do to its clocks what other rooms' commands do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from banshi.kernel.clocks import operations
from banshi.kernel.clocks.office import SHANGHAI
from banshi.kernel.commands import Actor, Context, command
from banshi.kernel.directory.models import Area, Unit
from banshi.kernel.ledger.record import Subject, record

MATTER = Subject(room="requests", key="210526-7KX4QM", county="150627")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def context(text: str) -> Context:
    return Context(actor=Actor.system("test"), now=at(text), request_id="t")


@command
def acting(ctx: Context, /, *, act: Callable[..., Any], subject: Subject, given: Any) -> Any:
    """Stands for any room's command: one entry, and the clocks moved with it."""
    record(ctx, subject, "clocks.recomputed", {"test": act.__name__})
    return act(ctx, subject, **given)


def do(ctx: Context | str, act: Callable[..., Any], subject: Subject = MATTER, **given: Any) -> Any:
    """Run one operation at a moment, inside a command."""
    return acting(context(ctx) if isinstance(ctx, str) else ctx, act=act, subject=subject, given=given)


@dataclass(frozen=True)
class Units:
    desk: int
    water: int
    roads: int


@pytest.fixture
def units(db: None) -> Units:
    return make_units()


def make_units() -> Units:
    area = Area.objects.create(code="150627", name="伊金霍洛旗", level="county")
    made = [
        Unit.objects.create(slug=slug, name=name, kind="department", area=area)
        for slug, name in (("desk", "受理中心"), ("water", "水务局"), ("roads", "交通运输局"))
    ]
    return Units(*(unit.pk for unit in made))


def begin(moment: str = "2021-05-24 09:00", rule: str = "hotline.reply", **more: Any) -> Any:
    """Start a clock of the matter."""
    return do(moment, operations.start, rule=rule, **more)
