"""Papers of a case, and who used them."""

from django.db import models
from django.db.models import Q

from banshi.services.onestop.models.cases import Case, CaseStep


class Material(models.Model):
    """A paper that the resident gave, or a document that a step issued. It goes on by reference, with its hash."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="materials", db_index=False)
    code = models.CharField(max_length=40)  # of the procedure's material
    place = models.SmallIntegerField(null=True)  # of the step that issued it
    number = models.CharField(max_length=60, default="", blank=True)
    sha256 = models.CharField(max_length=64)  # of the file, or of what the document says
    file = models.CharField(max_length=40, default="", blank=True)  # its address: /files/<file>/
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)  # taken back, or replaced by a better one

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=Q(revoked_at__isnull=True), name="material_once_in_force"
            ),
        ]
        indexes = [models.Index(fields=["case", "id"], name="material_of_case")]


class Use(models.Model):
    """A unit was given the paper for its step.

    Written by one statement out of the rows that it names, which are never removed: the database need not look each up again.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="uses", db_index=False, db_constraint=False)
    material = models.ForeignKey(
        Material, on_delete=models.PROTECT, related_name="uses", db_index=False, db_constraint=False
    )
    step = models.ForeignKey(CaseStep, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "material", "step"], name="use_once_for_a_step")]
