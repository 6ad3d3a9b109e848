"""Clocks, who held a matter and when, pauses and extensions."""

from django.db import models
from django.db.models import F, Q

RUNNING = Q(met_at__isnull=True, cancelled_at__isnull=True, paused_at__isnull=True)


class ClockKind(models.TextChoices):
    """Whose time is measured."""

    RESIDENT = "resident"  # what the resident waits for; never stops
    UNIT = "unit"  # a unit's own; stands still while the unit may not act


class HoldKind(models.TextChoices):
    """What a unit did with a matter while it held it."""

    HANDLING = "handling"
    UNSIGNED = "unsigned"  # sent to the unit, not yet signed for
    RETURNED = "returned"  # held, then given back
    TRANSFERRING = "transferring"  # waiting to be passed on


LOST = (HoldKind.UNSIGNED, HoldKind.RETURNED, HoldKind.TRANSFERRING)
"""The kinds that are lost time, charged to the unit."""


class Clock(models.Model):
    """One deadline of one matter, under the version of the rule that it was started with."""

    county = models.CharField(max_length=6)
    subject = models.CharField(max_length=80)  # "requests:210526-7KX4QM"
    kind = models.CharField(max_length=8, choices=ClockKind.choices)
    rule = models.CharField(max_length=60)
    rule_from = models.DateField()  # with `rule`, the version in force when it started
    started = models.DateTimeField()
    due = models.DateTimeField()  # exclusive: the midnight after the last day
    extended_by = models.PositiveSmallIntegerField(default=0)  # in the rule's unit
    calendar_version = models.CharField(max_length=60)
    provisional = models.BooleanField()
    holder = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    alert_at = models.DateTimeField(null=True)  # when the next warning goes out
    alert_hours = models.PositiveSmallIntegerField(null=True)  # which one: so many hours before `due`
    met_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    running_due = models.DateTimeField(null=True)  # `due` while the clock runs: the only date in the due indexes

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due__gt=F("started")), name="clock_due_after_start"),
            models.CheckConstraint(
                condition=Q(kind=ClockKind.UNIT) | Q(paused_at__isnull=True), name="clock_of_resident_never_stops"
            ),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(cancelled_at__isnull=True), name="clock_met_or_cancelled"
            ),
            models.CheckConstraint(
                condition=(RUNNING & Q(running_due=F("due"))) | (~RUNNING & Q(running_due__isnull=True)),
                name="clock_running_due",
            ),
            models.UniqueConstraint(
                fields=["subject", "rule"],
                condition=Q(kind=ClockKind.RESIDENT, met_at__isnull=True, cancelled_at__isnull=True),
                name="clock_of_resident_once",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "started"], name="clock_subject"),
            # The lists of what is due are read from these alone: they hold every column shown. (A condition
            # on the three instants instead of `running_due` would make SQLite read each row as well.)
            models.Index(
                fields=["running_due", "id", "county", "kind", "holder", "rule", "subject"],
                condition=Q(running_due__isnull=False),
                name="clock_due",
            ),
            models.Index(
                fields=["county", "running_due", "id", "kind", "holder", "rule", "subject"],
                condition=Q(running_due__isnull=False),
                name="clock_due_county",
            ),
            models.Index(
                fields=["holder", "running_due", "id", "kind", "county", "rule", "subject"],
                condition=Q(running_due__isnull=False),
                name="clock_due_holder",
            ),
            models.Index(fields=["alert_at", "id"], condition=Q(alert_at__isnull=False), name="clock_alert"),
        ]


class Hold(models.Model):
    """A stretch of time [started, ended) in which one unit had the matter. Never two at once."""

    county = models.CharField(max_length=6)
    subject = models.CharField(max_length=80)
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("directory.Post", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=HoldKind.choices)
    started = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ended__isnull=True) | Q(ended__gte=F("started")), name="hold_order"),
            models.UniqueConstraint(fields=["subject"], condition=Q(ended__isnull=True), name="hold_one_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["subject", "started"], name="hold_subject"),
            models.Index(fields=["county", "ended", "unit"], condition=Q(kind__in=LOST), name="hold_lost"),
        ]


class Pause(models.Model):
    """Time in which a unit's clock stood still, with the reason and what proves it."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=500)
    evidence = models.CharField(max_length=64, default="", blank=True)  # SHA-256 of the file, in hex
    started = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ended__isnull=True) | Q(ended__gte=F("started")), name="pause_order"),
            models.UniqueConstraint(fields=["clock"], condition=Q(ended__isnull=True), name="pause_one_at_a_time"),
        ]


class Extension(models.Model):
    """More time, granted by someone for a reason that the resident is told."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="extensions")
    amount = models.PositiveSmallIntegerField()  # in the rule's unit
    reason = models.CharField(max_length=500)
    granted_by = models.CharField(max_length=80)  # the actor's key
    at = models.DateTimeField()
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()


class RuleVersion(models.Model):
    """What a rule said when it was first used here, so that a past value cannot be changed unnoticed."""

    code = models.CharField(max_length=60)
    valid_from = models.DateField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="rule_version_once")]
