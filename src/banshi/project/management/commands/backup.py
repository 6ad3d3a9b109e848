"""`banshi backup FILE`: the whole site in one file, while it goes on serving."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from banshi.project.archive import Keys
from banshi.project.backup import make
from banshi.project.passphrases import new_passphrase


class Command(BaseCommand):
    help = "Write database, files, maps and keys into one file; safe while the site is serving"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        keys = parser.add_mutually_exclusive_group()
        keys.add_argument("--without-keys", action="store_true", help="leave the keys out; without them nothing opens")
        keys.add_argument("--plain-keys", action="store_true", help="put the keys in as they are")
        parser.add_argument("--force", action="store_true", help="overwrite FILE where it exists")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if file.exists() and not options["force"]:
            raise CommandError(f"{file} exists: choose another name or add --force")
        if not file.absolute().parent.is_dir():
            raise CommandError(f"there is no folder {file.absolute().parent}")
        keys: Keys = "left out" if options["without_keys"] else "plain" if options["plain_keys"] else "sealed"
        made = make(file.absolute(), keys=keys, passphrase=new_passphrase() if keys == "sealed" else "")
        self.stdout.write(f"{made.path}: {made.size / 1_000_000:.1f} MB, {made.files} files, keys {keys}")
        if made.gone:
            self.stderr.write(
                f"{len(made.gone)} files or maps are named in the database but are not there: {', '.join(made.gone[:5])}"
            )
        if os.environ.get("BANSHI_PERSONAL_KEYS") or os.environ.get("BANSHI_SECRET_KEY"):
            self.stderr.write("keys that come from the environment are not in the backup: keep them yourself")
