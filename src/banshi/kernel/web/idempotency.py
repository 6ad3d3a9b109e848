"""The key that makes a form, or a call, that is sent twice take effect once."""

import re

from banshi.kernel.commands import Context
from banshi.kernel.commands.request import WebRequest

FIELD = "idempotency_key"
HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{8,80}")


def submitted(request: WebRequest) -> Context:
    """The context for what a form or a call asks: `request.ctx` carrying its key.

    The key comes from the header or from the hidden field of `{% once %}`. One that is not
    8 to 80 printable ASCII characters is left aside, as if none had been given.
    """
    given = request.headers.get(HEADER) or request.POST.get(FIELD, "")
    return request.ctx.keyed(given if KEY.fullmatch(given) else None)
