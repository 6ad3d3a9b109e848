"""The console script `banshi`: `banshi GROUP VERB …` runs the command `group_verb`.

Each room brings its own commands under management/commands; Django's own (`migrate`,
`check`) are reached by their names.
"""

import os
import sys

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


def main() -> None:
    """Run one command and leave with its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core.management import execute_from_command_line, get_commands

    django.setup()
    execute_from_command_line(["banshi", *command_line(sys.argv[1:], set(get_commands()))])
