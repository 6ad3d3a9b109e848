"""What was asked, kept for ever by what it says; and what somebody has not finished yet."""

from django.db import models
from django.db.models import Q


class FormVersion(models.Model):
    """A form as it stood when somebody answered it. Answers carry its digest. One for the whole site."""

    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    parts = models.TextField(default="", blank=True)  # codes of the forms it was joined from
    document = models.TextField()  # RFC 8785 canonical JSON
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], condition=Q(parts=""), name="form_version_once"),
        ]


class Draft(models.Model):
    """Answers that a person has not handed in yet; sealed, and gone after a while."""

    number = models.CharField(max_length=14, unique=True)  # "F210526-7KX4QM"
    owner = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    county = models.CharField(max_length=6)
    name = models.CharField(max_length=80)  # what the room calls it, e.g. "onestop.newborn"
    link = models.CharField(max_length=200, default="", blank=True)  # where to go on with it
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    sealed = models.BinaryField()
    revision = models.PositiveIntegerField(default=1)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="draft_once")]
        indexes = [
            models.Index(fields=["updated", "id"], name="draft_updated"),
            models.Index(fields=["county", "updated"], name="draft_county"),
        ]
