"""Hand out a file to those who may read its matter, so that no browser can run it."""

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import NotFound
from banshi.kernel.evidence import queries, storage

SHIELD = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",  # every use asks again whether it is still allowed
}


@require_safe
def serve_file(request: WebRequest, key: str) -> HttpResponseBase:
    """The file itself: images are shown, documents offered for saving."""
    return _served(request, queries.readable(request, key), storage.BLOBS)


@require_safe
def thumbnail(request: WebRequest, key: str) -> HttpResponseBase:
    """A small picture of an image."""
    file = queries.readable(request, key)
    if not file.is_image:
        raise NotFound()
    return _served(request, file, storage.THUMBNAILS)


def _served(request: WebRequest, file: queries.FileShown, shelf: str) -> HttpResponseBase:
    etag = f'"{file.sha256[:32]}-{shelf}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={**SHIELD, "ETag": etag})
    try:
        content = storage.read(file.sha256, shelf)
    except FileNotFoundError:
        raise NotFound() from None
    return FileResponse(
        content,
        as_attachment=not file.is_image,
        filename=file.name,
        content_type="image/jpeg" if shelf == storage.THUMBNAILS else file.type,
        headers={**SHIELD, "ETag": etag},
    )
