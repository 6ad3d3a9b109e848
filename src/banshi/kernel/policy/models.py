"""What was in force: each value as it was recorded. Triggers refuse to change it."""

from django.db import models


class PublishedValue(models.Model):
    """One value of one parameter, recorded once it was in force. One for the whole site."""

    code = models.CharField(max_length=80)
    since = models.DateField()
    digest = models.CharField(max_length=64)
    recorded = models.DateField()  # on this day the newest value of its code was known to be in force

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "since"], name="published_value_once")]
