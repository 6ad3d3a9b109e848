"""Which file belongs to which matter; the bytes lie in the storage under their hash."""

from django.db import models


class File(models.Model):
    """One file of one matter. Its bytes may be destroyed; the row and the ledger keep the hash."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=26, unique=True)  # random: an address that cannot be guessed
    county = models.CharField(max_length=6)
    subject = models.CharField(max_length=80)  # "requests:210526-7KX4QM"
    sha256 = models.CharField(max_length=64)  # of the bytes as kept
    original = models.CharField(max_length=64)  # of the bytes as given
    type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=160)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    lon = models.FloatField(null=True)  # WGS-84, only where the giver wanted the place kept
    lat = models.FloatField(null=True)
    stored_by = models.CharField(max_length=80)
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="file_subject"),
            models.Index(fields=["sha256"], name="file_sha256"),
            models.Index(fields=["county", "at"], name="file_county_at"),
        ]
