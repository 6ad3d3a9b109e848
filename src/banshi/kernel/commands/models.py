"""The keys under which commands were called."""

from django.db import models


class Key(models.Model):
    """One idempotency key of one actor for one command, with the answer first given."""

    actor = models.CharField(max_length=80)
    command = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    answer = models.TextField(null=True)  # NULL while the first call still runs
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "command", "key"], name="key_once")]
