"""What a resident has answered, unsealed."""

import json
from typing import Any

from banshi.kernel.directory.personal import unseal

ANSWERS = "onestop.answers"
ADDRESS = "onestop.address"
"""Purposes under which they are sealed."""


def unsealed(kept: bytes | memoryview) -> dict[str, Any]:
    """What was answered; empty once erased."""
    text = unseal(kept, ANSWERS)
    found: dict[str, Any] = json.loads(text) if text else {}
    return found
