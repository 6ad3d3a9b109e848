"""Draws are open to everybody; one that is not public yet is not there."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from banshi.kernel.commands import Actor, Context
from banshi.kernel.draws import commands
from banshi.kernel.draws.rules import Spec
from banshi.kernel.draws.tests.conftest import MATTER, TITLE, tokens
from banshi.kernel.testing.matrix import Row, Things
from banshi.kernel.testing.people import World

EVERYONE = {"*": 200}
NOBODY = {"*": 404}


def fixed(world: World, **rest: Any) -> Things:
    """A draw of now: the pages read the real clock."""
    ctx = Context(Actor.system("test"), timezone.now(), "matrix")
    made = commands.commit(ctx, about=MATTER, title=TITLE, entrants=tokens(3), spec=Spec.of(1), **rest)
    return {"number": made.number}


def first_step(world: World) -> Things:
    return {**fixed(world), "position": 0}


def hidden(world: World) -> Things:
    return fixed(world, public_from=timezone.now() + timedelta(days=1))


def hidden_step(world: World) -> Things:
    return {**hidden(world), "position": 0}


ROWS = [
    Row("draws:index", EVERYONE),
    Row("draws:script", EVERYONE),
    Row("draws:draw", EVERYONE, args=fixed),
    Row("draws:draw", NOBODY, args=hidden),
    Row("draws:file", EVERYONE, args=fixed),
    Row("draws:file", NOBODY, args=hidden),
    Row("draws:receipt", EVERYONE, args=first_step),
    Row("draws:receipt", NOBODY, args=hidden_step),
]
