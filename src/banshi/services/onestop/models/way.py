"""What happens on the way: the resident is asked for something; a document is handed over."""

from django.db import models
from django.db.models import Q

from banshi.services.onestop.models.cases import Case, CaseStep


class Return(models.Model):
    """A step waits for the resident: what is missing and why. All open ones of a case are one question."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="returns", db_index=False)
    step = models.ForeignKey(CaseStep, on_delete=models.PROTECT, related_name="returns", db_index=False)
    reason = models.CharField(max_length=500)
    missing = models.JSONField()  # codes of materials and questions
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step"], condition=Q(answered_at__isnull=True), name="return_one_at_a_time")
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="return_of_case"),
            models.Index(fields=["step", "id"], name="return_of_step"),
        ]


class Delivery(models.Model):
    """What a step gives is handed over to the resident, who receives it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    step = models.OneToOneField(CaseStep, on_delete=models.PROTECT, related_name="delivery")
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    way = models.CharField(max_length=6)  # rules.procedure.Way
    place = models.CharField(max_length=40, default="", blank=True)
    reference = models.CharField(max_length=60, default="", blank=True)  # e.g. the post's number
    ready_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when the resident was told that it is ready

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="delivery_of_case"),
            models.Index(fields=["unit", "id"], condition=Q(received_at__isnull=True), name="delivery_open"),
            models.Index(fields=["id"], condition=Q(told_at__isnull=True), name="delivery_untold"),
        ]
