"""Bring a backup back: everything is laid beside the site and verified before it takes its place."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from banshi.project import snapshots
from banshi.project.archive import (
    DATABASE,
    KEYS_SEALED,
    NAMED,
    OWN,
    Damaged,
    Manifest,
    WrongPassphrase,
    open_keys,
    unpack,
)

PARTS = ("files", "keys", "ledger", *NAMED, *OWN)
"""Folders of the data directory that belong to the old site and go with it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the site is to stand."""

    data_dir: Path
    database: dict[str, Any]

    def what_stands_there(self) -> list[str]:
        """What an existing site has here, in words; empty where there is none."""
        found = [f"the database {self.database['NAME']}"] if snapshots.holds_data(self.database) else []
        files = self.data_dir / "files"
        if files.exists() and any(path.is_file() for path in files.rglob("*")):
            found.append(f"files in {files}")
        keys = self.data_dir / "keys"
        others = {path.name for path in keys.glob("*")} - {"secret"} if keys.exists() else set()
        if others:
            found.append(f"keys in {keys}")
        return found


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, what the check of the ledger said, and where the old site is kept."""

    manifest: Manifest
    report: str
    kept: tuple[str, ...]


def restore(source: Path, place: Place, *, replace: bool, passphrase: str) -> Restored:
    """Put the backed-up site in place.

    Nothing of an existing site is touched before the backup has been unpacked, every sum
    compared and its ledger verified; then the old parts are moved aside, not deleted.

    Raises:
        CommandError: a site stands there and `replace` is off, it is being served, the backup
            is damaged or of the other kind of database, or its ledger does not verify.
    """
    _may_begin(place, replace=replace)
    place.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    stage = Path(mkdtemp(prefix=".restore-", dir=place.data_dir))
    try:
        manifest = _unpacked(source, stage, place)
        _open_keys(stage, passphrase)
        swap = snapshots.copy_in(place.database, stage / DATABASE)
        try:
            report = _verified(stage, swap)
            return Restored(manifest, report, _swapped(place, stage, swap))
        except BaseException:
            swap.discard()
            raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _may_begin(place: Place, *, replace: bool) -> None:
    standing = place.what_stands_there()
    if standing and not replace:
        raise CommandError(
            f"a site stands here already: {', '.join(standing)}. Give an empty place with --into DIR, or --replace "
            "to put the backup in its place (the old site is moved aside, not deleted)"
        )
    if snapshots.is_served(place.database):
        raise CommandError("the site is being served: stop `banshi serve` and `banshi worker` first, then wait 30 s")


def _unpacked(source: Path, stage: Path, place: Place) -> Manifest:
    try:
        manifest = unpack(source, stage)
    except Damaged as error:
        raise CommandError(f"{source}: {error}. Nothing was changed.") from None
    kind = snapshots.vendor(place.database)
    if manifest.vendor != kind:
        raise CommandError(
            f"the backup is of {manifest.vendor}, this place has {kind}: set BANSHI_DATABASE_URL accordingly"
        )
    return manifest


def _open_keys(stage: Path, passphrase: str) -> None:
    sealed = stage / KEYS_SEALED
    if not sealed.exists():
        return
    folder = stage / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        for name, data in open_keys(sealed.read_bytes(), passphrase):
            (folder / name).touch(mode=0o600)
            (folder / name).write_bytes(data)
    except WrongPassphrase:
        raise CommandError("the keys do not open with this passphrase. Nothing was changed.") from None


def _verified(stage: Path, swap: snapshots.Swap) -> str:
    """Check the restored ledger in a process of its own, with its own keys, before it is put in place."""
    environment = {**os.environ, "BANSHI_DATA_DIR": str(stage), "BANSHI_DATABASE_URL": swap.url}
    line = [sys.executable, "-m", "banshi", "ledger", "verify"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-2000:]
        raise CommandError(f"the ledger of the backup does not verify. Nothing was changed.\n{said}")
    return done.stdout.strip()


def _swapped(place: Place, stage: Path, swap: snapshots.Swap) -> tuple[str, ...]:
    """Move the old parts aside and the restored ones in; on any failure everything goes back."""
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    aside = place.data_dir / f"replaced-{stamp}"
    moved: list[tuple[Path, Path]] = []
    try:
        for part in PARTS:
            if part == "keys" and not (stage / part).exists():
                continue  # a backup without keys leaves those that are there
            for source, target in ((place.data_dir / part, aside / part), (stage / part, place.data_dir / part)):
                if source.exists():
                    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    source.rename(target)
                    moved.append((source, target))
        kept = swap.take_place(stamp)
    except BaseException:
        for source, target in reversed(moved):
            target.rename(source)
        with suppress(OSError):
            aside.rmdir()
        raise
    return tuple(filter(None, (str(aside) if aside.exists() else "", kept)))
