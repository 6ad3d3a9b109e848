"""Published versions of procedures."""

from django.db import models


class ProcedureVersion(models.Model):
    """One version as it was published; its text is never changed."""

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    effective = models.DateField()
    digest = models.CharField(max_length=64)  # SHA-256 of `source`
    source = models.TextField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="procedure_version_once")]
        indexes = [models.Index(fields=["code", "effective"], name="procedure_effective")]
