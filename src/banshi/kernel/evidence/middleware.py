"""Refuse a body that no form of the house can need, before a byte of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

FILES_AT_ONCE = 9
MEGABYTE = 1024 * 1024
WORDS = (
    "一次提交的内容太大：最多 %(files)s 个文件，每个最多 %(size)s MB。请返回上一页，减少或压缩后再提交。\n"
    "Too much at once: at most %(files)s files of %(size)s MB each. Go back, send fewer or smaller files."
)


def body_limit(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer 413 to a body of more than nine files of BANSHI_MAX_UPLOAD_MB and some text.

    A body without a length is read as empty by WSGI and so needs no limit.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        allowed = (FILES_AT_ONCE * settings.BANSHI_MAX_UPLOAD_MB + 1) * MEGABYTE
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > allowed:
            words = WORDS % {"files": FILES_AT_ONCE, "size": settings.BANSHI_MAX_UPLOAD_MB}
            return HttpResponse(
                words, status=413, content_type="text/plain; charset=utf-8", headers={"Connection": "close"}
            )
        return get_response(request)

    return middleware
