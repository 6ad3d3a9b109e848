"""The file of a draw: what anybody needs to replay it, without us."""

import json
from datetime import datetime
from typing import Any

from banshi.kernel.draws.beacon import leaf_of
from banshi.kernel.draws.models import Draw, Status
from banshi.kernel.draws.record import chain_of
from banshi.kernel.draws.refusals import NoSuchDraw
from banshi.kernel.draws.rules import ALGORITHM, canonical
from banshi.kernel.ledger.models import Entry
from banshi.kernel.ledger.proofs import inclusion
from banshi.kernel.ledger.rows import row_of


def draw_document(number: str, now: datetime) -> dict[str, Any]:
    """The draw as its file says it; without proof and result while it was not opened.

    Raises:
        NoSuchDraw: there is none, or it is not public yet.
    """
    draw = Draw.objects.filter(number=number, public_from__lte=now).first()
    if draw is None:
        raise NoSuchDraw(number=number[:20])
    document: dict[str, Any] = {
        "format": ALGORITHM,
        "ledger": _chain(chain_of(number)),
        "list": json.loads(draw.entrants),
    }
    if draw.status == Status.REVEALED:
        leaf, size = leaf_of(number), draw.checkpoint_size
        assert leaf is not None  # the deciding checkpoint covers the commitment
        assert size is not None
        document["proof"] = {"index": leaf, "path": [step.hex() for step in inclusion(leaf, size)]}
        document["result"] = list(draw.places.order_by("place").values_list("token", flat=True))
    return document


def draw_bytes(number: str, now: datetime) -> bytes:
    """The file as it is given out.

    Raises:
        NoSuchDraw: as `draw_document`.
    """
    return canonical(draw_document(number, now)).encode() + b"\n"


def _chain(subject: str) -> list[dict[str, Any]]:
    """Every entry about the draw with its fingerprint; there are at most four."""
    entries = []
    for position in range(Entry.objects.filter(subject=subject).count()):
        row = row_of(subject, position)
        if row is not None:
            entries.append({"entry": json.loads(row.canonical()), "hash": bytes(row.hash).hex()})
    return entries
