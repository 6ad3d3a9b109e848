"""Where the passphrase of a backup's keys comes from."""

import getpass
import os
import sys

from django.core.management.base import CommandError

VARIABLE = "BANSHI_BACKUP_PASSPHRASE"
LEAST = 12


def new_passphrase() -> str:
    """The passphrase under which keys are sealed: from the environment, or asked for twice.

    Raises:
        CommandError: there is nobody to ask, it is too short, or the two differ.
    """
    given = os.environ.get(VARIABLE, "")
    if not given:
        if not sys.stdin.isatty():
            raise CommandError(
                f"the backup holds keys that open personal data: set {VARIABLE} to seal them, or choose "
                "--without-keys (keep the keys elsewhere!) or --plain-keys"
            )
        given = getpass.getpass("Passphrase for the keys: ")
        if getpass.getpass("Again: ") != given:
            raise CommandError("the two passphrases differ")
    if len(given) < LEAST:
        raise CommandError(f"the passphrase has {len(given)} characters; use at least {LEAST}")
    return given


def known_passphrase() -> str:
    """The passphrase that opens a backup's keys: from the environment, or asked for; empty where nobody can be asked."""
    given = os.environ.get(VARIABLE, "")
    return given if given or not sys.stdin.isatty() else getpass.getpass("Passphrase of the keys: ")
