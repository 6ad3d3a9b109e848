"""Another provider's base map through this house: its key stays here, the reader's address too, and no page asks an outside host."""

import hashlib
import logging
from functools import lru_cache
from http.client import HTTPException
from pathlib import Path
from threading import BoundedSemaphore
from time import monotonic
from typing import Any
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import BanshiError, NotFound
from banshi.services.servicemap.engine.tiles import Provider, picture_kind, served
from banshi.services.servicemap.pages.provider import provider_of_house
from banshi.services.servicemap.queries.opened import opened

LARGEST, PATIENCE, REST = 1024 * 1024, 4.0, 30.0
"""Bytes of a tile; seconds to wait for the provider; seconds to leave it alone after it failed."""
AT_ONCE = 2
"""Fetches at a time in a process, so that a slow provider never holds all its threads."""
KEPT_SECONDS, MOST_KEPT = 7 * 24 * 3600, 20_000
FOLDER = "map-tiles"
log = logging.getLogger(__name__)
_turns = BoundedSemaphore(AT_ONCE)
_resting: dict[str, float] = {}


class TileUnavailable(BanshiError):
    """The provider does not answer, or with something else than a picture."""

    code = "tile_unavailable"
    status = 503
    message = _("底图暂时取不到；清单和图照常可用。")


class _NoRedirect(HTTPRedirectHandler):
    """The key goes to the configured host and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@require_safe
@cache_control(public=True, max_age=86400)
def provided_tile(request: WebRequest, county: str, layer: int, z: int, x: int, y: int) -> HttpResponse:
    """One tile of the configured provider, of those that the county's map shows; fetched once a week."""
    source = provider_of_house()
    if source is None or layer >= len(source.layers) or not served(opened(county).atlas.network.bounds, z, x, y):
        raise NotFound()
    kept, name = _cache(str(Path(settings.DATA_DIR) / FOLDER)), _name(source, layer, z, x, y)
    data = kept.get(name)
    if data is None:
        data = _fetched(source, layer, z, x, y)
        kept.set(name, data)
    return HttpResponse(data, content_type=picture_kind(data) or "application/octet-stream")


def _fetched(source: Provider, layer: int, z: int, x: int, y: int) -> bytes:
    """The picture from the provider. What it says when it fails may hold the address with the key, so only the kind of failure is told.

    Raises:
        TileUnavailable: it did not answer in time, or not with a picture; or it failed a moment ago.
    """
    resting = source.layers[layer]
    if monotonic() < _resting.get(resting, 0.0) or not _turns.acquire(timeout=PATIENCE):
        raise TileUnavailable(retry_after=round(REST))
    try:
        data = _read(source.address(layer, z, x, y))
    except (OSError, HTTPException, ValueError) as error:
        _resting[resting] = monotonic() + REST
        log.warning("tiles of layer %d: %s", layer, type(error).__name__)
        raise TileUnavailable(retry_after=round(REST)) from None
    finally:
        _turns.release()
    return data


def _read(address: str) -> bytes:
    asked = Request(address, headers={"User-Agent": "Banshi", "Accept": "image/*"})  # noqa: S310 — http or https: engine.tiles
    until, data = monotonic() + 2 * PATIENCE, b""
    with build_opener(_NoRedirect).open(asked, timeout=PATIENCE) as answer:
        if not answer.headers.get_content_type().startswith("image/"):
            raise ValueError("not a picture")
        while part := answer.read1(65536):
            data += part
            if len(data) > LARGEST or monotonic() > until:
                raise ValueError("too large or too slow")
    if picture_kind(data) is None:
        raise ValueError("not a picture")
    return data


def _name(source: Provider, layer: int, z: int, x: int, y: int) -> str:
    return f"{hashlib.sha256(source.layers[layer].encode()).hexdigest()[:16]}/{z}/{x}/{y}"


@lru_cache(maxsize=2)
def _cache(folder: str) -> FileBasedCache:
    """Shared by all processes, bounded in number and in age."""
    return FileBasedCache(folder, {"TIMEOUT": KEPT_SECONDS, "OPTIONS": {"MAX_ENTRIES": MOST_KEPT, "CULL_FREQUENCY": 4}})
