"""What a resident has answered, unsealed."""

import json
import zlib
from typing import Any

from banshi.kernel.directory.personal import unseal_bytes

ANSWERS = "onestop.answers"
ADDRESS = "onestop.address"
"""Purposes under which they are sealed."""
PLAIN = b"{"
"""What answers begin with that were kept before they were compressed."""


def unsealed(kept: bytes | memoryview) -> dict[str, Any]:
    """What was answered; empty once erased."""
    data = unseal_bytes(kept, ANSWERS)
    if not data:
        return {}
    found: dict[str, Any] = json.loads(data if data.startswith(PLAIN) else zlib.decompress(data))
    return found
