"""Destroy bytes that no matter holds any longer."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from banshi.kernel.evidence import storage
from banshi.kernel.evidence.models import File
from banshi.kernel.jobs import task

UNCLAIMED = timedelta(days=1)
"""How long an accepted upload waits for the form it belongs to."""


@task
def destroy_bytes(sha256: str) -> None:
    """Remove the bytes, unless another matter holds the same ones."""
    with transaction.atomic():
        storage.lock(sha256)
        if not File.objects.filter(sha256=sha256, erased_at=None).exists():
            storage.destroy(sha256)


@task
def collect_orphans() -> None:
    """Remove uploads that no command attached within a day."""
    before = timezone.now() - UNCLAIMED
    for names in storage.all_blobs():
        held = set(File.objects.filter(sha256__in=names, erased_at=None).values_list("sha256", flat=True))
        for name in names:
            if name not in held and storage.laid_down_at(name) < before:
                destroy_bytes.call(name)
