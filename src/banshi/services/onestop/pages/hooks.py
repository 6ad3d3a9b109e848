"""What this room tells the search of the home page."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context
from banshi.kernel.web.hooks import Found
from banshi.services.onestop.pages.words import said
from banshi.services.onestop.queries.procedures import all_in_force


def ask(ctx: Context, words: str) -> Sequence[Found]:
    """Procedures in whose title, text or steps these words stand."""
    found = []
    for version in all_in_force(timezone.localdate(ctx.now)):
        procedure = version.procedure
        texts = [procedure.title, procedure.about, *(step.title for step in procedure.steps)]
        if any(words.lower() in text.zh.lower() or words.lower() in text.en.lower() for text in texts):
            url = reverse("onestop:procedure", args=[version.code])
            found.append(Found(_("办事"), said(procedure.title), url, said(procedure.about)))
    return found
