"""One write, one command: state, ledger entry, clocks and jobs in one transaction."""

from banshi.kernel.commands.command import NothingRecorded, OutsideCommand, command, in_command, noted, repeated
from banshi.kernel.commands.context import Actor, Context, PostRef
from banshi.kernel.commands.idempotency import KeyReused

__all__ = [
    "Actor",
    "Context",
    "KeyReused",
    "NothingRecorded",
    "OutsideCommand",
    "PostRef",
    "command",
    "in_command",
    "noted",
    "repeated",
]
