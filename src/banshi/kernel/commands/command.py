"""The `@command` decorator: one durable transaction that must leave a ledger entry."""

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, get_type_hints

from banshi.kernel.commands import idempotency
from banshi.kernel.commands.context import Context
from banshi.kernel.commands.turn import begun

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class _Open:
    """The command now running, and how many entries it has written."""

    name: str
    entries: int = 0


_open: ContextVar[_Open | None] = ContextVar("banshi_open_command", default=None)


class NothingRecorded(RuntimeError):
    """A command changed nothing on the record. A defect of the code, so not a BanshiError."""


class OutsideCommand(RuntimeError):
    """Something that belongs in a command was called outside one. A defect of the code."""


def in_command() -> bool:
    """Whether a command is running in this thread or task."""
    return _open.get() is not None


def noted() -> None:
    """Tell the running command that a ledger entry was written.

    Raises:
        OutsideCommand: no command is running.
    """
    running = _open.get()
    if running is None:
        raise OutsideCommand("a ledger entry may only be written inside a @command")
    running.entries += 1


def command(function: Callable[Concatenate[Context, P], R]) -> Callable[Concatenate[Context, P], R]:
    """Make `function(ctx, *, ...)` a command.

    It runs in one durable transaction and is rolled back if it raises or leaves no ledger
    entry. Called inside another command it joins that one. With `ctx.idempotency_key` a
    repeat returns the first answer, and the same key with other arguments is refused
    (`KeyReused`); arguments and answer must therefore be plain data or frozen dataclasses.
    """
    name = _name(function)
    signature = inspect.signature(function)

    @wraps(function)
    def run(ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if _open.get() is not None:
            return function(ctx, *args, **kwargs)
        digest = ""
        if ctx.idempotency_key is not None:
            given = signature.bind(ctx, *args, **kwargs).arguments
            digest = idempotency.digest_of(ctx, dict(list(given.items())[1:]))
        running = _Open(name)
        token = _open.set(running)
        try:
            with begun():
                if not digest:
                    return _recorded(running, function, ctx, *args, **kwargs)
                claim = idempotency.claim(ctx, name, digest)
                if claim.answered:
                    return claim.answer(_return_type(function))  # type: ignore[no-any-return]
                answer = _recorded(running, function, ctx, *args, **kwargs)
                claim.keep(answer)
                return answer
        finally:
            _open.reset(token)

    return run


def repeated(ctx: Context, of: Callable[..., object]) -> bool:
    """Whether the command `of` was answered under the context's key before, and would give the same answer now.

    For whoever refuses early, without the lock: a repeat is no newcomer. SQL: 1, none without a key.
    """
    return ctx.idempotency_key is not None and idempotency.answered(ctx, _name(of))


def _name(function: Callable[..., object]) -> str:
    return f"{function.__module__.removeprefix('banshi.').removesuffix('.commands')}.{function.__name__}"


def _recorded(running: _Open, function: Callable[..., R], /, *args: Any, **kwargs: Any) -> R:
    answer = function(*args, **kwargs)
    if running.entries == 0:
        raise NothingRecorded(f"{running.name} left no ledger entry; call ledger.record() or make it a query")
    return answer


def _return_type(function: Callable[..., Any]) -> Any:
    return get_type_hints(function).get("return", type(None))
