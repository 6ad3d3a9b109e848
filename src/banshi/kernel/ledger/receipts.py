"""Receipts: an entry with everything needed to check it without us.

Who may see which receipt is for the services to decide; a receipt itself names nobody unless
the holder asks for its openings.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import Conflict, NotFound
from banshi.kernel.ledger.canonical import canonical_json, commitment
from banshi.kernel.ledger.keys import key_links
from banshi.kernel.ledger.models import Checkpoint, Opening
from banshi.kernel.ledger.proofs import consistency, inclusion, latest
from banshi.kernel.ledger.rows import Row, place_of, row_of
from banshi.kernel.ledger.verify import CONSISTENCY, RECEIPT


class NoSuchEntry(NotFound):
    """The subject has no entry at that position."""

    code = "no_such_entry"
    message = _("账本中没有这条记录：%(subject)s 第 %(position)s 条。")


class NoSuchCheckpoint(NotFound):
    """No checkpoint of that size was ever signed."""

    code = "no_such_checkpoint"
    message = _("没有条数为 %(size)s 的检查点。请从检查点列表中选择。")


class OpeningErased(Conflict):
    """The salt was destroyed or never existed, so the value cannot be proven any more."""

    code = "opening_erased"
    message = _("“%(name)s”的原文已按要求销毁或与记录不符，无法再附在凭证上。")


def receipt(subject: str, position: int, values: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The receipt of one entry; pending, without proof, until the entry is sealed.

    `values` are sealed values by name that the holder wants attached with their salts.

    Raises:
        NoSuchEntry: the subject has no such position.
        OpeningErased: a value's salt is gone, or the value is not the one sealed.
    """
    row = row_of(subject, position)
    if row is None:
        raise NoSuchEntry(subject=subject, position=position)
    slip: dict[str, Any] = {
        "entry": json.loads(row.canonical()),
        "format": RECEIPT,
        "hash": bytes(row.hash).hex(),
    }
    if values:
        slip["openings"] = _openings(row, values)
    checkpoint = latest() if row.leaf is not None else None
    if row.leaf is not None and checkpoint is not None:
        slip |= {
            "checkpoint": checkpoint.note,
            "keys": key_chain(),
            "proof": {"index": row.leaf, "path": [step.hex() for step in inclusion(row.leaf, checkpoint.size)]},
        }
    return slip


def receipt_of(entry_id: int, values: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The receipt of the entry with this id; as `receipt`.

    Raises:
        NoSuchEntry, OpeningErased: as `receipt`.
    """
    place = place_of(entry_id)
    if place is None:
        raise NoSuchEntry(subject=f"id {entry_id}", position="?")
    return receipt(*place, values)


def receipt_bytes(slip: Mapping[str, Any]) -> bytes:
    """The receipt as the file that is given out: RFC 8785, so that any changed byte shows."""
    return canonical_json(slip).encode()


def completed(slip: Mapping[str, Any]) -> dict[str, Any]:
    """A pending receipt again, with its proof if the entry is sealed by now; attached openings stay.

    Raises:
        NoSuchEntry: the ledger has no entry with this content.
    """
    entry = slip["entry"]
    now = receipt(entry["subject"], entry["position"])
    if now["hash"] != slip["hash"] or now["entry"] != entry:
        raise NoSuchEntry(subject=entry["subject"], position=entry["position"])
    return now | ({"openings": slip["openings"]} if "openings" in slip else {})


def key_chain() -> list[dict[str, str | None]]:
    """The chain of keys as receipts, exports and /ledger/keys carry it."""
    return [{"vkey": link.vkey, "handover": link.handover} for link in key_links()]


def consistency_document(older: int, newer: int) -> dict[str, Any]:
    """What proves offline that checkpoint `newer` continues `older`.

    Raises:
        NoSuchCheckpoint: one of them was never signed.
    """
    older, newer = sorted((older, newer))
    notes = dict(Checkpoint.objects.filter(size__in=[older, newer]).values_list("size", "note"))
    for size in (older, newer):
        if size not in notes:
            raise NoSuchCheckpoint(size=size)
    return {
        "format": CONSISTENCY,
        "keys": key_chain(),
        "newer": notes[newer],
        "older": notes[older],
        "path": [step.hex() for step in consistency(older, newer)],
    }


def _openings(row: Row, values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    salts = Opening.objects.filter(entry_id=row.id).values_list("salts", flat=True).first() or {}
    sealed = json.loads(row.body).get("sealed", {})
    openings = {}
    for name, value in values.items():
        salt = salts.get(name)
        if salt is None or commitment(bytes.fromhex(salt), value) != sealed.get(name):
            raise OpeningErased(name=name)
        openings[name] = {"salt": salt, "value": value}
    return openings
