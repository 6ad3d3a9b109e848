"""What this room tells the house's search."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context
from banshi.kernel.places.queries import places_in
from banshi.kernel.web.hooks import Found
from banshi.services.servicemap.pages.asking import hours_now, name_of

MOST_FOUND = 5


def ask(ctx: Context, words: str) -> Sequence[Found]:
    """Places in whose name these words stand. SQL: 1."""
    rows = [row for row in places_in(settings.BANSHI_COUNTY) if words in row.name or words in row.name_en]
    return tuple(
        Found(_("场所"), name_of(row), reverse("servicemap:place", args=[row.code]), hours_now(row, ctx.now)[1])
        for row in rows[:MOST_FOUND]
    )
