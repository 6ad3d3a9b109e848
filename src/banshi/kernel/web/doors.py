"""The six doors of the home page, and what the rooms put behind them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Actor
from banshi.kernel.rooms import MenuItem, Role, services


@dataclass(frozen=True, slots=True)
class Link:
    """A way into a page."""

    title: str | Promise
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Door:
    """One of the six. `url` is empty while no room stands behind it."""

    place: str
    title: str | Promise
    words: str | Promise
    icon: str
    url: str = ""


DOORS = (
    Door("report", _("反映"), _("说一件事，跟到办完"), "report"),
    Door("apply", _("办事"), _("一次交齐，一次办好"), "apply"),
    Door("book", _("预约"), _("场地、活动、接种"), "book"),
    Door("near", _("附近"), _("十分钟内能到的服务"), "near"),
    Door("public", _("公示"), _("账本、数字、结果"), "public"),
    Door("mine", _("我的"), _("我的事，谁看过我"), "mine"),
)
PLACES = frozenset(door.place for door in DOORS)


def links(place: str, actor: Actor) -> tuple[Link, ...]:
    """What the rooms offer this actor at `place` (a door, "desk" or "foot"), in order."""
    offered = tuple(item for room in services() for item in room.menu if item.place == place)
    return _links(offered, _roles(actor))


@lru_cache(256)  # every page shows them, and working out two score addresses takes as long as reading a request
def _links(offered: tuple[MenuItem, ...], roles: frozenset[str]) -> tuple[Link, ...]:
    items = sorted((item for item in offered if _offered(item, roles)), key=lambda item: item.order)
    return tuple(Link(item.title, reverse(item.url_name), item.icon) for item in items)


def doors(actor: Actor) -> tuple[Door, ...]:
    """All six, each with its address: the one page behind it, or the list of several."""
    return tuple(_opened(door, links(door.place, actor)) for door in DOORS)


def menu_problems() -> list[str]:
    """What the rooms' menus say wrongly: an unknown place, an icon that the sprite does not have."""
    sprite = (Path(__file__).parent / "static" / "web" / "icons.svg").read_text()
    items = [(room.slug, item) for room in services() for item in room.menu]
    places = PLACES | {"desk", "foot"}
    strange = [
        f"{slug}: place {item.place!r} is not one of {', '.join(sorted(places))}"
        for slug, item in items
        if item.place not in places
    ]
    return strange + [
        f"{slug}: there is no icon {item.icon!r}" for slug, item in items if f'id="{item.icon}"' not in sprite
    ]


def _roles(actor: Actor) -> frozenset[str]:
    """The role acted in; all of them while none is chosen; a resident's door opens no post."""
    if actor.kind != "staff":
        return frozenset({Role.RESIDENT} if actor.kind == "resident" else ())
    return frozenset({actor.post.role} if actor.post else {post.role for post in actor.posts})


def _offered(item: MenuItem, roles: frozenset[str]) -> bool:
    return not item.roles or any(role in roles for role in item.roles)


def _opened(door: Door, behind: tuple[Link, ...]) -> Door:
    url = "" if not behind else behind[0].url if len(behind) == 1 else reverse("door", args=[door.place])
    return Door(door.place, door.title, door.words, door.icon, url)
