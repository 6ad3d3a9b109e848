"""Jobs that the tests queue."""

from typing import Any

from django.db import transaction

from banshi.kernel.commands import Actor, Context, command
from banshi.kernel.jobs import GiveUp, enqueue, task
from banshi.kernel.ledger.record import Subject, record

ran: list[Any] = []


@task
def note(what: str) -> None:
    ran.append((what, transaction.get_connection().in_atomic_block))


@task
def always_fails(what: str) -> None:
    ran.append(what)
    raise OSError(f"the gateway knows nothing of {what}")


@task
def gives_up() -> None:
    raise GiveUp("no such number")


@task
def also_gives_up() -> None:
    raise GiveUp("no such number either")


@task
def writes_each_time() -> None:
    from banshi.kernel.jobs.models import Tick

    Tick.objects.create(name=f"written {Tick.objects.count()}", due_at="2026-01-01T00:00:00Z")


@command
def queue(ctx: Context, *, job: str, args: tuple[str, ...] = (), fail: bool = False) -> None:
    record(ctx, Subject("jobs", "sample", "150627"), "jobs.retried")
    enqueue(globals()[job], *args)
    if fail:
        raise ValueError("something else went wrong")


def context() -> Context:
    from django.utils import timezone

    return Context(actor=Actor.system("test"), now=timezone.now(), request_id="r1")
