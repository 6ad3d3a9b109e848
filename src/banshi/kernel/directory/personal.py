"""Keep personal values so that the database file alone reveals none of them.

A value is sealed with AES-256-GCM under the newest key of the ring and carries that key's
number, so that old values stay readable after a rotation. Beside it stands a keyed hash by
which an exact value is found again. The ring comes from BANSHI_PERSONAL_KEYS or, where that
is unset, from `keys/personal` in the data folder, made at first use.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
NONCE_BYTES = 12
ID_BYTES = 2


class Unreadable(ValueError):
    """A sealed value is damaged, was moved to another column, or its key is not in the ring."""


@dataclass(frozen=True)
class Ring:
    """The keys by number; the highest number seals."""

    sealing: Mapping[int, AESGCM]
    indexing: Mapping[int, bytes]

    @property
    def newest(self) -> int:
        return max(self.sealing)


def seal(value: str, purpose: str) -> bytes:
    """Encrypt `value` for one purpose, e.g. "person.phone". The empty string stays empty.

    Shape: 2 bytes key number, 12 bytes nonce, ciphertext with a 16-byte tag.
    """
    return seal_bytes(value.encode(), purpose)


def seal_bytes(value: bytes, purpose: str) -> bytes:
    """`seal` for what is no text, e.g. because it was compressed."""
    if not value:
        return b""
    ring = _ring()
    nonce = secrets.token_bytes(NONCE_BYTES)
    head = ring.newest.to_bytes(ID_BYTES, "big")
    return head + nonce + ring.sealing[ring.newest].encrypt(nonce, value, purpose.encode())


def unseal(sealed: bytes | memoryview, purpose: str) -> str:
    """The value that was sealed for this purpose.

    Raises:
        Unreadable: damaged, sealed for another purpose, or the key is gone.
    """
    try:
        return unseal_bytes(sealed, purpose).decode()
    except UnicodeDecodeError:
        raise Unreadable(f"what was sealed for {purpose!r} is no text") from None


def unseal_bytes(sealed: bytes | memoryview, purpose: str) -> bytes:
    """What `seal_bytes` was given.

    Raises:
        Unreadable: as `unseal`.
    """
    data = bytes(sealed)
    if not data:
        return b""
    number, nonce, text = int.from_bytes(data[:ID_BYTES], "big"), data[ID_BYTES:14], data[14:]
    ring = _ring()
    if number not in ring.sealing:  # another process may have rotated since we read the file
        _read_ring.cache_clear()
        ring = _ring()
    try:
        return ring.sealing[number].decrypt(nonce, text, purpose.encode())
    except KeyError:
        raise Unreadable(f"sealed with key {number}, which is not in the ring of personal keys") from None
    except (InvalidTag, ValueError):
        raise Unreadable(f"not a value sealed for {purpose!r}, or damaged") from None


def keyed_index(value: str, purpose: str) -> str:
    """The hash under which `value` is stored for exact search. The empty string stays empty."""
    if not value:
        return ""
    ring = _ring()
    return _index(ring.indexing[ring.newest], value, purpose)


def keyed_indexes(value: str, purpose: str) -> list[str]:
    """Every hash under which `value` may be stored, one per key of the ring; for lookups."""
    return [_index(key, value, purpose) for key in _ring().indexing.values()] if value else []


def rotate() -> int:
    """Add a new newest key to the file and return its number.

    Raises:
        ImproperlyConfigured: the ring comes from the environment, where its keeper adds the key.
    """
    if os.environ.get("BANSHI_PERSONAL_KEYS"):
        raise ImproperlyConfigured("add the new key to BANSHI_PERSONAL_KEYS yourself: NUMBER:BASE64,…")
    number = _ring().newest + 1
    with _file().open("a") as file:
        file.write(_line(number))
    _read_ring.cache_clear()
    return number


def _index(key: bytes, value: str, purpose: str) -> str:
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def _ring() -> Ring:
    return _read_ring(str(_file()), os.environ.get("BANSHI_PERSONAL_KEYS", ""))


@lru_cache(maxsize=8)
def _read_ring(file: str, given: str) -> Ring:
    keys = _parse(given.replace(",", "\n") if given else _made(Path(file)))
    return Ring(
        sealing={number: AESGCM(_derive(key, b"seal")) for number, key in keys.items()},
        indexing={number: _derive(key, b"index") for number, key in keys.items()},
    )


def _parse(text: str) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for line in text.split():
        number, _colon, encoded = line.partition(":")
        try:
            keys[int(number)] = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise ImproperlyConfigured("a personal key is written NUMBER:BASE64, e.g. 1:q83v…") from None
        if len(keys[int(number)]) != KEY_BYTES or not 0 < int(number) < 256**ID_BYTES:
            raise ImproperlyConfigured(f"personal key {number} must have {KEY_BYTES} bytes and a number from 1 up")
    if not keys:
        raise ImproperlyConfigured("there is no personal key; remove the empty file or set BANSHI_PERSONAL_KEYS")
    return keys


def _derive(key: bytes, use: bytes) -> bytes:
    """One key never serves two algorithms."""
    return hmac.new(key, b"banshi personal " + use, hashlib.sha256).digest()


def _file() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "personal"


def _made(path: Path) -> str:
    """The file's text; where two processes start at once, both read what the first one linked."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"personal.{secrets.token_hex(4)}")
    if not path.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(_line(1))
        with suppress(FileExistsError):
            os.link(fresh, path)  # atomic: fails where another process was first
        fresh.unlink()
    return path.read_text()


def _line(number: int) -> str:
    return f"{number}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n"
