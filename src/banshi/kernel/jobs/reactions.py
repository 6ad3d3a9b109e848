"""What happened in one service may lead to a command of another: the rooms announce, the project's list says what follows.

`settings.BANSHI_REACTIONS` names the list, event → dotted paths of jobs. A job gets the key of what happened, and is
safe to run twice. Rooms never learn who listens.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from banshi.kernel.jobs.queue import enqueue


def announce(event: str, key: str) -> None:
    """Queue what follows from an event, in the transaction of the command now running; nothing where nobody listens.

    Raises:
        OutsideCommand: no command is running.
    """
    for path in _reactions(settings.BANSHI_REACTIONS).get(event, ()):
        enqueue(import_string(path), key)


@cache
def _reactions(path: str) -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = import_string(path)
    return found
