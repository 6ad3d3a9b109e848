"""The documented canonical form of an entry, its fingerprint, and commitments to sealed values.

An entry is hashed as the RFC 8785 (JCS) text of one JSON object:

    {"actor":…,"at":…,"body":{…},"county":…,"kind":…,"position":…,"previous":…,"subject":…,"v":1}

`at` is UTC with six decimals ("2021-05-26T01:02:03.000004Z"), `previous` the lower-case hex
fingerprint of the entry before it in the same subject, or "" at position 0. The body is kept
as RFC 8785 text already, so checking an entry again costs one hash and no re-serialising.

No Django here: the offline verifier stands on this module.
"""

import hashlib
import hmac
import re
from datetime import UTC, datetime
from json import JSONEncoder
from json.encoder import encode_basestring as _quoted  # RFC 8785 escapes exactly as this does
from typing import Any

import rfc8785

LARGEST = 2**53 - 1
"""The largest whole number that JSON carries exactly everywhere."""
_plainly = JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
_half_a_character = re.compile("[\ud800-\udfff]").search


def canonical_json(value: Any) -> str:
    """`value` as RFC 8785 text: sorted keys, no white space, shortest numbers.

    Raises:
        rfc8785.CanonicalizationError: a value that JSON cannot carry exactly, e.g. an
            integer beyond 2**53 or a lone surrogate.
    """
    return _plainly(value) if _plain(value) else rfc8785.dumps(value).decode()


def _plain(value: Any) -> bool:
    """Whether Python's own encoder, which takes a quarter of the time, writes `value` as RFC 8785 does.

    They part at fractions, at names outside ASCII (sorted as UTF-16) and at what JSON cannot carry.
    """
    if isinstance(value, str):
        return value.isascii() or _half_a_character(value) is None
    if isinstance(value, int):
        return -LARGEST <= value <= LARGEST
    if isinstance(value, dict):
        return all(isinstance(name, str) and name.isascii() and _plain(inner) for name, inner in value.items())
    return value is None or (isinstance(value, list | tuple) and all(map(_plain, value)))


def at_text(at: datetime) -> str:
    """An aware instant as the ledger writes it: UTC, microseconds, "Z"."""
    if at.tzinfo is not UTC:
        if at.utcoffset() is None:
            raise ValueError(f"the ledger needs an aware instant, got {at!r}")
        at = at.astimezone(UTC)
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def entry_text(
    *, county: str, subject: str, position: int, at: str, actor: str, kind: str, body_json: str, previous: bytes
) -> str:
    """The text that is hashed, as UTF-8; `at` as from `at_text`, `body_json` as from `canonical_json`."""
    return (
        f'{{"actor":{_quoted(actor)},"at":"{at}","body":{body_json},"county":{_quoted(county)},'
        f'"kind":{_quoted(kind)},"position":{position},"previous":"{previous.hex()}",'
        f'"subject":{_quoted(subject)},"v":1}}'
    )


def entry_hash(
    *, county: str, subject: str, position: int, at: datetime, actor: str, kind: str, body_json: str, previous: bytes
) -> bytes:
    """The 32-byte SHA-256 fingerprint of an entry."""
    return hashlib.sha256(
        entry_text(
            county=county,
            subject=subject,
            position=position,
            at=at_text(at),
            actor=actor,
            kind=kind,
            body_json=body_json,
            previous=previous,
        ).encode()
    ).digest()


def commitment(salt: bytes, value: str) -> str:
    """Hex HMAC-SHA256 of a personal value: it binds to the value and tells nothing without the salt.

    An identity number has few bits, so the salt must be random, at least 16 bytes, used for
    this value alone and kept secret; destroying it makes the value unguessable for ever.
    """
    if len(salt) < 16:
        raise ValueError(f"a commitment needs a salt of at least 16 bytes, got {len(salt)}")
    return hmac.digest(salt, value.encode(), "sha256").hex()
