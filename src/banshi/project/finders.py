"""Scripts that come inside a Python package, collected with the static files: no Node, no outside host."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PREFIX = "maplibre"
FILES = ("maplibre-gl.js", "maplibre-gl.css")


class MapLibreFinder(BaseFinder):
    """MapLibre GL JS out of the package `maplibre`; nothing where that is not installed: the map does with its picture."""

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        """The file of a static path, as Django asks every finder."""
        folder, name = _folder(), path.removeprefix(f"{PREFIX}/")
        known = folder is not None and path.startswith(f"{PREFIX}/") and name in FILES and (folder / name).is_file()
        found = [str(folder / name)] if known and folder is not None else []
        return found if find_all or options.get("all") else (found[0] if found else [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """What to collect."""
        folder = _folder()
        if folder is None:
            return
        storage = FileSystemStorage(location=str(folder))
        storage.prefix = PREFIX  # type: ignore[attr-defined]  # where Django collects to
        for name in FILES:
            if (folder / name).is_file():
                yield name, storage


def _folder() -> Path | None:
    found = find_spec("maplibre")
    return Path(found.origin).parent / "srcjs" if found is not None and found.origin else None
