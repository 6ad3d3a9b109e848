"""Work after commit: a row written in the command's transaction is the queue."""

from banshi.kernel.jobs.queue import GiveUp, enqueue, job_context, task

__all__ = ["GiveUp", "enqueue", "job_context", "task"]
