"""The console script `banshi`: `banshi GROUP VERB …` runs the command `group_verb`.

Each room brings its own commands under management/commands; Django's own (`migrate`,
`check`) are reached by their names.
"""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SETTINGS = "banshi.project.settings"


def command_line(arguments: list[str], known: set[str]) -> list[str]:
    """Join the longest run of leading words that names a known command.

    `["requests", "triage", "train", "x.jsonl"]` becomes `["requests_triage_train", "x.jsonl"]`.
    """
    for count in range(min(3, len(arguments)), 0, -1):
        name = "_".join(arguments[:count]).replace("-", "_")
        if name in known:
            return [name, *arguments[count:]]
    return arguments


@contextmanager
def loading() -> Iterator[None]:
    """Within the block nothing is collected, and nothing of what it leaves ever is: looking through it takes a fifth of a start.

    Processes that are forked afterwards share it, since no collection of theirs touches it.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def main() -> None:
    """Run one command and leave with its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    with loading():
        import django
        from django.core.management import execute_from_command_line, get_commands

        django.setup()
        known = set(get_commands())
    execute_from_command_line(["banshi", *command_line(sys.argv[1:], known)])
