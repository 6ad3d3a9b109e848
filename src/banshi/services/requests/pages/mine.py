"""The resident's own pages: where each matter is, and everything that is held."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.clocks.rules import last_day
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.web.paging import Paging
from banshi.services.requests.pages import shown
from banshi.services.requests.queries import mine as queries
from banshi.services.requests.queries.keyset import Cut

HELD = {"request": _("诉求"), "rating": _("评价"), "message": _("留言"), "note": _("进展"), "callback": _("回访")}
FIELDS = {
    "title": _("标题"),
    "text": _("内容"),
    "place": _("地点"),
    "area": _("区划代码"),
    "score": _("评分"),
    "comment": _("评语"),
    "attitude": _("对态度"),
    "said": _("解决了没有"),
    "from": _("谁写的"),
}
WORDS = {"me": _("我"), "office": _("工作人员"), "solved": _("解决了"), "unsolved": _("没有解决")}
CODED = frozenset({"from", "said"})


@never_cache
@require_safe
def mine(request: WebRequest) -> HttpResponse:
    """Where each of my matters is; what waits for me comes first on its line."""
    found = queries.mine(request.ctx.actor, Cut(request.GET.get("after", ""), request.GET.get("before", "")))
    rows = [
        (row, shown.stage_words(row.stage), shown.tone_of(row.stage), last_day(row.due_at) if row.open else None)
        for row in found.rows
    ]
    return render(request, "requests/mine.html", {"rows": rows, "paging": Paging(found.after, found.before)})


@never_cache
@require_safe
def held(request: WebRequest) -> HttpResponse:
    """Everything this room holds about me, to read and to have put right."""
    lines = [
        {
            "what": HELD[each.what],
            "number": each.number,
            "at": each.at,
            "facts": [
                (FIELDS[name], WORDS.get(value, value) if name in CODED else value)
                for name, value in each.fields.items()
                if value
            ],
        }
        for each in queries.held_about(request.ctx.actor)
    ]
    return render(request, "requests/held.html", {"lines": lines})
