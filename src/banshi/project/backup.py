"""Make a backup of the whole site while it goes on serving."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from banshi.kernel.evidence import storage
from banshi.kernel.evidence.models import File
from banshi.kernel.rooms import services
from banshi.project import snapshots
from banshi.project.archive import DATABASE, KEYS_SEALED, OWN, Keys, Manifest, Writer, seal_keys

HOOK = "backup_folders"
"""A room's answer: f() -> iterable of folders below the data folder, such as "maps/150204-…"."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup. `gone` names files whose bytes were not there."""

    path: Path
    size: int
    files: int
    gone: tuple[str, ...]


def make(target: Path, *, keys: Keys, passphrase: str = "", progress: Callable[[str], None] = lambda _: None) -> Made:
    """Write the backup; `target` appears only once it is whole.

    The database is copied first, as of one moment, then the files that it names: a file
    never changes, and one added meanwhile does no harm. Folders that rooms name are asked for
    before and after, so that one which is replaced meanwhile is in it too.

    Raises:
        CommandError: the database cannot be copied.
    """
    database = settings.DATABASES["default"]
    gone: list[str] = []
    with TemporaryDirectory(dir=target.parent, prefix=".banshi-backup-") as scratch:
        copy = Path(scratch) / "database"
        progress("database")
        named = _named()
        snapshots.copy_out(database, copy)
        held = list(_held())
        with Writer(target) as writer:
            writer.manifest(_manifest(keys, len(held)))
            with copy.open("rb") as data:
                writer.stream(DATABASE, data, copy.stat().st_size)
            _write_keys(writer, keys, passphrase)
            for sha256 in held:
                progress("files")
                if not _write_file(writer, sha256):
                    gone.append(sha256)
            for folder in sorted(named | _named()):
                progress("maps")
                if not _write_folder(writer, folder):
                    gone.append(folder)
            for folder in OWN:
                _write_folder(writer, folder)
    return Made(target, target.stat().st_size, len(held) - len(set(held) & set(gone)), tuple(gone))


def _manifest(keys: Keys, files: int) -> Manifest:
    return Manifest(
        made=timezone.now().isoformat(timespec="seconds"),
        version=version("banshi"),
        vendor=snapshots.vendor(settings.DATABASES["default"]),
        county=settings.BANSHI_COUNTY,
        origin=settings.BANSHI_ORIGIN,
        keys=keys,
        files=files,
    )


def key_files() -> dict[str, bytes]:
    """Every key of this site by its file's name."""
    folder = Path(settings.DATA_DIR) / "keys"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*")) if path.is_file()}


def _write_keys(writer: Writer, keys: Keys, passphrase: str) -> None:
    if keys == "sealed":
        writer.add(KEYS_SEALED, seal_keys(key_files(), passphrase))
    elif keys == "plain":
        for name, data in key_files().items():
            writer.add(f"keys/{name}", data)


def _named() -> set[str]:
    """Folders below the data folder that rooms name in the database, e.g. published maps."""
    asked = [service.hooks[HOOK] for service in services() if HOOK in service.hooks]
    return {folder for path in asked for folder in import_string(path)()}


def _write_folder(writer: Writer, folder: str) -> bool:
    """Add what lies in a folder, hidden files left out; False where there is none."""
    root = Path(settings.DATA_DIR)
    paths = [path for path in sorted((root / folder).rglob("*")) if path.is_file() and not path.name.startswith(".")]
    for path in paths:
        with path.open("rb") as data:
            writer.stream(path.relative_to(root).as_posix(), data, os.fstat(data.fileno()).st_size)
    return bool(paths)


def _held() -> Iterator[str]:
    found = File.objects.filter(erased_at=None).order_by("sha256").values_list("sha256", flat=True).distinct()
    yield from found.iterator(chunk_size=5000)


def _write_file(writer: Writer, sha256: str) -> bool:
    """Add a file's bytes and its thumbnail; False where the bytes are gone."""
    for shelf in (storage.BLOBS, storage.THUMBNAILS):
        try:
            data = storage.read(sha256, shelf)
        except FileNotFoundError:
            if shelf == storage.BLOBS:
                return False
            continue
        with data:
            writer.stream(f"files/{storage.path_of(sha256, shelf)}", data, storage.size(sha256, shelf))
    return True
