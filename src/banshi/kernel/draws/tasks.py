"""The job that opens draws when their time has come."""

from banshi.kernel.commands import Context
from banshi.kernel.draws import commands, queries
from banshi.kernel.draws.refusals import DrawEnded, NothingToCall
from banshi.kernel.errors import BanshiError
from banshi.kernel.jobs import job_context, task


@task
def reveal_due() -> None:
    """Open every draw whose checkpoint stands; call those whose hour has come, so that one is signed.

    One that cannot be opened keeps none of the others waiting; the job then fails with its reason.
    """
    ctx = job_context("draws")
    failed: BanshiError | None = None
    for number in queries.due(ctx.now):
        try:
            _advance(ctx, number)
        except (DrawEnded, NothingToCall):  # another worker was faster, or there is nothing to do yet
            continue
        except BanshiError as error:
            failed = error
    if failed is not None:
        raise failed


def _advance(ctx: Context, number: str) -> None:
    if queries.decided(number):
        commands.reveal(ctx, number=number)
    else:
        commands.call(ctx, number=number)
