"""The receipt as people hold it: a slip on the screen and on A6, and the file to check.

A service decides who may see which receipt, then calls `slip_page` or `slip_file`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.ledger.receipts import receipt_bytes

Fact = tuple[str | Promise, str | Promise]


def slip_page(
    request: WebRequest, slip: Mapping[str, Any], *, number: str, facts: Sequence[Fact], download_url: str
) -> HttpResponse:
    """The printable page of a receipt.

    `facts` say in the reader's words what, when and who; `number` is what people call the
    matter; `download_url` gives the file (see `slip_file`).
    """
    fingerprint = str(slip["hash"])
    sealed = "proof" in slip
    values = {
        "receipt": {
            "title": _("凭证"),
            "number": number,
            "stage": _("可核验") if sealed else _("待封存"),
            "settled": sealed,
            "facts": facts,
            "fingerprint": grouped(fingerprint),
            "qr": qr(request.build_absolute_uri(reverse("ledger:verify")) + f"#{fingerprint}"),
            "steps": _steps(sealed),
        },
        "sealed": sealed,
        "download_url": download_url,
        "number": number,
    }
    response = render(request, "ledger/slip.html", values)
    response["Cache-Control"] = "private, no-store"
    return response


def slip_file(slip: Mapping[str, Any]) -> HttpResponse:
    """The receipt as a file to keep; it stays as good as it is, whatever becomes of this site."""
    entry = slip["entry"]
    name = f"{entry['subject']}-{entry['position']}".replace(":", "-")
    return HttpResponse(
        receipt_bytes(slip),
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="receipt-{name}.json"',
            "Cache-Control": "private, no-store",
        },
    )


def grouped(fingerprint: str) -> str:
    """A hash in groups of four, so that two people can compare it aloud."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


def qr(text: str) -> SafeString:
    """A QR code as inline SVG that needs no style of its own."""
    return mark_safe(segno.make(text, error="m").svg_inline(omitsize=True, svgclass=None, lineclass=None, border=1))


def _steps(sealed: bool) -> list[str]:
    if not sealed:
        return [_("这条记录已写入账本，几分钟内封存。"), _("请稍后重新打开本页，下载带证明的凭证文件。")]
    return [
        _("下载凭证文件，连同核验页一起保存。"),
        _("扫码打开核验页（断网也能用），放入凭证文件。"),
        _("核验页显示的指纹与本单一致、结论为“核验通过”，即为真。"),
    ]
