"""The request itself: one row, read by every list of the room."""

from django.db import models
from django.db.models import F, Func, Q

from banshi.kernel.publication.figures import Tally
from banshi.services.requests.rules.moves import OPEN, Stage


class TopClass(Func):
    """The first two digits of a category, written as the index has them: SQLite compares expressions letter by letter."""

    template = "SUBSTR(%(expressions)s, 1, 2)"
    output_field = models.CharField()


class Request(models.Model):
    """A resident's request, petition, tip-off, suggestion or question, as it stands now.

    How it came to stand so is in the ledger under "requests:<number>".
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=16, unique=True)  # "210526-9KX4QM": not guessable, its gaps tell nothing
    secret_hash = models.CharField(
        max_length=64, default=""
    )  # SHA-256 of the tracking secret; "" for signed-in residents
    county = models.CharField(max_length=6)
    area = models.CharField(max_length=12)  # GB/T 2260, the narrowest area known
    kind = models.CharField(max_length=12)
    channel = models.CharField(max_length=12)
    theme = models.CharField(max_length=20, default="")  # a local class beside the category, e.g. the four of 4365
    stage = models.CharField(max_length=14, default=Stage.RECEIVED.value)
    open = models.BooleanField(default=True)  # stage is one of rules.moves.OPEN
    title = models.CharField(max_length=200)
    text = models.TextField()
    category = models.CharField(max_length=6, default="")  # two digits a level
    place = models.CharField(max_length=200, default="")
    lon = models.FloatField(null=True)  # WGS-84
    lat = models.FloatField(null=True)
    level = models.PositiveSmallIntegerField(default=1)  # access.Confidentiality
    urgency = models.PositiveSmallIntegerField(default=0)  # rules.submission.Urgency

    resident = models.ForeignKey(
        "directory.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name_sealed = models.BinaryField(default=b"")  # contact of someone without an account
    phone_sealed = models.BinaryField(default=b"")
    phone_index = models.CharField(max_length=64, default="")

    lead_unit = models.ForeignKey(
        "directory.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    holder_unit = models.ForeignKey(
        "directory.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    handler = models.ForeignKey("directory.Post", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    leader = models.ForeignKey(
        "directory.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    submitted_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the resident's clock, which nothing stops
    answered_at = models.DateTimeField(null=True)
    in_time = models.BooleanField(null=True)  # whether the first answer came within the resident's clock
    closed_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)  # taken back when it is reopened
    rating = models.PositiveSmallIntegerField(null=True)
    passes = models.PositiveSmallIntegerField(
        default=0
    )  # transfers and returns since the last decision on who is responsible
    reopened = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    called_back = models.CharField(max_length=8, default="")  # rules.callbacks.Said: how the last call-back ended
    called_by_rule = models.BooleanField(default=False)  # it was in the draw by rule, not by lot
    version = models.PositiveIntegerField(default=1)  # goes up with every change: the spreadsheet's lock
    master = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)
    accusing = models.BooleanField(default=False)  # complains of a unit or a person: never public, never in figures
    public = models.BooleanField(default=False)
    source = models.CharField(max_length=40, default="")  # the ledger it was imported from, and its id there
    source_id = models.CharField(max_length=80, default="")
    erased_at = models.DateTimeField(null=True)

    counted: "frozenset[Tally]"
    """What the row added to the figures when a command locked it; no column."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "source", "source_id"], condition=~Q(source=""), name="request_source_once"
            ),
            models.CheckConstraint(condition=~Q(accusing=True, public=True), name="request_accusing_not_public"),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="request_rating_1_to_5"
            ),
            models.CheckConstraint(condition=Q(level__lte=3), name="request_level_0_to_3"),
            models.CheckConstraint(condition=Q(stage__in=[stage.value for stage in Stage]), name="request_stage_known"),
            models.CheckConstraint(
                condition=Q(open=True, stage__in=[s.value for s in Stage if s in OPEN])
                | Q(open=False, stage__in=[s.value for s in Stage if s not in OPEN]),
                name="request_open_agrees_with_stage",
            ),
            models.CheckConstraint(condition=Q(closed_at=None) | Q(open=False), name="request_closed_is_not_open"),
            models.CheckConstraint(
                condition=Q(stage="merged", master__isnull=False) | ~Q(stage="merged"), name="request_merged_has_master"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "open", "due_at", "id"], name="request_county_due"),
            models.Index(fields=["county", "-submitted_at", "-id"], name="request_county_new"),
            models.Index(fields=["county", "category", "-submitted_at", "-id"], name="request_category_new"),
            models.Index(
                F("county"),
                TopClass("category"),
                F("submitted_at").desc(),
                F("id").desc(),
                name="request_top_class_new",
            ),
            models.Index(fields=["county", "public", "-submitted_at", "-id"], name="request_public_new"),
            models.Index(fields=["holder_unit", "open", "due_at", "id"], name="request_holder_due"),
            models.Index(fields=["lead_unit", "-submitted_at", "-id"], name="request_lead_new"),
            models.Index(
                fields=["resident", "-submitted_at", "-id"],
                condition=Q(resident__isnull=False),
                name="request_resident_new",
            ),
            models.Index(fields=["leader"], condition=Q(leader__isnull=False), name="request_leader"),
            models.Index(fields=["master"], condition=Q(master__isnull=False), name="request_master"),
            models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="request_phone"),
        ]


class PublicFace(models.Model):
    """What everybody may read of a request: its redacted snapshot, approved by a person."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, primary_key=True, related_name="face")
    title = models.CharField(max_length=200)
    text = models.TextField()
    place = models.CharField(max_length=200, default="")
    answer = models.TextField(default="")
    redactions = models.JSONField(default=list)  # [{"field", "what", "why"}]: reasons, never the removed words
    published_at = models.DateTimeField()


class SavedView(models.Model):
    """A filter of the desk that a member of staff keeps under a name."""

    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    filters = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_view_once")]
