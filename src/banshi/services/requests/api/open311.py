"""Open311 GeoReport v2 at /open311/v2/, JSON and XML: the published requests, and a way to bring one.

Source: GeoReport v2 (wiki.open311.org/GeoReport_v2). A service is a category of the second
level; `jurisdiction_id` is the county's GB/T 2260 code. What is not published, accuses
somebody or is a tip-off is not here, whoever asks and whatever number they give.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, Concatenate, Literal, ParamSpec

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from ninja import Form, Query, Router, Schema
from pydantic import AwareDatetime, Field

from banshi.kernel.access import tokens
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import BanshiError, Forbidden, Invalid, NotFound
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.limits import Limit, spend
from banshi.services.requests import commands
from banshi.services.requests.api import open311_words as words
from banshi.services.requests.queries.keyset import Cut
from banshi.services.requests.queries.public import PublicFilter, PublicMatter, public_list, public_view
from banshi.services.requests.rules.submission import Channel, Contact, Draft

router = Router()
P = ParamSpec("P")
Fmt = Literal["json", "xml"]
Words = Annotated[str, Field(max_length=200)]
MOST = 100
SUBMISSIONS = Limit(times=600, seconds=600)


class KeyNeeded(Forbidden):
    """GeoReport: 403 for a missing or invalid api_key."""

    code = "api_key_needed"


class NewReport(Schema):
    """The form of POST requests. GeoReport asks for lat and long, or an address."""

    api_key: Words = ""
    jurisdiction_id: Annotated[str, Field(pattern=r"^(\d{6})?$")] = ""
    service_code: Annotated[str, Field(max_length=6)]
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    long: Annotated[float, Field(ge=-180, le=180)] | None = None
    address_string: Words = ""
    address_id: Words = ""
    first_name: Annotated[str, Field(max_length=40)] = ""
    last_name: Annotated[str, Field(max_length=40)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    email: Words = ""
    description: Annotated[str, Field(max_length=4000)] = ""
    media_url: Annotated[str, Field(max_length=1000)] = ""


class Search(Schema):
    """What of the published requests is asked for."""

    jurisdiction_id: Annotated[str, Field(pattern=r"^(\d{6})?$")] = ""
    service_request_id: Annotated[str, Field(max_length=1000)] = ""
    service_code: Annotated[str, Field(max_length=6)] = ""
    start_date: AwareDatetime | None = None
    end_date: AwareDatetime | None = None
    status: Annotated[str, Field(pattern=r"^((open|closed)(,(open|closed))?)?$")] = ""


def told(
    endpoint: Callable[Concatenate[WebRequest, P], HttpResponse],
) -> Callable[Concatenate[WebRequest, P], HttpResponse]:
    """Errors in GeoReport's own form: a list of code and description."""

    @wraps(endpoint)
    def run(request: WebRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return endpoint(request, *args, **kwargs)
        except BanshiError as error:
            fmt = str(kwargs.get("fmt", "json"))
            status = 400 if isinstance(error, Invalid) else error.status
            return words.render("errors", "error", [{"code": status, "description": str(error)}], fmt, status)

    return run


@router.get("discovery.{fmt}", summary="Discovery")
@told
def discovery(request: WebRequest, fmt: Fmt) -> HttpResponse:
    """Where this endpoint is and what it speaks."""
    return words.render_one("discovery", words.discovery(request.build_absolute_uri("/open311/v2/")), fmt)


@router.get("services.{fmt}", summary="Service list")
@told
def services(request: WebRequest, fmt: Fmt) -> HttpResponse:
    """The categories of the second level, grouped by the first."""
    return words.render("services", "service", words.services(), fmt)


@router.get("services/{code}.{fmt}", summary="Service definition")
@told
def service(request: WebRequest, code: str, fmt: Fmt) -> HttpResponse:
    """No service asks for further attributes."""
    if code not in words.codes():
        raise NotFound()
    return words.render_one("service_definition", {"service_code": code, "attributes": []}, fmt)


@router.get("requests.{fmt}", summary="Service requests")
@told
def search(request: WebRequest, fmt: Fmt, asked: Query[Search]) -> HttpResponse:
    """The newest hundred that fit; by id, those named."""
    if asked.service_request_id:
        numbers = [number.strip() for number in asked.service_request_id.split(",")][:MOST]
        return _rendered([found for number in numbers if (found := _published(number))], fmt)
    if asked.service_code and asked.service_code not in words.codes():
        raise NotFound()
    which = PublicFilter(
        county=asked.jurisdiction_id,
        category=asked.service_code,
        status="" if "," in asked.status else asked.status,
        since=_day(asked.start_date),
        until=_day(asked.end_date),
    )
    rows = public_list(which, Cut(limit=MOST)).rows
    return words.render("service_requests", "request", [words.brief(row) for row in rows], fmt)


@router.get("requests/{number}.{fmt}", summary="Service request")
@told
def one(request: WebRequest, number: str, fmt: Fmt) -> HttpResponse:
    return _rendered([public_view(number)], fmt)


@router.get("tokens/{token}.{fmt}", summary="Token")
@told
def token(request: WebRequest, token: str, fmt: Fmt) -> HttpResponse:
    """Numbers are given at once here, so a token is the number itself."""
    found = public_view(token).row.number
    return words.render("service_requests", "request", [{"service_request_id": found, "token": found}], fmt)


@router.post("requests.{fmt}", response={201: Any}, summary="Bring a request")
@told
def submit(request: WebRequest, fmt: Fmt, given: Form[NewReport]) -> HttpResponse:
    """Needs an api_key: a token that may write. The notice carries the secret to follow the request with."""
    holder = tokens.holder_of(given.api_key, request.ctx.now) if given.api_key else None
    if holder is None or "write" not in holder.scopes:
        raise KeyNeeded()
    spend(request, "open311.submit", SUBMISSIONS, by=str(holder.token_id))
    receipt = commands.submit(submitted(request), draft=_draft(given))
    notice = words.notice(receipt)
    made: Mapping[str, Any] = {"service_request_id": receipt.number, "service_notice": notice, "account_id": None}
    return words.render("service_requests", "request", [made], fmt, 201)


def _draft(given: NewReport) -> Draft:
    problems = {}
    if given.service_code not in words.codes():
        problems["service_code"] = [words.unknown_service(given.service_code)]
    if given.lat is None and not given.address_string.strip() and not given.address_id.strip():
        problems["lat"] = [str(words.WHERE)]
    if problems:
        raise Invalid(problems)
    media = f"\n{given.media_url.strip()}" if given.media_url.strip() else ""
    return Draft(
        text=f"{given.description.strip()}{media}",
        area=given.jurisdiction_id or settings.BANSHI_COUNTY,
        channel=Channel.OPEN311,
        category="" if given.service_code == words.UNSORTED else given.service_code,
        place=given.address_string.strip() or given.address_id.strip(),
        lon=given.long,
        lat=given.lat,
        contact=Contact(name=f"{given.last_name}{given.first_name}".strip(), phone=given.phone.strip()),
    )


def _published(number: str) -> PublicMatter | None:
    try:
        return public_view(number)
    except NotFound:
        return None


def _rendered(found: list[PublicMatter], fmt: str) -> HttpResponse:
    return words.render("service_requests", "request", [words.full(matter) for matter in found], fmt)


def _day(at: datetime | None) -> Any:
    return timezone.localdate(at) if at else None
