"""Take in a file: `accept` at the edge, `store` in the command.

A page calls `accept(upload)` first: the slow and dangerous work (reading, checking,
re-encoding) happens outside any transaction. What it returns is plain data that goes into
the command as an argument; the command calls `store` to make it part of a matter. Bytes
that no command attaches are collected after a day.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import File as Upload

from banshi.kernel.commands import Context
from banshi.kernel.evidence import images, scanner, storage
from banshi.kernel.evidence.content import kind_of
from banshi.kernel.evidence.models import File
from banshi.kernel.evidence.names import shown_name
from banshi.kernel.evidence.refusals import FileEmpty, FileGone, FileTooLarge
from banshi.kernel.evidence.tasks import destroy_bytes
from banshi.kernel.jobs import enqueue
from banshi.kernel.ledger.record import Json, Subject, record

MEGABYTE = 1024 * 1024
KEY_BYTES = 15


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file whose clean bytes lie in the storage and belong to no matter yet."""

    sha256: str
    original: str
    """SHA-256 of the bytes as given, by which the giver can prove what they sent."""
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


def accept(upload: "Upload[Any]", *, keep_location: bool = False) -> Accepted:
    """Check, clean and lay down an upload, before any command.

    The type is found by content. Images are written anew without metadata; the place a
    photo carried is returned only where `keep_location`.

    Raises:
        FileTooLarge: more than BANSHI_MAX_UPLOAD_MB.
        ImageTooLarge: more pixels than are decoded.
        FileRefused: empty, of a kind not accepted, damaged, with macros or infected.
        ScannerAway: a virus scanner is set but does not answer.
    """
    given = upload.name or ""
    if (upload.size or 0) > settings.BANSHI_MAX_UPLOAD_MB * MEGABYTE:
        size = -(-(upload.size or 0) // MEGABYTE)
        raise FileTooLarge(name=given, given=size, allowed=settings.BANSHI_MAX_UPLOAD_MB)
    upload.seek(0)
    data: bytes = upload.read()
    if not data:
        raise FileEmpty(name=given)
    kind = kind_of(data, given)
    scanner.scan(data, given)
    original = hashlib.sha256(data).hexdigest()
    if not kind.pillow:
        storage.put(original, data)
        return Accepted(original, original, kind.type, len(data), shown_name(given, kind.extension))
    image = images.clean(data, kind, given)
    sha256 = hashlib.sha256(image.data).hexdigest()
    storage.put(sha256, image.thumbnail, storage.THUMBNAILS)
    storage.put(sha256, image.data)
    return Accepted(
        sha256=sha256,
        original=original,
        type=image.kind.type,
        size=len(image.data),
        name=shown_name(given, image.kind.extension),
        width=image.width,
        height=image.height,
        lon=image.lon if keep_location else None,
        lat=image.lat if keep_location else None,
    )


def store(ctx: Context, accepted: Accepted, *, subject: Subject) -> Stored:
    """Make an accepted file part of `subject`, inside the command now running.

    Raises:
        FileGone: the bytes were collected since; the giver chooses the file again.
    """
    storage.lock(accepted.sha256)
    if not storage.has(accepted.sha256):
        raise FileGone(name=accepted.name)
    key = secrets.token_urlsafe(KEY_BYTES)
    File.objects.create(
        key=key,
        county=subject.county,
        subject=str(subject),
        sha256=accepted.sha256,
        original=accepted.original,
        type=accepted.type,
        size=accepted.size,
        name=accepted.name,
        width=accepted.width,
        height=accepted.height,
        lon=accepted.lon,
        lat=accepted.lat,
        stored_by=ctx.actor.key,
        at=ctx.now,
    )
    body: dict[str, Json] = {
        "file": key,
        "sha256": accepted.sha256,
        "original": accepted.original,
        "type": accepted.type,
        "size": accepted.size,
    }
    record(ctx, subject, "evidence.stored", body)
    return Stored(key, accepted.sha256, accepted.type, accepted.size, accepted.name)


def erase(ctx: Context, *, subject: Subject, keys: Sequence[str]) -> int:
    """Destroy the named files of `subject`, inside the command now running.

    Name and place go at once, the bytes after the commit; the hashes stay on the record.
    Returns how many files were erased; those erased before are left as they are.
    """
    erased = 0
    for file in File.objects.filter(subject=str(subject), key__in=keys, erased_at=None).order_by("id"):
        File.objects.filter(pk=file.pk).update(erased_at=ctx.now, name="", lon=None, lat=None)
        record(ctx, subject, "evidence.erased", {"file": file.key, "sha256": file.sha256})
        enqueue(destroy_bytes, file.sha256)
        erased += 1
    return erased
