"""The only table of these pages: how often somebody asked of late."""

from django.db import models


class Spent(models.Model):
    """What one client has spent of one limit: in the window that runs, and in the one before it."""

    name = models.CharField(
        max_length=200, primary_key=True
    )  # the limit and whom it counts: "requests.submit:10.1.2.3"
    span = models.BigIntegerField()  # number of the window since 1970
    times = models.PositiveIntegerField()
    before = models.PositiveIntegerField()
    until = models.DateTimeField()  # from then on it counts nowhere

    class Meta:
        indexes = [models.Index(fields=["until"], name="spent_until")]
