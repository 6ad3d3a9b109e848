"""Draws and their results. What is fixed stays fixed: constraints and triggers refuse the rest."""

from django.db import models
from django.db.models import F, Q


class Status(models.TextChoices):
    """Where a draw stands."""

    COMMITTED = "committed"  # list and seed are fixed, the seed is still closed
    REVEALED = "revealed"
    CANCELLED = "cancelled"


COMMITTED = Q(status=Status.COMMITTED, revealed_at__isnull=True, cancelled_at__isnull=True, seed="", result_hash="")
REVEALED = Q(
    ~Q(seed=""),
    ~Q(result_hash=""),
    status=Status.REVEALED,
    revealed_at__isnull=False,
    cancelled_at__isnull=True,
    checkpoint_size__isnull=False,
    checkpoint_size__gte=F("min_size"),
)
CANCELLED = Q(
    ~Q(reason=""),
    status=Status.CANCELLED,
    revealed_at__isnull=True,
    cancelled_at__isnull=False,
    value_known__isnull=False,
    seed="",
    result_hash="",
)


class Draw(models.Model):
    """One draw of a matter of some room, with everything that was fixed before anybody could know the result."""

    number = models.CharField(max_length=14)  # "D210526-7KX4QM"
    county = models.CharField(max_length=6)
    room = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)  # what the room calls the matter
    title = models.CharField(max_length=120)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.COMMITTED)
    entrants = models.TextField()  # RFC 8785 canonical JSON, hashed as it stands
    size = models.PositiveIntegerField()  # how many entrants
    spec = models.TextField()  # RFC 8785 canonical JSON
    list_hash = models.CharField(max_length=64)
    seed_hash = models.CharField(max_length=64)
    seed_outside = models.BooleanField()  # whether somebody else keeps the seed until the draw is opened
    sealed_seed = models.BinaryField(max_length=200)  # empty where it is kept outside, and at the end
    min_size = models.BigIntegerField()  # entries that the deciding checkpoint covers at least
    not_before = models.DateTimeField(null=True)  # when it is signed at the earliest
    external = models.CharField(max_length=200, default="", blank=True)  # what is awaited from outside, in words
    public_from = models.DateTimeField()
    committed_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    revealed_at = models.DateTimeField(null=True)
    seed = models.CharField(max_length=64, default="", blank=True)
    checkpoint = models.TextField(default="", blank=True)  # the deciding checkpoint's note
    checkpoint_size = models.BigIntegerField(null=True)
    external_value = models.CharField(max_length=200, default="", blank=True)
    external_source = models.CharField(max_length=200, default="", blank=True)
    result_hash = models.CharField(max_length=64, default="", blank=True)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    value_known = models.BooleanField(null=True)  # whether the deciding checkpoint stood when it was cancelled

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="draw_number_once"),
            models.UniqueConstraint(
                fields=["room", "reference"], condition=~Q(status=Status.CANCELLED), name="draw_once_a_matter"
            ),
            models.CheckConstraint(condition=COMMITTED | REVEALED | CANCELLED, name="draw_status"),
            models.CheckConstraint(condition=Q(size__gte=1, min_size__gte=1), name="draw_sizes"),
        ]
        indexes = [
            models.Index(fields=["public_from", "id"], name="draw_public"),
            models.Index(fields=["county", "id"], name="draw_county"),
            models.Index(fields=["not_before", "id"], condition=Q(status=Status.COMMITTED), name="draw_waiting"),
        ]


class Place(models.Model):
    """One place of the result of a draw."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="places", db_index=False)
    place = models.PositiveIntegerField()  # 1, 2, 3 … over all strata
    token = models.CharField(max_length=80)
    stratum = models.CharField(max_length=40, default="", blank=True)
    must = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "place"], name="place_once"),
            models.UniqueConstraint(fields=["draw", "token"], name="place_of_one"),
            models.CheckConstraint(condition=Q(place__gte=1), name="place_from_one"),
        ]
