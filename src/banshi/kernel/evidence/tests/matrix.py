"""A file that is not there looks like one that the visitor may not see. Who sees which file: test_pages.py."""

from typing import Any

from banshi.kernel.testing.matrix import Row
from banshi.kernel.testing.people import World

NOBODY = {"*": 404}


def unknown(world: World) -> dict[str, Any]:
    return {"key": "0" * 32}


ROWS = [Row("evidence:file", NOBODY, args=unknown), Row("evidence:thumbnail", NOBODY, args=unknown)]
