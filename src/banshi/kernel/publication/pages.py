"""Open data in public: the list, each data set with its dictionary, and the files."""

from datetime import date

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Invalid
from banshi.kernel.publication import opendata
from banshi.kernel.publication.datasets import dataset as dataset_of
from banshi.kernel.publication.datasets import datasets
from banshi.kernel.publication.withheld import withheld

MOVING = "public, max-age=300"


class BadDay(Invalid):
    """The day asked for is no day, or not yet over the horizon."""

    code = "publication_bad_day"
    message = _("日期应写作 2021-05-26 的样子，且不能晚于今天（%(today)s）。")


@require_safe
def catalogue(request: WebRequest) -> HttpResponse:
    """What there is, and under which licence."""
    values = {"datasets": datasets().values(), "licence": opendata.LICENCE, "licence_title": opendata.LICENCE_TITLE}
    return render(request, "publication/catalogue.html", values)


@require_safe
def dataset(request: WebRequest, slug: str) -> HttpResponse:
    """One data set: its dictionary, what it leaves out, its files."""
    shown = dataset_of(slug)
    values = {
        "dataset": shown,
        "withheld": withheld(*shown.withheld),
        "today": timezone.localdate(request.ctx.now),
        "licence": opendata.LICENCE,
        "licence_title": opendata.LICENCE_TITLE,
    }
    return render(request, "publication/dataset.html", values)


@require_safe
def csv_file(request: WebRequest, slug: str) -> HttpResponseBase:
    """The data set as CSV, as of a day."""
    as_of = _as_of(request)
    response = StreamingHttpResponse(
        opendata.csv_lines(dataset_of(slug), as_of), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}{f"-{as_of}" if as_of else ""}.csv"'
    return _opened(response)


@require_safe
def json_file(request: WebRequest, slug: str) -> HttpResponseBase:
    """The data set as JSON, as of a day."""
    lines = opendata.json_lines(dataset_of(slug), _as_of(request))
    return _opened(StreamingHttpResponse(lines, content_type="application/json"))


@require_safe
def schema_file(request: WebRequest, slug: str) -> HttpResponseBase:
    """The JSON Schema of the JSON file."""
    url = request.build_absolute_uri(reverse("publication:schema", args=[slug]))
    return _opened(JsonResponse(opendata.schema(dataset_of(slug), url), json_dumps_params={"ensure_ascii": False}))


@require_safe
def dcat_file(request: WebRequest) -> HttpResponseBase:
    """The catalogue for harvesters, DCAT-AP in JSON-LD."""
    root = request.build_absolute_uri(reverse("publication:catalogue"))
    found = opendata.catalogue(list(datasets().values()), root, timezone.localdate(request.ctx.now))
    return _opened(JsonResponse(found, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False}))


def _as_of(request: WebRequest) -> date | None:
    """The day asked for; None for today, which is everything known.

    Raises:
        BadDay: no day, or a day to come.
    """
    written = request.GET.get("as_of", "").strip()
    today = timezone.localdate(request.ctx.now)
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise BadDay(today=today.isoformat()) from None
    if day > today:
        raise BadDay(today=today.isoformat())
    return None if day == today else day


def _opened(response: HttpResponseBase) -> HttpResponseBase:
    """Anybody may read the file, from any page, and keep it for five minutes."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = MOVING
    return response
