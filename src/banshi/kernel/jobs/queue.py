"""Declare a job, and queue one inside the command that calls for it.

A job takes ids, not objects, and is safe to run twice: it looks at the row first and does
only what is still missing. It fails by raising; the worker tries again later (`retries`).
"""

import uuid
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from banshi.kernel.commands import Actor, Context, OutsideCommand, in_command

if TYPE_CHECKING or not find_spec("django.tasks"):
    from django_tasks import task
    from django_tasks.base import Task
else:  # Django 6 brings the same interface itself
    from django.tasks import Task, task

Plain = str | int | bool | None


class GiveUp(Exception):
    """Raised by a job that cannot succeed however often it is tried: no more tries."""


def enqueue(job: "Task[Any, Any]", *args: Plain) -> None:
    """Queue `job(*args)` in the transaction of the command now running.

    It starts only once that command has committed, and never if it rolls back.

    Raises:
        OutsideCommand: no command is running.
    """
    if not in_command():
        raise OutsideCommand(
            "a job may only be queued inside a @command: what happens outside the database follows the commit"
        )
    job.enqueue(*args)


def job_context(name: str) -> Context:
    """The context in which a job acts: the house itself, now."""
    return Context(actor=Actor.system(name), now=timezone.now(), request_id=f"job-{uuid.uuid4().hex[:16]}")


__all__ = ["GiveUp", "Plain", "Task", "enqueue", "job_context", "task"]
