"""The ledger's tables. Entries are only ever added: triggers refuse the rest."""

from django.db import models

from banshi.kernel.ledger.models_tree import Checkpoint, Leaf, Tile, Unsealed

__all__ = ["Checkpoint", "Entry", "Leaf", "Opening", "Tile", "Unsealed"]


class Entry(models.Model):
    """One act on the record, chained to the entry before it of the same subject."""

    id = models.BigAutoField(primary_key=True)  # the global sequence; on PostgreSQL it may commit out of order
    county = models.CharField(max_length=6)
    subject = models.CharField(max_length=80)  # "requests:210526-7KX4QM"
    position = models.PositiveIntegerField()  # 0, 1, 2 … within the subject
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    body = models.TextField()  # RFC 8785 canonical JSON, hashed as it stands
    previous = models.BinaryField(max_length=32)  # hash of the subject's entry before; empty at position 0
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "position"], name="entry_chain")]
        indexes = [
            models.Index(fields=["county", "at"], name="entry_county_at"),
            models.Index(fields=["kind", "at"], name="entry_kind_at"),
        ]


class Opening(models.Model):
    """The secret salts of an entry's sealed values; destroying one makes its value unprovable."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True)
    salts = models.JSONField()  # name of the sealed value → salt in hex
