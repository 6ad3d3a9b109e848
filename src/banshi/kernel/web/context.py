"""What every template knows beside its own values: `shell`."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.functional import cached_property

from banshi.kernel.commands import Actor
from banshi.kernel.web.doors import Door, Link, doors, links
from banshi.kernel.web.preferences import Preferences, preferences


@dataclass
class Shell:
    """The frame around a page: who reads, how, and where they can go."""

    actor: Actor
    wishes: Preferences
    here: str
    """Address of this page with its query, to come back to."""
    path: str
    place: str
    operator: str

    @property
    def language(self) -> str:
        """For `<html lang>`."""
        return "en" if self.wishes.language == "en" else "zh-Hans"

    @cached_property
    def doors(self) -> tuple[Door, ...]:
        return doors(self.actor)

    @cached_property
    def nav(self) -> tuple[Link, ...]:
        """The open doors, and the desk for those who have one."""
        open_doors = [Link(door.title, door.url, door.icon) for door in self.doors if door.url and door.place != "mine"]
        return (*links("desk", self.actor), *open_doors)

    @cached_property
    def foot(self) -> tuple[Link, ...]:
        return links("foot", self.actor)

    @cached_property
    def mine(self) -> str:
        """Where the reader's own page is, or where they sign in."""
        own = next((door.url for door in self.doors if door.place == "mine"), "")
        return own if own and self.actor.kind != "anonymous" else resolve_url(settings.LOGIN_URL)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    ctx = getattr(request, "ctx", None)  # an error may strike before the middleware that sets it
    return {
        "shell": Shell(
            actor=ctx.actor if ctx else Actor.anonymous(),
            wishes=preferences(request),
            here=request.get_full_path() if request.method == "GET" else request.path,
            path=request.path,
            place=settings.BANSHI_PLACE,
            operator=settings.BANSHI_OPERATOR,
        )
    }
