"""Cases and their steps: small rows, because there are many.

A case keeps sets of steps as bits, so that thousands of cases move on by one statement; see rules/progress.py.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import CombinedExpression

from banshi.services.onestop.models.procedures import ProcedureVersion

ALIVE = ("open", "withdrawing", "failing")


def _within(some: str, every: str) -> CombinedExpression:
    """The steps that are in both sets."""
    return F(some).bitand(F(every))  # type: ignore[arg-type]  # the stubs know numbers only


class Case(models.Model):
    """One resident's way through a procedure, under the version with which it was opened or to which it was moved."""

    number = models.CharField(max_length=14)  # "C210526-7KX4QM"
    county = models.CharField(max_length=6)
    area = models.CharField(max_length=12)
    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(
        "directory.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # none once erased
    status = models.CharField(max_length=11)  # rules.progress.Status
    parts = models.BigIntegerField()
    begun = models.BigIntegerField(default=0)
    met = models.BigIntegerField(default=0)
    ended = models.BigIntegerField(default=0)
    way = models.CharField(max_length=6)  # rules.procedure.Way
    place = models.CharField(max_length=40, default="", blank=True)  # of kernel.places, for a place near home
    address = models.BinaryField(default=b"")  # sealed, for the post
    post_id = models.PositiveBigIntegerField(null=True)  # of the clerk who opened it at the window
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when the resident was told of the end

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="case_number_once"),
            models.CheckConstraint(condition=Q(begun=_within("begun", "parts")), name="case_begun_is_part"),
            models.CheckConstraint(condition=Q(met=_within("met", "begun")), name="case_met_has_begun"),
            models.CheckConstraint(condition=Q(ended=_within("ended", "met")), name="case_ended_is_met"),
            models.CheckConstraint(condition=~Q(status="finished") | Q(ended=F("parts")), name="case_finished_whole"),
            models.CheckConstraint(
                condition=Q(status__in=ALIVE, closed_at__isnull=True)
                | (~Q(status__in=ALIVE) & Q(closed_at__isnull=False)),
                name="case_closed_or_not",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "id"], name="case_owner"),
            models.Index(fields=["county", "procedure", "id"], name="case_county"),
            models.Index(fields=["id"], condition=Q(told_at__isnull=True, closed_at__isnull=False), name="case_untold"),
        ]


class Said(models.Model):
    """What the resident has answered. Apart from the case, whose row is written anew with every step."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="said")
    answers = models.BinaryField(default=b"")  # sealed; `queries.kept` reads it. Empty once erased


class CaseStep(models.Model):
    """A step that has begun. What has not begun stands only in the case's bits.

    The columns stand in the order in which PostgreSQL leaves the fewest gaps between them.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps", db_index=False)
    unit = models.ForeignKey(
        "directory.Unit", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )  # found by its short name in the statement that begins the step
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    entry_id = models.PositiveBigIntegerField(null=True)  # the ledger's entry by which it was finished
    last_day = models.DateField()  # on which it is in time
    due = models.DateField(null=True)  # `last_day` while its clock runs
    watch = models.DateField(null=True)  # `due` until it was escalated
    place = models.SmallIntegerField()  # of the step in its procedure
    state = models.CharField(max_length=1)  # rules.progress.State

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "place"], name="case_step_begins_once"),
            models.CheckConstraint(condition=Q(due__isnull=True) | Q(state="a"), name="case_step_due_while_active"),
            models.CheckConstraint(condition=Q(watch__isnull=True) | Q(due__isnull=False), name="case_step_watched"),
        ]
        indexes = [
            models.Index(fields=["unit", "due", "id"], condition=Q(due__isnull=False), name="case_step_desk"),
            models.Index(fields=["watch", "id"], condition=Q(watch__isnull=False), name="case_step_watch"),
        ]


class Consent(models.Model):
    """A code sent to a resident's phone, by which they agree to what a clerk has filled in for them."""

    county = models.CharField(max_length=6)
    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=80)  # the clerk's key
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    agreed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
