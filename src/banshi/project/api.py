"""The API of the house: one description at /api/openapi.json, the endpoints from the rooms.

A room offers its router as `hooks["api"]`; Open311, which has an address of its own, as
`hooks["open311"]`. Errors are told as pages tell them, in JSON with a stable code.
"""

import json
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from banshi import __version__
from banshi.kernel.errors import BanshiError, Invalid, NotFound, SignInNeeded
from banshi.kernel.rooms import services
from banshi.kernel.web.answers import BadRequest, answer


def _tell(error: type[BanshiError]) -> Any:
    return lambda request, _exception: answer(request, error())


def _fields(request: HttpRequest, exception: Any) -> HttpResponse:
    """What pydantic refuses, by the name of the value that was given."""
    fields: dict[str, list[str]] = {}
    for problem in exception.errors:
        name = ".".join(str(part) for part in problem["loc"] if part not in {"body", "query", "path", "form", "header"})
        fields.setdefault(name or "body", []).append(str(problem["msg"]))
    return answer(request, Invalid(fields))


def _house_error(request: HttpRequest, exception: Any) -> HttpResponse:
    return answer(request, exception)


class Plain(JSONRenderer):
    """JSON with sets in order and Chinese as it is."""

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, cls=_Encoder, ensure_ascii=False)


class _Encoder(NinjaJSONEncoder):
    def default(self, o: Any) -> Any:
        return sorted(o) if isinstance(o, set | frozenset) else super().default(o)


class Problem(Schema):
    """Every refusal: `code` is stable, `message` is for people, `fields` says what to change."""

    code: str
    message: str
    data: dict[str, Any] = {}
    fields: dict[str, list[str]] = {}
    request_id: str = ""


REFUSALS = {"4XX": "Refused: `code` says why", "503": "Too busy at the moment: send it again"}
TELLS = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


class Described(NinjaAPI):
    """An API that tells how every operation refuses; its description is worked out once, being long and lasting.

    Said here for all rooms, since declared with each operation it would be a model of its own for each status.
    """

    @cached_property
    def _description(self) -> OpenAPISchema:
        return self._described(None, None)

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        asked_as_it_stands = path_prefix is None and not path_params
        return self._description if asked_as_it_stands else self._described(path_prefix, path_params)

    def _described(self, path_prefix: str | None, path_params: Any) -> OpenAPISchema:
        found = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        found["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for operations in found["paths"].values():
            for operation in operations.values():
                for status, words in REFUSALS.items():
                    operation["responses"].setdefault(status, {"description": words, "content": TELLS})
        return found


def make(hook: str, namespace: str, title: str, description: str) -> NinjaAPI:
    """An API of every room's router under `hook`."""
    api = Described(
        title=title,
        version=__version__,
        description=description,
        urls_namespace=namespace,
        renderer=Plain(),
        docs_url=None,  # its page would need scripts from elsewhere, which the content policy forbids
        openapi_url="openapi.json",
    )
    api.add_exception_handler(BanshiError, _house_error)
    api.add_exception_handler(ValidationError, _fields)
    api.add_exception_handler(AuthenticationError, _tell(SignInNeeded))
    api.add_exception_handler(Http404, _tell(NotFound))
    api.add_exception_handler(HttpError, _tell(BadRequest))
    for service in services():
        if hook in service.hooks:
            api.add_router("", import_string(service.hooks[hook]), tags=[service.slug])
    return api


api = make("api", "api", "Banshi", "办实事: requests, brought and followed by programs. Errors carry a stable code.")
open311 = make("open311", "open311", "Banshi Open311", "GeoReport v2 of the published requests, and for bringing one.")
