"""What this room tells the home page and its search."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context
from banshi.kernel.web.formatting import count
from banshi.kernel.web.hooks import Found, Sentence
from banshi.services.requests.queries.keyset import Cut
from banshi.services.requests.queries.public import PublicFilter, public_list
from banshi.services.requests.queries.statistics import statistics

MOST_FOUND = 5


def home(ctx: Context) -> Sequence[Sentence]:
    """This week's figures, each with the page it was counted on."""
    today = timezone.localdate(ctx.now)
    monday = today - timedelta(days=today.weekday())
    counts = statistics(settings.BANSHI_COUNTY, by="month", since=monday).total.counts
    url = f"{reverse('requests:statistics')}?{urlencode({'since': monday.isoformat(), 'by': 'unit'})}"
    return (
        Sentence(_("本周收到"), count(counts["received"]), _("件诉求"), url),
        Sentence(_("其中"), count(counts["answered"]), _("件已经答复"), url),
        Sentence(_("已经解决"), count(counts["solved"]), _("件"), url),
    )


def ask(ctx: Context, words: str) -> Sequence[Found]:
    """Public requests in which these words stand."""
    found = public_list(PublicFilter(county=settings.BANSHI_COUNTY, text=words), Cut(limit=MOST_FOUND))
    return tuple(
        Found(_("公开的诉求"), row.title, reverse("requests:public_case", args=[row.number]), row.place)
        for row in found.rows
    )
