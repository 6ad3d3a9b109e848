"""Administrators see how work goes; for everybody else these pages are not there."""

from typing import Any

from banshi.kernel.testing.matrix import Row
from banshi.kernel.testing.people import World

ADMINISTRATORS = {"administrator": 200, "*": 404}
NO_SUCH_JOB = {"*": 404}


def unknown(world: World) -> dict[str, Any]:
    return {"job_id": "00000000-0000-0000-0000-000000000000"}


ROWS = [
    Row("jobs:overview", ADMINISTRATORS),
    Row("jobs:retry", NO_SUCH_JOB, "POST", args=unknown),
    Row("jobs:dismiss", NO_SUCH_JOB, "POST", args=unknown),
]
