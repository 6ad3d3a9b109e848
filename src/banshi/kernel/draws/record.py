"""A draw as the ledger knows it: its chain, and what its first entry fixes."""

import json
from datetime import UTC, datetime
from typing import Any

from banshi.kernel.draws.models import Draw
from banshi.kernel.draws.rules import ALGORITHM
from banshi.kernel.ledger.models import Entry
from banshi.kernel.ledger.record import Subject

ROOM = "draws"


def chain_of(number: str) -> str:
    """The subject under which everything about this draw stands in the ledger."""
    return f"{ROOM}:{number}"


def subject_of(draw: Draw) -> Subject:
    return Subject(ROOM, draw.number, draw.county)


def committed_body(draw: Draw) -> dict[str, Any]:
    """What the first entry says: everything that is fixed, but for the list and the seed, of which it has the hashes."""
    return {
        "algorithm": ALGORITHM,
        "entrants": draw.size,
        "external": draw.external,
        "list_hash": draw.list_hash,
        "min_size": draw.min_size,
        "not_before": second(draw.not_before),
        "public_from": second(draw.public_from),
        "reference": draw.reference,
        "room": draw.room,
        "seed_hash": draw.seed_hash,
        "seed_outside": draw.seed_outside,
        "spec": json.loads(draw.spec),
        "title": draw.title,
    }


def first_entry(number: str) -> tuple[str, dict[str, Any]]:
    """Fingerprint and body of the entry that fixed the draw."""
    entry = Entry.objects.only("hash", "body").get(subject=chain_of(number), position=0)
    return bytes(entry.hash).hex(), json.loads(entry.body)


def second(at: datetime | None) -> str:
    """An instant as the file of a draw writes it: UTC, whole seconds, "Z"; empty where there is none."""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z" if at is not None else ""
