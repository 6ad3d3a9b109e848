"""Figures as they were counted, their rollups, and what staff chose to hide."""

from django.db import models


class FigureEvent(models.Model):
    """Something counted, so many of it, plus or minus, for ever. A correction is an event of its own day.

    `day` is the day it counts for ("received on"), `known` the day it entered the books: a
    figure as of day D sums what was known by then, whatever is imported later.
    """

    id = models.BigAutoField(primary_key=True)
    county = models.CharField(max_length=6)
    room = models.CharField(max_length=40)
    measure = models.CharField(max_length=40)
    day = models.DateField()
    known = models.DateField()
    unit = models.BigIntegerField(default=0)  # directory unit; 0 where no unit is responsible yet
    area = models.CharField(max_length=12, default="", blank=True)
    category = models.CharField(max_length=80, default="", blank=True)  # path from the top: "03/0312/031207"
    channel = models.CharField(max_length=30, default="", blank=True)
    value = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["county", "room", "day"], name="figure_event_day"),
            models.Index(fields=["county", "room", "known"], name="figure_event_known"),
        ]


class FigurePending(models.Model):
    """An event that no rollup holds yet. Folding deletes the row and adds to the sums in one transaction."""

    event = models.OneToOneField(FigureEvent, primary_key=True, on_delete=models.CASCADE, related_name="+")


class FigureSum(models.Model):
    """What the events of one month (or year), known in one month (or year), add up to in one cell."""

    id = models.BigAutoField(primary_key=True)
    county = models.CharField(max_length=6)
    room = models.CharField(max_length=40)
    dimension = models.CharField(max_length=20)  # figures.cells
    grain = models.CharField(max_length=1)  # "m" or "y": what month and known are the first day of
    measure = models.CharField(max_length=40)
    month = models.DateField()  # that the events count for
    known = models.DateField()  # in which they entered the books
    key = models.CharField(max_length=120, blank=True)
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "room", "dimension", "grain", "measure", "month", "known", "key"],
                name="figure_sum_cell",
            )
        ]


class FigureClosing(models.Model):
    """Through which day a county's books are closed: nothing more can become known then."""

    county = models.CharField(max_length=6, primary_key=True)
    through = models.DateField()


class Masked(models.Model):
    """A phrase that staff hid in the public face of a matter, beyond what the engine finds."""

    id = models.BigAutoField(primary_key=True)
    county = models.CharField(max_length=6)
    subject = models.CharField(max_length=80)  # "requests:210526-7KX4QM"
    phrase = models.CharField(max_length=200)
    reason = models.CharField(max_length=200)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="masked_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "phrase"], condition=models.Q(lifted_at=None), name="masked_once"
            )
        ]
