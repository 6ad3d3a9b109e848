"""Which built map serves which county, and which households it is asked for. How it came to be so is in the ledger under "servicemap:<county>"."""

from django.db import models


class PublishedMap(models.Model):
    """The map of a county, in a folder that never changes; a new one comes in a folder of its own."""

    county = models.CharField(max_length=6)
    folder = models.CharField(max_length=80)  # below DATA_DIR/maps
    network = models.CharField(max_length=64)  # fingerprint of the streets
    source = models.CharField(max_length=200)  # name of the extract
    attribution = models.CharField(max_length=200)
    note = models.CharField(max_length=300, default="", blank=True)  # what a reader must know of it, in Chinese
    note_en = models.CharField(max_length=300, default="", blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county"], name="map_one_a_county")]


class HouseholdPoints(models.Model):
    """Where the households of a county live, for coverage; the points lie in a file of their own. No names, no persons."""

    county = models.CharField(max_length=6)
    folder = models.CharField(max_length=80)  # below DATA_DIR/maps
    source = models.CharField(max_length=200)  # name of the list
    points = models.PositiveIntegerField()
    households = models.PositiveIntegerField()
    people = models.PositiveIntegerField(default=0)  # 0 where the list does not say
    problems = models.JSONField(default=dict, blank=True)  # what was wrong → of how many rows
    invented = models.BooleanField(default=False)
    note = models.CharField(max_length=300, default="", blank=True)
    note_en = models.CharField(max_length=300, default="", blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county"], name="map_households_one_a_county")]
