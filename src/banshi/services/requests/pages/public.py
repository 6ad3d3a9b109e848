"""Requests in public: the list, one case."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from banshi.kernel.clocks.rules import last_day
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label, counties
from banshi.kernel.publication.redaction.kinds import KINDS, Kind
from banshi.kernel.web.formatting import day
from banshi.kernel.web.paging import Paging
from banshi.services.requests.forms.public import PublicFilterForm
from banshi.services.requests.pages import shown
from banshi.services.requests.pages.county import county_of
from banshi.services.requests.queries import public as queries
from banshi.services.requests.queries.keyset import Cut

FIELD_TITLES = {"title": lazy("标题"), "text": lazy("内容"), "place": lazy("地点"), "answer": lazy("答复")}


@require_safe
def public_list(request: WebRequest) -> HttpResponse:
    """Published requests, newest first; found by words, place, kind and day."""
    county = county_of(request)
    form = PublicFilterForm(request.GET or None, county=county)
    which = form.filter() if form.is_bound else queries.PublicFilter(county=county)
    cut = Cut(request.GET.get("after", ""), request.GET.get("before", ""), 20)
    found = queries.public_list(which, cut)
    values = {
        "form": form,
        "rows": [_line(row) for row in found.rows],
        "paging": Paging(found.after, found.before),
        "county": county,
        "county_name": area_label(county, below=county[:4]),
        "counties": counties(county[:4]),
        "narrowed": form.is_bound and any(form.cleaned_data.values()),
    }
    return render(request, "requests/public.html", values)


@require_safe
def public_case(request: WebRequest, number: str) -> HttpResponse:
    """The public face of one request: what was asked, what was answered, what was left out and why."""
    found = queries.public_view(number)
    line = _line(found.row)
    facts = [
        (_("地点"), line["where"]),
        (_("分类"), shown.category_words(found.row.category)),
        (pgettext("event", "提交"), day(found.row.submitted_at, year=True)),
        (_("答复"), day(found.row.answered_at, year=True) if found.row.answered_at else ""),
        (_("责任单位"), found.row.unit),
        (_("评价"), _("%(n)s 分（满分 5 分）") % {"n": found.row.rating} if found.row.rating else ""),
    ]
    values = {
        "case": found,
        "line": line,
        "facts": [(term, words) for term, words in facts if words],
        "hidden": [(FIELD_TITLES.get(field, field), _mark(what), why) for field, what, why in found.redactions],
    }
    return render(request, "requests/public_case.html", values)


def _mark(what: str) -> str:
    """The mark that stands in the text in place of what was left out."""
    return KINDS[Kind(what)].mark if what in list(Kind) else what


def _line(row: queries.PublicRow) -> dict[str, object]:
    seal, settled = shown.seal_of(row.stage)
    where = shown.place_words(row.area, row.place, below=row.county)
    return {
        "row": row,
        "stage": shown.stage_words(row.stage),
        "tone": "done" if not row.open else shown.tone_of(row.stage),
        "seal": seal,
        "settled": settled,
        "where": where,
        "last": last_day(row.due_at) if row.open else None,
    }
