"""A room whose matters the tests tell people of, and a gateway that remembers."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as django_settings

from banshi.kernel import rooms
from banshi.kernel.access.actions import Guarded
from banshi.kernel.commands import Context, command
from banshi.kernel.errors import NotFound
from banshi.kernel.ledger.record import Subject, record
from banshi.kernel.notices import outbox, templates
from banshi.kernel.notices.templates import Template
from banshi.kernel.rooms import Reach, Role
from banshi.kernel.testing.people import COUNTY

LAMP = "notices:LAMP01"
TEMPLATES = (
    Template("notices.answered", "诉求 %(number)s 已答复", "请查看 %(number)s。", "notices.see"),
    Template("notices.alarm", "紧急 %(number)s", "请立即查看。", "notices.see", urgent=True),
    Template("notices.quietly", "已登记 %(number)s", "站内查看。", "notices.see", outside=False),
)
GRANTS = {
    Role.RESIDENT: {"notices.see": Reach.OWN},
    Role.HANDLER: {"notices.see": Reach.UNIT},
    Role.SUPERVISOR: {"notices.see": Reach.AREA},
}
MATTERS: dict[str, Guarded] = {}


def guarded_many(keys: list[str]) -> dict[str, Guarded]:
    return {key: MATTERS[key] for key in keys if key in MATTERS}


def guarded(key: str) -> Guarded:
    if key not in MATTERS:
        raise NotFound()
    return MATTERS[key]


def matter(**changes: Any) -> Guarded:
    """The lamp, as it stands from now on."""
    MATTERS["LAMP01"] = replace(MATTERS.get("LAMP01", Guarded(subject=LAMP, area=COUNTY)), **changes)
    return MATTERS["LAMP01"]


@command
def tell(
    ctx: Context, *, to: tuple[int | outbox.Address, ...], template: str = "notices.answered", once: str = ""
) -> outbox.Sent:
    record(ctx, Subject("notices", "LAMP01", COUNTY), "notices.read")
    return outbox.send(
        ctx,
        about=MATTERS["LAMP01"],
        to=to,
        template=template,
        data={"number": "260526-LAMP01"},
        link="/requests/m/LAMP01/",
        once=once,
    )


class Gateway:
    """Stands in for the SMS gateway: remembers, or refuses."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.works = True

    def add(self, url: str) -> bool:
        self.url = url
        return True

    def notify(self, *, body: str, title: str = "") -> bool:
        if self.works:
            self.taken.append((self.url, title, body))
        return self.works


@pytest.fixture(autouse=True)
def a_room(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    here = __name__
    own = next(room for room in rooms.services() if room.slug == "notices")
    hooks = {"notices": f"{here}.TEMPLATES", "guarded_many": f"{here}.guarded_many"}
    room = replace(own, hooks=hooks, grants=GRANTS)
    every = (*[other for other in rooms.services() if other.slug != "notices"], room)
    monkeypatch.setattr("banshi.kernel.notices.matters.services", lambda: every)
    monkeypatch.setattr(templates, "services", lambda: (room,))
    merged = {role: {**rooms.grants()[role], **GRANTS.get(role, {})} for role in Role}
    monkeypatch.setattr("banshi.kernel.access.actions.grants", lambda: merged)
    templates.templates.cache_clear()
    MATTERS.clear()
    yield
    templates.templates.cache_clear()


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    stand_in = Gateway()
    monkeypatch.setattr("apprise.Apprise", lambda: stand_in)
    monkeypatch.setattr(
        django_settings, "BANSHI_NOTICE_URLS", ["sms=json://gateway/?to={address}", "email=mailto://u:p@h?to={address}"]
    )
    return stand_in
