"""Who gets what at the addresses of the resident's and the public pages."""

from typing import Any

from banshi.kernel.testing.matrix import Row
from banshi.kernel.testing.people import World
from banshi.services.requests.models import Answer
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.pages.conftest import published
from banshi.services.requests.tests.way import brought

EVERYONE = {"*": 200}
SIGNED_IN = {"anonymous": 302, "*": 200}
NEWLY_BROUGHT = {"alice": 200, "clerk": 200, "supervisor": 200, "inspector": 200, "*": 404}
ANSWERED = {**NEWLY_BROUGHT, "handler": 200}
OWNER = {"alice": 200, "*": 404}


def number(world: World) -> dict[str, Any]:
    return {"number": brought(world).number}


def first_entry(world: World) -> dict[str, Any]:
    return {**number(world), "position": 0}


def withdrawal(world: World) -> dict[str, Any]:
    return {**number(world), "deed": "withdraw"}


def answer(world: World) -> dict[str, Any]:
    way = brought(world).to(Stage.ANSWERED)
    return {"number": way.number, "answer_id": Answer.objects.get(request__number=way.number).pk}


def public(world: World) -> dict[str, Any]:
    return {"number": published(brought(world)).number}


OPEN = (
    "new",
    "tipoff",
    "track",
    "public",
    "places",
    "statistics",
    "statistics_csv",
    "statistics_json",
    "leaders",
    "catalogue",
    "deadlines",
)
ROWS = [
    *(Row(f"requests:{name}", EVERYONE) for name in OPEN),
    Row("requests:public_case", EVERYONE, args=public),
    Row("requests:mine", SIGNED_IN),
    Row("requests:held", SIGNED_IN),
    Row("requests:matter", NEWLY_BROUGHT, args=number),
    Row("requests:receipt", NEWLY_BROUGHT, args=number),
    Row("requests:entry", NEWLY_BROUGHT, args=first_entry),
    Row("requests:entry_file", NEWLY_BROUGHT, args=first_entry),
    Row("requests:letter", ANSWERED, args=answer),
    Row("requests:act", OWNER, args=withdrawal),
    Row("requests:forget", {"*": 302}, method="POST", args=number),
]
