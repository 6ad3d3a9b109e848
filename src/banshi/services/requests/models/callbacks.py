"""Call-backs: public draws of closed requests, and the calls that follow from them."""

from django.db import models
from django.db.models import Q

from banshi.services.requests.models.request import Request
from banshi.services.requests.rules.callbacks import REACHED, Said


class CallBackRound(models.Model):
    """Requests of a county that were closed on days [since, until), and the draw among them."""

    county = models.CharField(max_length=6)
    since = models.DateField()
    until = models.DateField()
    by = models.CharField(max_length=4)  # rules.callbacks.By
    draw = models.CharField(max_length=14, unique=True)  # the number of the public draw
    size = models.PositiveIntegerField()
    wanted = models.PositiveIntegerField()
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(
        null=True
    )  # given up before its result could be known; its closings are free again

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="callbacks_days"),
            models.CheckConstraint(condition=Q(opened_at=None) | Q(cancelled_at=None), name="callbacks_end_one_way"),
        ]
        indexes = [models.Index(fields=["county", "-id"], name="callbacks_county")]


class CallBack(models.Model):
    """One closing on the list of a draw; with a day by which to call once it was drawn."""

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(CallBackRound, on_delete=models.PROTECT, related_name="calls")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="callbacks", db_index=False)
    closed_at = models.DateTimeField()  # which closing is asked about
    must = models.BooleanField()
    token = models.CharField(max_length=64)  # the request's number under the salt: what the public list says
    salt = models.BinaryField(max_length=32)
    due_at = models.DateTimeField(null=True)
    caller = models.ForeignKey("directory.Post", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField(null=True)
    tries = models.JSONField(default=list)  # the instants at which nobody answered
    ended_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=8, default="")  # rules.callbacks.Said
    satisfied = models.PositiveSmallIntegerField(null=True)
    attitude = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "closed_at"], name="callback_once_a_closing"),
            models.CheckConstraint(
                condition=Q(said="", ended_at=None)
                | Q(said__in=[each.value for each in Said], ended_at__isnull=False, due_at__isnull=False),
                name="callback_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(said__in=REACHED, satisfied__gte=1, satisfied__lte=5, attitude__gte=1, attitude__lte=5)
                | (~Q(said__in=REACHED) & Q(satisfied=None, attitude=None)),
                name="callback_scores_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(caller=None, taken_at=None) | Q(caller__isnull=False, taken_at__isnull=False),
                name="callback_taken_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(due_at__isnull=False, ended_at__isnull=True),
                name="callback_waiting",
            ),
        ]
