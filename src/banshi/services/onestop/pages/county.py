"""Whose procedures a page shows."""

from django.conf import settings

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.people import person
from banshi.kernel.errors import SignInNeeded

DIGITS = 6


def known_person(request: WebRequest) -> int:
    """Who is signed in.

    Raises:
        SignInNeeded: nobody.
    """
    found = request.ctx.actor.person_id
    if found is None:
        raise SignInNeeded()
    return found


def home_county(person_id: int) -> str:
    """The county in which this person lives, or that of this house."""
    reach: str = person(person_id).reach[:DIGITS]
    return reach if len(reach) == DIGITS else settings.BANSHI_COUNTY
