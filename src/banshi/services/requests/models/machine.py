"""What the machine noticed, and what a person made of it."""

from django.db import models
from django.db.models import Q

from banshi.services.requests.models.request import Request


class Suggestion(models.Model):
    """A proposal of the machine for one field; nothing changes until a person decides."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="suggestions")
    field = models.CharField(max_length=20)  # category, place, unit, urgency, duplicate
    value = models.CharField(max_length=80)
    confidence = models.FloatField()
    basis = models.JSONField(default=list)  # the words or matters it rests on
    model = models.CharField(max_length=40, default="")
    at = models.DateTimeField()
    decision = models.CharField(max_length=12, default="")  # confirmed, corrected, or passed: a less sure one was right
    decided_value = models.CharField(max_length=80, default="")
    decided_by = models.CharField(max_length=80, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="confidence_0_to_1")
        ]


class Signature(models.Model):
    """A key that near-equal texts of one county share, by which duplicates are found."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="signatures")
    county = models.CharField(max_length=6)
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["county", "key"], name="signature_key")]


class Chain(models.Model):
    """Two matters of the same affair that stay separate, the later pointing at the earlier."""

    later = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="chained_to")
    earlier = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="followed_by")
    why = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["later", "earlier"], name="chain_once"),
            models.CheckConstraint(condition=~Q(later=models.F("earlier")), name="chain_two_matters"),
        ]
