"""Those who see to it: leaders in charge, their visits and promises, supervision, reviews."""

from django.db import models
from django.db.models import Q

from banshi.services.requests.models.request import Request


class LeaderCharge(models.Model):
    """A named leader answers for a hard case from a moment to a moment (half-open)."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="charges")
    county = models.CharField(max_length=6)
    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    why_ended = models.CharField(max_length=400, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(ends=None), name="one_leader_in_charge"),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=models.F("starts")), name="charge_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["county", "-starts"], name="charge_county")]


class Visit(models.Model):
    """The leader met the resident."""

    charge = models.ForeignKey(LeaderCharge, on_delete=models.PROTECT, related_name="visits")
    at = models.DateTimeField()
    place = models.CharField(max_length=200)
    heard = models.TextField()


class Promise(models.Model):
    """Something promised on a visit; the next visit begins with it."""

    charge = models.ForeignKey(LeaderCharge, on_delete=models.PROTECT, related_name="promises")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="promises")
    text = models.CharField(max_length=400)
    due = models.DateField()
    kept_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=400, default="")  # how it was kept, or why not yet

    class Meta:
        indexes = [models.Index(fields=["due"], condition=Q(kept_at=None), name="promise_open")]


class Supervision(models.Model):
    """A demand of the supervisor on a unit, with a day to answer by."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="supervisions")
    county = models.CharField(max_length=6)
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=20)  # rules.supervision.Cause
    demand = models.CharField(max_length=400)
    by_day = models.DateField(null=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["county", "-at"], name="supervision_county")]


class Review(models.Model):
    """A petitioner asked the level above to look again: 复查 (round 1), then 复核 (round 2)."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=12, default="")  # upheld, changed, remitted
    opinion = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="review_two_rounds"),
            models.UniqueConstraint(fields=["request"], condition=Q(decided_at=None), name="one_review_at_a_time"),
        ]
