"""Drafts are their owner's: whoever is signed in sees their own list and nobody else's."""

from django.utils import timezone

from banshi.kernel.commands import Context
from banshi.kernel.forms import drafts
from banshi.kernel.forms.tests.papers import answered, newborn
from banshi.kernel.testing.matrix import Row, Things
from banshi.kernel.testing.people import World

NAME = "onestop.newborn"


def kept(world: World) -> Things:
    """Alice has a draft."""
    ctx = Context(world.actor("alice"), timezone.now(), "matrix")
    drafts.save_draft(ctx, name=NAME, form=newborn(), answers=answered())
    return {"name": NAME}


ROWS = [
    Row("forms:drafts", {"anonymous": 302, "*": 200}),
    Row("forms:discard", {"anonymous": 302, "alice": 302, "*": 404}, method="POST", data=kept),
]
