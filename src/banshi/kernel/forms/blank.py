"""What counts as no answer. Pure."""

from typing import Any

SPACE = " \t\n\r\u00a0\u3000"
"""White space that is taken off the ends of an answer; the same in every reader of patterns."""


def blank(value: Any) -> bool:
    """Whether nothing was answered: null, only white space, or an empty list."""
    return value is None or (isinstance(value, str) and not value.strip(SPACE)) or value == []
