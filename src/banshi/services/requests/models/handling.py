"""What units do for a request: co-handlers, words said along the way, answers, ratings."""

from django.db import models
from django.db.models import Q

from banshi.services.requests.models.request import Request


class CoHandler(models.Model):
    """A unit that works with the lead unit on its own part of the matter."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="co_handlers")
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    task = models.CharField(max_length=400, default="")
    added_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "unit"], condition=Q(removed_at=None), name="co_handler_once"),
        ]
        indexes = [models.Index(fields=["unit", "request"], name="co_handler_unit")]


class AccusedParty(models.Model):
    """A unit or a person that the matter complains of, who must never see it."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="accused")
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(
        "directory.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True, person__isnull=False) | Q(unit__isnull=False, person__isnull=True),
                name="accused_unit_or_person",
            ),
            models.UniqueConstraint(
                fields=["unit", "request"], condition=Q(unit__isnull=False), name="accused_unit_once"
            ),
            models.UniqueConstraint(
                fields=["person", "request"], condition=Q(person__isnull=False), name="accused_person_once"
            ),
        ]


class Note(models.Model):
    """Words said along the way (progress, a reason), whose commitment stands in the ledger."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=60)  # the ledger kind it belongs to
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    actor = models.CharField(max_length=80)
    text = models.TextField()
    shown = models.BooleanField(default=False)  # whether the resident reads it
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()  # the ledger entry


class Answer(models.Model):
    """A reply to the resident: what was found, what was done, the rest by when, how to appeal."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="answers")
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(max_length=12)  # rules.answers.Outcome
    found = models.TextField()
    done = models.TextField()
    rest = models.TextField(default="")
    rest_by = models.DateField(null=True)
    appeal = models.TextField()
    points = models.JSONField(default=list)  # [{"point", "answered_in"}]
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["rest_by"], condition=Q(rest_by__isnull=False), name="answer_rest_by")]


class Rating(models.Model):
    """How the resident judges one answer, from 1 (very dissatisfied) to 5 (very satisfied)."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="rating")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="ratings")
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="rating_1_to_5")]


class Message(models.Model):
    """The two-way box between the resident, who may be unknown, and those who handle the matter."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="messages")
    from_resident = models.BooleanField()
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
