"""Take in a file: `accept` at the edge, `store` in the command.

A page calls `accept(upload)` first: the slow and dangerous work (reading, checking,
re-encoding) happens outside any transaction. What it returns is plain data that goes into
the command as an argument; the command calls `store` to make it part of a matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from banshi.kernel.commands import Context
from banshi.kernel.ledger.record import Subject


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file whose clean bytes lie in the storage and belong to no matter yet."""

    sha256: str
    original: str
    type: str
    size: int
    name: str
    width: int | None = None
    height: int | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a matter. `key` is its address: /files/<key>/."""

    key: str
    sha256: str
    type: str
    size: int
    name: str


def accept(upload: UploadedFile, *, keep_location: bool = False) -> Accepted:
    """Check, clean and lay down an upload; raises `Refused` (422), `FileTooLarge` (413)."""
    raise NotImplementedError


def store(ctx: Context, accepted: Accepted, *, subject: Subject) -> Stored:
    """Make an accepted file part of `subject`, inside the command now running."""
    raise NotImplementedError


def erase(ctx: Context, *, subject: Subject, keys: Sequence[str]) -> int:
    """Destroy the bytes of the subject's files; the hashes stay on the record."""
    raise NotImplementedError
