"""A venue by the hour: one venue, one hour, one use; the table refuses a second."""

from django.db import models
from django.db.models import F, Q

from banshi.services.activities.models.offerings import Offering


class UseStatus(models.TextChoices):
    """Where a use stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    USED = "used"


LIVE = (UseStatus.ASKED, UseStatus.APPROVED, UseStatus.USED)
"""Whose hours are taken."""


class Use(models.Model):
    """Somebody has asked for, or has, a venue for some hours."""

    number = models.CharField(max_length=16)  # "U210526-7KX4QM2A"
    county = models.CharField(max_length=6)
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="uses", db_index=False)
    booker = models.CharField(max_length=80)  # "person:12", "guest:…", or "unit:17" for internal use
    owner = models.ForeignKey("directory.Person", null=True, on_delete=models.PROTECT, related_name="+")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    people = models.PositiveIntegerField()
    purpose = models.CharField(max_length=200)
    name_sealed = models.BinaryField(default=b"")
    phone_sealed = models.BinaryField(default=b"")
    phone_index = models.CharField(max_length=64, default="", blank=True)
    status = models.CharField(max_length=9, choices=UseStatus.choices)
    internal = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, default="", blank=True)  # why it was refused or cancelled
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)  # when whoever has it was reminded

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="use_number_once"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends"), people__gte=1), name="use_of_some_hours"),
            models.CheckConstraint(
                condition=~Q(status=UseStatus.REFUSED) | ~Q(reason=""), name="use_refused_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["offering", "starts", "id"], name="use_of_venue"),
            models.Index(fields=["booker", "id"], name="use_mine"),
            models.Index(fields=["phone_index", "id"], condition=~Q(phone_index=""), name="use_phone"),
            models.Index(fields=["offering", "id"], condition=Q(status=UseStatus.ASKED), name="use_to_decide"),
            models.Index(
                fields=["starts", "id"],
                condition=Q(reminded_at__isnull=True, status=UseStatus.APPROVED, internal=False),
                name="use_to_remind",
            ),
        ]


class Hour(models.Model):
    """One hour of a venue that a use has taken."""

    use = models.ForeignKey(Use, on_delete=models.PROTECT, related_name="taken")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="+", db_index=False)
    hour = models.DateTimeField()  # its start
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offering", "hour"], condition=Q(live=True), name="venue_hour_once"),
        ]
