"""The job that puts values on record as they come into force."""

from banshi.kernel.jobs import job_context, task
from banshi.kernel.policy import commands
from banshi.kernel.policy.refusals import NothingToPublish


@task
def publish_in_force() -> None:
    """Record what came into force; a file that contradicts the record makes the job fail with its words."""
    try:
        commands.publish(job_context("policy"))
    except NothingToPublish:
        return
