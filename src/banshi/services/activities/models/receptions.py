"""Talks on leaders' reception days."""

from django.db import models
from django.db.models import Q

from banshi.services.activities.models.offerings import Offering


class Talk(models.Model):
    """What a resident said to a leader who received them, and what is to become of it."""

    booking = models.CharField(max_length=16)  # of kernel.slots
    county = models.CharField(max_length=6)
    area = models.CharField(max_length=12)  # whose matter it is: where the resident lives, else that of the office
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="talks")
    owner = models.ForeignKey("directory.Person", null=True, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    leader_post = models.PositiveBigIntegerField()
    heard = models.TextField()  # what the resident asked for
    said = models.TextField(default="", blank=True)  # what the leader answered on the spot
    settled = models.BooleanField()  # on the spot: nothing is left to be done
    at = models.DateTimeField()
    request = models.CharField(max_length=40, default="", blank=True)  # the number that the requests room gave it
    passed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking"], name="talk_of_booking"),
            models.CheckConstraint(condition=Q(settled=False) | Q(request=""), name="talk_settled_or_passed_on"),
        ]
        indexes = [models.Index(fields=["leader", "id"], name="talk_of_leader")]
