"""`banshi restore FILE`: bring a backup back, verified before it takes its place."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from banshi.project import snapshots
from banshi.project.passphrases import known_passphrase
from banshi.project.restore import Place, restore


class Command(BaseCommand):
    help = "Bring back a backup; refuses to overwrite a site, and verifies the ledger before anything is changed"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--into", type=Path, metavar="DIR", help="data folder to restore into (default: this site's)"
        )
        parser.add_argument("--database", metavar="URL", help="database to restore into (default: this site's)")
        parser.add_argument("--replace", action="store_true", help="move the site that stands there aside")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"there is no file {file}")
        connections.close_all()
        place = self._place(options["into"], options["database"])
        done = restore(file.absolute(), place, replace=options["replace"], passphrase=known_passphrase())
        self.stdout.write(done.report)
        self.stdout.write(
            f"restored the backup of {done.manifest.made} ({done.manifest.files} files) into {place.data_dir}"
        )
        for kept in done.kept:
            self.stdout.write(f"the old site is kept: {kept}")
        if done.manifest.keys == "left out":
            self.stderr.write(f"the backup has no keys: put them into {place.data_dir / 'keys'} before serving")
        if options["into"] or options["database"]:
            where = snapshots.url(place.database) if options["database"] else f"sqlite:///{place.database['NAME']}"
            database = "" if snapshots.vendor(place.database) == "postgresql" and not options["database"] else where
            self.stdout.write(
                f"serve it with BANSHI_DATA_DIR={place.data_dir}"
                + (f" BANSHI_DATABASE_URL={_masked(database)}" if database else "")
            )

    def _place(self, into: Path | None, database: str | None) -> Place:
        here: dict[str, Any] = settings.DATABASES["default"]
        if into is None:
            return Place(Path(settings.DATA_DIR), {**here, **dj_database_url.parse(database)} if database else here)
        folder = into.absolute()
        if database:
            return Place(folder, {**here, **dj_database_url.parse(database)})
        if snapshots.vendor(here) == "sqlite":
            return Place(folder, {**here, "NAME": str(folder / "banshi.sqlite3")})
        return Place(folder, here)


def _masked(url: str) -> str:
    before, at, after = url.rpartition("@")
    return f"{before.partition('://')[0]}://…@{after}" if at else url
