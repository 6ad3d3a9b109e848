"""The file that a backup is: a tar with a manifest first, the sums of everything last.

Shape: `manifest.json`, `database`, `keys.sealed` or `keys/…`, `files/…`, `maps/…`, `policy/…`, `calendar/…`, `SHA256SUMS`. A file
that breaks off has no sums and is refused; so is one in which a single byte has changed.
"""

import hashlib
import io
import json
import os
import secrets
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Literal, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FORMAT = 1
MANIFEST, DATABASE, KEYS_SEALED, SUMS = "manifest.json", "database", "keys.sealed", "SHA256SUMS"
OWN = ("policy", "calendar")
"""Folders below the data folder in which a county keeps words, rules and days of its own."""
NAMED = ("maps",)
"""Folders below it of which the database names what belongs to the site; rooms say so by their hook `backup_folders`."""
FOLDERS = tuple(f"{name}/" for name in ("keys", "files", *NAMED, *OWN))
CHUNK = 1024 * 1024
SALT, NONCE = 16, 12

Keys = Literal["sealed", "plain", "left out"]


class Damaged(Exception):
    """The backup is not whole, or not one of ours; the words say what and where."""


class WrongPassphrase(Exception):
    """The keys do not open with this passphrase."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the backup is of."""

    made: str
    version: str
    vendor: str
    county: str
    origin: str
    keys: Keys
    files: int
    format: int = FORMAT


class Writer:
    """Writes members and remembers their sums."""

    def __init__(self, target: Path) -> None:
        self._part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        self._target = target
        self._handle = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._tar = tarfile.open(fileobj=self._handle, mode="w:gz", compresslevel=1)  # noqa: SIM115 - closed in __exit__
        self._sums: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            with suppress(OSError, ValueError):
                self._tar.close()
            self._handle.close()
            self._part.unlink(missing_ok=True)
            return
        text = "".join(self._sums).encode()
        self._tar.addfile(_member(SUMS, len(text)), io.BytesIO(text))
        self._tar.close()
        self._handle.flush()
        os.fsync(self._handle.fileno())
        self._handle.close()
        self._part.replace(self._target)

    def manifest(self, manifest: Manifest) -> None:
        """Begin with what the backup is of."""
        self.add(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())

    def add(self, name: str, data: bytes) -> None:
        """Add a small member."""
        self.stream(name, io.BytesIO(data), len(data))

    def stream(self, name: str, source: IO[bytes], size: int) -> None:
        """Add a member of a known size."""
        hashing = _Hashing(source)
        self._tar.addfile(_member(name, size), hashing)
        self._sums.append(f"{hashing.sum.hexdigest()}  {name}\n")


class _Hashing:
    """A reader that sums what passes through it."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.sum.update(data)
        return data


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def unpack(source: Path, folder: Path) -> Manifest:
    """Lay the members down below `folder`, every sum checked.

    Raises:
        Damaged: it breaks off, a sum differs, or a member does not belong into a backup.
    """
    found: dict[str, str] = {}
    given = ""
    try:
        with tarfile.open(source, "r:gz") as tar:
            for member in tar:
                data = tar.extractfile(member)
                if data is None or not _belongs(member):
                    raise Damaged(f"{member.name} does not belong into a backup")
                if member.name == SUMS:
                    given = data.read().decode()
                else:
                    found[member.name] = _lay_down(data, folder / member.name)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise Damaged(f"the file breaks off or is not a backup ({error})") from None
    sums = (line.partition("  ") for line in given.splitlines())
    _compare(found, {name: digest for digest, _gap, name in sums})
    return read_manifest(folder / MANIFEST)


def _compare(found: dict[str, str], given: dict[str, str]) -> None:
    if not given:
        raise Damaged("the file breaks off: its sums are missing")
    for name in sorted(found.keys() | given.keys()):
        if found.get(name) != given.get(name):
            raise Damaged(f"{name} is not what was backed up")


def read_manifest(path: Path) -> Manifest:
    """What the backup is of.

    Raises:
        Damaged: there is no manifest, or of a newer format.
    """
    try:
        values = json.loads(path.read_text())
        if values["format"] != FORMAT:
            raise Damaged(f"format {values['format']} is not known; use the version {values['version']} that made it")
        return Manifest(**values)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Damaged(f"the manifest cannot be read ({error})") from None


def _belongs(member: tarfile.TarInfo) -> bool:
    known = member.name in {MANIFEST, DATABASE, KEYS_SEALED, SUMS} or member.name.startswith(FOLDERS)
    return known and member.isreg() and ".." not in Path(member.name).parts


def _lay_down(data: IO[bytes], path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := data.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def seal_keys(keys: dict[str, bytes], passphrase: str) -> bytes:
    """Encrypt key files with a passphrase (scrypt, AES-256-GCM)."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    text = json.dumps({name: data.hex() for name, data in keys.items()}).encode()
    return salt + nonce + AESGCM(_derived(passphrase, salt)).encrypt(nonce, text, b"banshi backup keys")


def open_keys(sealed: bytes, passphrase: str) -> Iterator[tuple[str, bytes]]:
    """The key files by name.

    Raises:
        WrongPassphrase: it does not open.
    """
    salt, nonce, text = sealed[:SALT], sealed[SALT : SALT + NONCE], sealed[SALT + NONCE :]
    try:
        opened = AESGCM(_derived(passphrase, salt)).decrypt(nonce, text, b"banshi backup keys")
    except InvalidTag:
        raise WrongPassphrase from None
    for name, data in json.loads(opened).items():
        yield Path(name).name, bytes.fromhex(data)


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(passphrase.encode())
