"""A service centre of 札萨克镇 that tests can open, move and close."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from banshi.kernel.commands import Context
from banshi.kernel.places import commands
from banshi.kernel.places.queries import PlaceRow
from banshi.kernel.testing.people import NOW, TOWN, World

CENTRE: dict[str, Any] = {
    "code": "150627-zsk-01",
    "name": "札萨克镇党群服务中心",
    "kind": "town-centre",
    "area": TOWN,
    "lon": 109.8403412,
    "lat": 39.5612345,
    "address": "札萨克大街 12 号",
    "phones": ["0477-8581234"],
    "offers": ["reading", "counter"],
    "features": ["step-free"],
    "hours": "周一至周五 8:30-12:00，14:30-17:30；节假日休息",
}


def later(world: World, minutes: int, who: str = "administrator") -> Context:
    """So many minutes after ten in the morning of 26 May 2021."""
    return world.ctx(who, NOW + timedelta(minutes=minutes))


@pytest.fixture
def opened(world: World) -> Callable[..., PlaceRow]:
    """Opens the centre, with other words where they are given."""

    def open_(**other: Any) -> PlaceRow:
        return commands.open_place(world.ctx("administrator"), **{**CENTRE, **other})

    return open_
