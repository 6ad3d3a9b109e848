"""Bytes under their hash, in the storage that the settings name."""

import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection

BLOBS, THUMBNAILS = "blobs", "thumbnails"


class DurableStorage(FileSystemStorage):
    """Files on this machine's disk: whole or not there, also after kill -9 or a power cut."""

    def _save(self, name: str, content: "File[Any]") -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_name(f"{target.name}.{secrets.token_hex(6)}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # a name is the hash of the content: the same name is the same file


def path_of(sha256: str, shelf: str = BLOBS) -> str:
    """Where the bytes with this hash lie: "blobs/3f/3f2a…"."""
    return f"{shelf}/{sha256[:2]}/{sha256}"


def put(sha256: str, data: bytes, shelf: str = BLOBS) -> None:
    """Lay bytes down; nothing to do where they lie already, whole."""
    storage, path = storages["default"], path_of(sha256, shelf)
    if storage.exists(path) and storage.size(path) == len(data):
        return
    storage.save(path, ContentFile(data))


def has(sha256: str) -> bool:
    """Whether bytes with this hash lie in the storage."""
    return storages["default"].exists(path_of(sha256))


def read(sha256: str, shelf: str = BLOBS) -> IO[bytes]:
    """Open the bytes with this hash.

    Raises:
        FileNotFoundError: they are not, or no longer, there.
    """
    return storages["default"].open(path_of(sha256, shelf))


def size(sha256: str, shelf: str = BLOBS) -> int:
    """How many bytes lie there."""
    return storages["default"].size(path_of(sha256, shelf))


def destroy(sha256: str) -> None:
    """Remove the bytes and their thumbnail for good; nothing happens where they are gone."""
    for shelf in (BLOBS, THUMBNAILS):
        storages["default"].delete(path_of(sha256, shelf))


def all_blobs() -> Iterator[list[str]]:
    """The names on the shelf, one folder at a time."""
    storage = storages["default"]
    try:
        folders, _files = storage.listdir(BLOBS)
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        yield sorted(storage.listdir(f"{BLOBS}/{folder}")[1])


def laid_down_at(name: str) -> datetime:
    """When a blob (or the unfinished part of one) was written."""
    return storages["default"].get_modified_time(path_of(name))


def lock(sha256: str) -> None:
    """Until the transaction ends, nobody else attaches or destroys these bytes.

    The race: a file is attached to a matter while the erasure of the same bytes in another
    matter is about to remove them. SQLite has one writer; PostgreSQL locks the hash.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"file:{sha256}"])
