"""What the helpers know of the language, read once a process from `policy/triage.yaml`."""

from functools import cache
from typing import Any

import yaml

from banshi.services.requests.policy import document


@cache
def words_policy() -> dict[str, Any]:
    """The lists of words and patterns."""
    return dict(yaml.load(document("triage.yaml"), Loader=yaml.CSafeLoader))
