"""What tests of draws look at: entries, what is told, and what everybody else writes meanwhile."""

import json
from typing import Any

from banshi.kernel.commands import Context, command
from banshi.kernel.draws.models import Draw, Place, Status
from banshi.kernel.draws.tests.conftest import COUNTY
from banshi.kernel.ledger.models import Entry
from banshi.kernel.ledger.record import Subject, record


def kinds_of(number: str) -> list[str]:
    return list(Entry.objects.filter(subject=f"draws:{number}").order_by("position").values_list("kind", flat=True))


def body_of(number: str, position: int) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(Entry.objects.get(subject=f"draws:{number}", position=position).body)
    return body


@command
def other_work(ctx: Context, /, *, count: int = 1) -> None:
    """What everybody else writes meanwhile."""
    for number in range(count):
        record(ctx, Subject("draws", f"other-{ctx.request_id}-{number}", COUNTY), "draws.called")


def waits(number: str) -> bool:
    """Nothing of the result is there."""
    draw = Draw.objects.get(number=number)
    untold = not draw.seed and not Place.objects.filter(draw=draw).exists()
    return untold and draw.status == Status.COMMITTED and "draws.revealed" not in kinds_of(number)
