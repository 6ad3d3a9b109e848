"""Whose activities a page shows."""

from django.conf import settings

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import known_areas

DIGITS = 6


def county_of(request: WebRequest) -> str:
    """The county asked for, if there is one; else that of this house."""
    given = request.GET.get("county", "")
    return given if len(given) == DIGITS and given in known_areas([given]) else settings.BANSHI_COUNTY
