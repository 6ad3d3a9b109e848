"""Which county a page speaks of."""

from django.conf import settings

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import known_areas
from banshi.services.requests.rules.catalogue import COUNTY


def county_of(request: WebRequest) -> str:
    """The county asked for, if there is one; else that of this house."""
    given = request.GET.get("county", "")
    return given if len(given) == COUNTY and given in known_areas([given]) else settings.BANSHI_COUNTY
