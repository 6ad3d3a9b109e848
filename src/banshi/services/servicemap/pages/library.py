"""MapLibre GL JS as it lies in the package `maplibre`, and its worker as a file of our own."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from banshi.services.servicemap.engine.basemap import FILE
from banshi.services.servicemap.pages.provider import provider_of_house
from banshi.services.servicemap.queries.opened import Opened

LIBRARY = "maplibre-gl.js"
PUT_TOGETHER = (
    "const parts={};function define(name,needs,part){parts[name]=part;"
    "if(name==='worker'){const shared={};parts.shared(shared);parts.worker(shared);}}\n"
)


def moves(found: Opened) -> bool:
    """Whether there is a map to move: tiles in the folder or another provider's, and the library installed."""
    return (provider_of_house() is not None or (found.path / FILE).is_file()) and library() is not None


@cache
def library() -> Path | None:
    """The library's script, None where the package is not installed."""
    spec = find_spec("maplibre")
    path = Path(spec.origin).parent / "srcjs" / LIBRARY if spec is not None and spec.origin else None
    return path if path is not None and path.is_file() else None


def worker_of(text: str) -> str:
    """The two parts of the library that its worker needs, and a `define` that puts them together.

    By itself the library makes its worker from a `blob:`, which the content security policy need not allow so.
    Empty where the text is not built of these parts.
    """
    first, last = text.find('define("shared"'), text.find('define("index"')
    return PUT_TOGETHER + text[first:last] if 0 <= first < last else ""


@cache
def library_worker_text() -> str:
    """The same for the library that is installed."""
    path = library()
    return worker_of(path.read_text("utf-8")) if path is not None else ""
