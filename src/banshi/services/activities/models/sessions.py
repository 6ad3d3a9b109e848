"""Sessions as the room lists them, and how to reach those who booked without an account."""

from django.db import models
from django.db.models import F, Q

from banshi.services.activities.models.offerings import Offering, Series


class Occasion(models.Model):
    """One session of an offering. Its places are those of the kernel's session of the same number."""

    number = models.CharField(max_length=16)  # "S210526-7KX4QM2A", given by kernel.slots
    county = models.CharField(max_length=6)
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="occasions", db_index=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="occasions", db_index=False)
    day = models.DateField()  # on which the rule puts it, wherever it was moved since
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    kind = models.CharField(max_length=40)  # the next four as the offering has them: what the list is filtered by
    area = models.CharField(max_length=12)
    place = models.CharField(max_length=40, default="", blank=True)
    internal = models.BooleanField(default=False)
    apart = models.BooleanField(default=False)  # changed by itself: "this and later" leaves its own time alone
    cancelled = models.BooleanField(default=False)
    counted = models.PositiveIntegerField(default=0)  # how many came, as the figures have it
    reminded_at = models.DateTimeField(null=True)  # when those who booked were reminded; None again once it is moved

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="occasion_number_once"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="occasion_times_in_order"),
        ]
        indexes = [
            models.Index(fields=["county", "starts", "id"], name="occasion_calendar"),
            models.Index(fields=["offering", "starts", "id"], name="occasion_of_offering"),
            models.Index(fields=["series", "day"], name="occasion_of_series"),
            models.Index(fields=["place", "starts", "id"], name="occasion_at_place"),
            models.Index(
                fields=["starts", "id"],
                condition=Q(reminded_at__isnull=True, cancelled=False),
                name="occasion_to_remind",
            ),
        ]


class Contact(models.Model):
    """What a booking needs beside its party: a phone where there is no account, who comes with a child."""

    booking = models.CharField(max_length=16)  # of kernel.slots
    county = models.CharField(max_length=6)
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("directory.Person", null=True, on_delete=models.PROTECT, related_name="+")
    name_sealed = models.BinaryField(default=b"")
    phone_sealed = models.BinaryField(default=b"")
    phone_index = models.CharField(max_length=64, default="", blank=True)
    guardian_sealed = models.BinaryField(default=b"")
    ages = models.CharField(max_length=200, default="", blank=True)  # "6 8", as the booker said

    class Meta:
        constraints = [models.UniqueConstraint(fields=["booking"], name="contact_of_booking")]
        indexes = [
            models.Index(fields=["phone_index", "id"], condition=~Q(phone_index=""), name="contact_phone"),
            models.Index(fields=["owner", "id"], condition=Q(owner__isnull=False), name="contact_owner"),
        ]
