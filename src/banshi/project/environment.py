"""Read settings from the environment, with messages that say what to write instead."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def env_text(name: str, default: str) -> str:
    """The variable's value, or `default` where it is unset."""
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    """True for 1/true/yes/on, False for 0/false/no/off.

    Raises:
        ImproperlyConfigured: any other word.
    """
    given = os.environ.get(name, "").strip().lower()
    if given == "":
        return default
    if given in {"1", "true", "yes", "on"}:
        return True
    if given in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={given!r} is not a yes or no: write 1 or 0")


def env_int(name: str, default: int) -> int:
    """A whole number.

    Raises:
        ImproperlyConfigured: not a whole number.
    """
    given = os.environ.get(name, "").strip()
    if given == "":
        return default
    if not given.isdigit():
        raise ImproperlyConfigured(f"{name}={given!r} is not a whole number")
    return int(given)


def env_list(name: str, default: list[str]) -> list[str]:
    """Values separated by commas."""
    given = os.environ.get(name)
    return default if given is None else [part.strip() for part in given.split(",") if part.strip()]


def env_json(name: str) -> dict[str, Any] | None:
    """A JSON object, or None where the variable is unset.

    Raises:
        ImproperlyConfigured: not a JSON object.
    """
    given = os.environ.get(name, "").strip()
    if given == "":
        return None
    try:
        value = json.loads(given)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not valid JSON: {error}") from None
    if not isinstance(value, dict):
        raise ImproperlyConfigured(f'{name} must be a JSON object: {{"BACKEND": …, "OPTIONS": {{…}}}}')
    return value


def kept_secret(path: Path) -> str:
    """The secret in `path`, made at first use with owner-only rights.

    Two processes may start at once: the file is created exclusively, and the loser reads
    what the winner wrote.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
