"""Places as they stand now. How each came to stand so is in the ledger under "places:<code>"."""

from django.db import models
from django.db.models import Q


class Place(models.Model):
    """A site where residents are served."""

    code = models.CharField(max_length=40)  # "150204-qsl-03": stands in addresses and on printed guides, never reused
    county = models.CharField(max_length=6)
    area = models.CharField(max_length=12)  # GB/T 2260, the narrowest area known
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)  # of the catalogue, which also says its tier
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, default="", blank=True)
    address = models.CharField(max_length=200, default="", blank=True)
    lon = models.FloatField()  # WGS-84, to the centimetre
    lat = models.FloatField()
    phones = models.JSONField(default=list)
    offers = models.JSONField(default=list)
    features = models.JSONField(default=list)
    hours = models.CharField(max_length=300, default="", blank=True)  # OpenStreetMap's opening_hours; "" is not known
    note = models.CharField(max_length=300, default="", blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=200, default="", blank=True)
    version = models.PositiveIntegerField(default=1)  # of the row: goes up with every change
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="place_code_once"),
            models.CheckConstraint(
                condition=Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90), name="place_on_earth"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_reason="")
                | (Q(closed_at__isnull=False) & ~Q(closed_reason="")),
                name="place_closed_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "code"], name="place_area"),
            models.Index(fields=["county", "code"], name="place_county"),
        ]
