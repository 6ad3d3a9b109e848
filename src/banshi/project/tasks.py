"""Periodic jobs of rooms that stand below the queue and so cannot declare jobs themselves."""

from django.utils import timezone

from banshi.kernel.access.doors import sweep_pending
from banshi.kernel.jobs import task
from banshi.kernel.ledger.sealing import seal


@task
def seal_ledger() -> None:
    """Make new entries leaves of the public tree and publish its checkpoint and tiles."""
    seal(timezone.now())


@task
def sweep_doors() -> None:
    """Remove accounts that a phone code was asked for and never used."""
    sweep_pending(timezone.now())
