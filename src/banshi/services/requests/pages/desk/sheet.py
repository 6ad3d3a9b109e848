"""The ledger as a spreadsheet: taken out as the queue is filtered, handed back, compared, confirmed row by row."""

from collections.abc import Sequence
from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from banshi.kernel.commands import Actor
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Forbidden
from banshi.kernel.sheets.handing import HandBackForm, keep, kept
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.limits import Limit, spend
from banshi.services.requests.forms.desk_queue import KEPT, QueueForm
from banshi.services.requests.pages.desk import compared
from banshi.services.requests.pages.desk.staff import at_desk
from banshi.services.requests.queries.sheet import EDIT, EXPORT, granted, standing
from banshi.services.requests.rules.differences import Given, compare
from banshi.services.requests.rules.sheet import Choices
from banshi.services.requests.sheets.choices import choices_for
from banshi.services.requests.sheets.incoming import read
from banshi.services.requests.sheets.outgoing import Asked, TooManyRows, send_out
from banshi.services.requests.sheets.taking import planned, take_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTS = Limit(times=60, seconds=3600)
SALT = "requests.handed_back"
HAND_BACKS = Limit(times=60, seconds=3600)


def filters_of(given: QueryDict) -> list[tuple[str, str]]:
    """The filter in an address or a form, as pairs that hidden fields can carry."""
    return [(name, value[:200]) for name in KEPT for value in given.getlist(name) if value]


@never_cache
@require_POST
def export(request: WebRequest) -> HttpResponseBase:
    """The queue as it is filtered, as a workbook; that it was taken out is on the record."""
    actor = _granted(request, EXPORT)
    county = _county(actor)
    spend(request, "requests.export", EXPORTS, by=actor.key)
    form = QueueForm(request.POST, county=county)
    pairs = filters_of(request.POST)
    back = HttpResponseRedirect(f"{reverse('requests:desk')}?{_query(pairs)}")
    if not form.is_valid():
        return back
    asked = Asked(form.filter(), _joined(pairs), county, contacts="contacts" in request.POST)
    try:
        sent = send_out(request.ctx, asked)
    except TooManyRows as error:
        messages.error(request, str(error), extra_tags="late")
        return back
    name = _("台账-%(day)s.xlsx") % {"day": timezone.localdate(request.ctx.now).isoformat()}
    return FileResponse(sent.file, as_attachment=True, filename=name, content_type=XLSX)


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return query.urlencode()


def _joined(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: ",".join(values) for name, values in found.items()}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_back(request: WebRequest) -> HttpResponse:
    """Take the file, change nothing, and show what it would change."""
    actor = _granted(request, EDIT)
    if request.method == "POST":
        spend(request, "requests.hand_back", HAND_BACKS, by=actor.key)
    choices = choices_for(_county(actor))
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HandBackForm(*given, read=partial(read, choices=choices))
    if form.is_valid():
        return _preview(request, actor, form.cleaned_data["file"], choices)
    return render(request, "requests/desk/sheet.html", {"form": form}, status=422 if form.errors else 200)


def _preview(request: WebRequest, actor: Actor, rows: Sequence[Given], choices: Choices) -> HttpResponse:
    verdicts = compare(rows, standing(actor, [row.number for row in rows]), choices)
    values = compared.told(verdicts)
    word = keep(actor, [planned(each) for each in values.pop("some")], salt=SALT)
    return render(request, "requests/desk/sheet_preview.html", {**values, "word": word})


@never_cache
@require_POST
def take_back(request: WebRequest) -> HttpResponse:
    """Write the chosen rows into the ledger, one after another, and say of each what became of it."""
    actor = _granted(request, EDIT)
    chosen = kept(actor, request.POST.get("word", ""), request.POST.getlist("row"), salt=SALT)
    if not chosen:
        messages.error(request, _("没有选中要改的行，台账没有变。"), extra_tags="late")
        return HttpResponseRedirect(reverse("requests:desk_sheet"))
    taken = take_in(submitted(request), chosen)
    shown = {
        "what": {"title": _("交回表格")},
        "done": [each for each in taken if not each.why],
        "failed": [each for each in taken if each.why],
    }
    return render(request, "requests/desk/bulk_done.html", shown)


def _granted(request: WebRequest, action: str) -> Actor:
    actor = at_desk(request)
    if not granted(actor, action):
        raise Forbidden(action=action)
    return actor


def _county(actor: Actor) -> str:
    assert actor.post is not None
    return actor.post.area[:6]
