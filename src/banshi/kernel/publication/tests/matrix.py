"""What is published is for everybody; what is not, is not there."""

from typing import Any

from banshi.kernel.testing.matrix import Row
from banshi.kernel.testing.people import World

EVERYONE = {"*": 200}
NOBODY = {"*": 404}


def unknown(world: World) -> dict[str, Any]:
    return {"slug": "nothing-of-this-name"}


ROWS = [
    Row("publication:catalogue", EVERYONE),
    Row("publication:dcat", EVERYONE),
    Row("publication:dataset", NOBODY, args=unknown),
    Row("publication:csv", NOBODY, args=unknown),
    Row("publication:json", NOBODY, args=unknown),
    Row("publication:schema", NOBODY, args=unknown),
]
