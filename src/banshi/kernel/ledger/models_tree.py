"""The tree over the entries: which leaf each became, the tiles, and the checkpoints."""

from django.db import models


class Unsealed(models.Model):
    """An entry that is not yet a leaf. A trigger adds the row in the entry's own transaction.

    Sealing takes what this queue shows, so an entry that commits late is sealed late; it
    cannot be skipped, as it would be by counting on from the last id.
    """

    entry = models.OneToOneField("ledger.Entry", on_delete=models.PROTECT, primary_key=True, db_constraint=False)


class Leaf(models.Model):
    """Which entry is leaf `index` of the tree."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField("ledger.Entry", on_delete=models.PROTECT)


class Tile(models.Model):
    """256 hashes of one level of the tree; the last of a level grows, the others are final."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="tile_once")]


class Checkpoint(models.Model):
    """A signed state of the tree."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()  # C2SP signed note, as published
    at = models.DateTimeField()  # when it was signed, as the note's second signature says
