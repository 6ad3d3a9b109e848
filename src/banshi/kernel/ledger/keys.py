"""The ledger's signing keys: made at set-up, kept in files, handed over on the record.

The secret part lies in DATA_DIR/keys, readable by its owner only. The public chain of keys
is read from the ledger itself (subject "ledger:keys"), so it can be checked like any entry.
"""

import json
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.commands.prepared import prepared
from banshi.kernel.errors import BanshiError, Conflict
from banshi.kernel.ledger.models import Checkpoint, Entry
from banshi.kernel.ledger.notes import KeyLink, PublicKey, SigningKey, handover_text, sign_note
from banshi.kernel.ledger.record import Subject, record
from banshi.kernel.ledger.turns import one_at_a_time

SUBJECT = "ledger:keys"
OWNER_ONLY = 0o600


class KeyMissing(BanshiError):
    """The secret part of the key in office is not on this machine."""

    code = "ledger_key_missing"
    status = 503
    message = _("找不到签名密钥文件 %(path)s。请从备份中恢复该文件（权限 600），再重新封存。")


class KeyExists(Conflict):
    """The ledger has its first key already."""

    code = "ledger_key_exists"
    message = _("账本已有签名密钥。需要更换时请使用轮换命令。")


class KeyExposed(BanshiError):
    """Others than the owner can read the secret key."""

    code = "ledger_key_exposed"
    status = 503
    message = _(
        "签名密钥文件 %(path)s 的权限是 %(mode)s，他人可读。请执行 chmod 600 后重试；如可能已泄露，请轮换密钥。"
    )


@dataclass(frozen=True, slots=True)
class KeyInOffice:
    """The public form of the key that signs from now on."""

    vkey: str
    fingerprint: str


def key_links() -> list[KeyLink]:
    """The public chain of keys, first to last, as the ledger records it."""
    return [KeyLink(content["vkey"], content.get("handover")) for content in map(json.loads, _bodies())]


@prepared
def _bodies() -> QuerySet[Entry, str]:
    return Entry.objects.filter(subject=SUBJECT).order_by("position").values_list("body", flat=True)


def signing_key() -> SigningKey:
    """The key in office.

    Raises:
        KeyMissing: its file is not here, or none was ever made.
        KeyExposed: others can read its file.
    """
    links = key_links()
    if not links:
        raise KeyMissing(path=str(_folder() / "ledger-….pem"))
    return _read(PublicKey.parse(links[-1].vkey))


def ensure_key(ctx: Context) -> None:
    """Make the first key of this ledger unless there is one: part of setting up."""
    if not Entry.objects.filter(subject=SUBJECT).exists():
        with suppress(KeyExists):  # another process was faster
            create_key(ctx)


@command
def create_key(ctx: Context) -> KeyInOffice:
    """Make the first key and record its public part.

    Raises:
        KeyExists: there is one already.
    """
    one_at_a_time()
    if Entry.objects.filter(subject=SUBJECT).exists():
        raise KeyExists()
    key = _make()
    record(ctx, _subject(), "ledger.key_created", {"vkey": key.public.vkey})
    return KeyInOffice(key.public.vkey, key.public.fingerprint)


@command
def rotate_key(ctx: Context) -> KeyInOffice:
    """Put a new key in office. Both keys sign the hand-over, which names the last checkpoint of the old one.

    The old secret stays until `forget_retired_keys`, so a crash before the commit loses nothing.

    Raises:
        KeyMissing, KeyExposed: the old key cannot sign the hand-over.
    """
    one_at_a_time()
    old, new = signing_key(), _make()
    size = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    note = sign_note(handover_text(old.public, new.public, size), old, new)
    record(ctx, _subject(), "ledger.key_rotated", {"vkey": new.public.vkey, "handover": note})
    return KeyInOffice(new.public.vkey, new.public.fingerprint)


def forget_retired_keys() -> list[str]:
    """Delete the secrets of keys out of office, so that nobody can sign in their name; returns the file names."""
    office = _path(PublicKey.parse(key_links()[-1].vkey))
    retired = [path for path in sorted(_folder().glob("ledger-*.pem")) if path != office]
    for path in retired:
        path.unlink()
    return [path.name for path in retired]


def _subject() -> Subject:
    return Subject(room="ledger", key="keys", county=settings.BANSHI_COUNTY)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "keys"


def _path(key: PublicKey) -> Path:
    return _folder() / f"ledger-{key.id.hex()}.pem"


def _make() -> SigningKey:
    key = SigningKey(settings.BANSHI_ORIGIN, Ed25519PrivateKey.generate())
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(_path(key.public), os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    return key


def _read(public: PublicKey) -> SigningKey:
    path = _path(public)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        content = path.read_bytes()
    except FileNotFoundError:
        raise KeyMissing(path=str(path)) from None
    if mode & 0o077:
        raise KeyExposed(path=str(path), mode=f"{mode:o}")
    private = load_pem_private_key(content, password=None)
    if not isinstance(private, Ed25519PrivateKey) or private.public_key().public_bytes_raw() != public.public:
        raise KeyMissing(path=str(path))
    return SigningKey(public.name, private)
