"""What is offered, and how it repeats."""

from django.db import models
from django.db.models import F, Q


class Offering(models.Model):
    """A class, a story evening, a venue, a leader's reception day: what sessions or hours are of."""

    code = models.CharField(max_length=16)  # "A210526-7KX4QM2A"
    county = models.CharField(max_length=6)
    area = models.CharField(max_length=12)  # of the place, else of the unit
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)  # of policy/kinds.yaml
    form = models.CharField(max_length=10)  # what its kind was when it was opened: sessions, venue, reception
    title = models.CharField(max_length=100)
    place = models.CharField(max_length=40, default="", blank=True)  # code of a place of kernel.places
    where = models.CharField(max_length=120, default="", blank=True)  # the room, or where there is no place
    about = models.TextField(default="", blank=True)
    bring = models.CharField(max_length=300, default="", blank=True)
    contact = models.CharField(max_length=30, default="", blank=True)
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    within = models.CharField(max_length=12, default="", blank=True)
    members = models.CharField(max_length=120, default="", blank=True)
    guardian_below = models.PositiveSmallIntegerField(null=True)
    needs_account = models.BooleanField(default=False)
    by_draw = models.BooleanField(default=False)
    approval = models.BooleanField(default=False)
    internal = models.BooleanField(default=False)
    capacity = models.PositiveIntegerField()
    minutes = models.PositiveSmallIntegerField()
    most_seats = models.PositiveSmallIntegerField()
    waiting_list = models.BooleanField()
    opens_days = models.PositiveSmallIntegerField()
    draw_hours = models.PositiveSmallIntegerField()
    closes_minutes = models.PositiveIntegerField()
    cancel_hours = models.PositiveSmallIntegerField()
    hours = models.CharField(max_length=300, default="", blank=True)  # of a venue
    most_hours = models.PositiveSmallIntegerField()
    leader = models.ForeignKey("directory.Person", null=True, on_delete=models.PROTECT, related_name="+")
    leader_post = models.PositiveBigIntegerField(null=True)
    leader_words = models.CharField(max_length=120, default="", blank=True)  # "副旗长赵卫东", as it is announced
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=300, default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="activity_code_once"),
            models.CheckConstraint(condition=Q(capacity__gte=1, most_seats__gte=1), name="activity_for_somebody"),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_from__lte=F("age_to")),
                name="activity_ages_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(form="reception") | Q(leader__isnull=False), name="activity_reception_of_a_leader"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_reason="")
                | (Q(closed_at__isnull=False) & ~Q(closed_reason="")),
                name="activity_closed_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "form", "kind", "id"], name="activity_kind"),
            models.Index(fields=["place", "id"], name="activity_place"),
        ]


class Series(models.Model):
    """Sessions of an offering that repeat by a rule. "This and later" ends one and begins another."""

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="series")
    rule = models.CharField(max_length=200)  # RFC 5545, e.g. "FREQ=WEEKLY;BYDAY=WE"; empty for one session
    first = models.DateTimeField()
    until = models.DateField()  # the last day on which one may be
    minutes = models.PositiveSmallIntegerField()
    holidays = models.CharField(max_length=10)  # rules.recurrence.Holidays
    skipped = models.JSONField(default=list)  # days of the rule on which none is, as ISO dates
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
