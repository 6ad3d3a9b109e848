"""The jobs: what ran out is let go, draws are held, ended sessions are closed."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from banshi.kernel.commands import Context
from banshi.kernel.errors import BanshiError, Conflict
from banshi.kernel.jobs import job_context, task
from banshi.kernel.slots import queries
from banshi.kernel.slots.commands.drawing import finish_draw, fix_draw
from banshi.kernel.slots.commands.lapsing import tidy
from banshi.kernel.slots.commands.settling import settle

T = TypeVar("T")


@task
def let_go() -> None:
    """End holds and offers that ran out, and offer what is free to those who wait. Nobody needs to wait for this job:
    what ran out counts as free at once."""
    ctx = job_context("slots")
    _each(queries.to_tidy(ctx.now), lambda key: tidy(ctx, session_id=key))


@task
def hold_draws() -> None:
    """Fix the lists of draws whose hour has come; give out the places of those that were opened."""
    ctx = job_context("slots")
    _each(queries.to_draw(ctx.now), lambda due: _draw(ctx, *due))


@task
def close_books() -> None:
    """Count who did not come, a day after each session."""
    ctx = job_context("slots")
    _each(queries.to_settle(ctx.now), lambda key: settle(ctx, session_id=key))


def _draw(ctx: Context, session_id: int, step: str) -> None:
    (fix_draw if step == "fix" else finish_draw)(ctx, session_id=session_id)


def _each(due: Iterable[T], act: Callable[[T], None]) -> None:
    """One that fails keeps none of the others waiting; the job then fails with its reason."""
    failed: BanshiError | None = None
    for each in due:
        try:
            act(each)
        except Conflict:  # another worker was faster
            continue
        except BanshiError as error:
            failed = error
    if failed is not None:
        raise failed
