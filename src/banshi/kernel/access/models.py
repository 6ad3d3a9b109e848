"""Who opened what, and the doors opened in an emergency."""

from django.db import models


class Look(models.Model):
    """A member of staff opened a person's record. Shown to that person."""

    id = models.BigAutoField(primary_key=True)
    county = models.CharField(max_length=6)
    person_id = models.BigIntegerField()  # whose record it is; no foreign key, so that looks outlive erasure
    subject = models.CharField(max_length=80)
    viewer_id = models.BigIntegerField()  # directory person
    post_id = models.BigIntegerField()
    viewer = models.CharField(max_length=160)  # unit and post as they stood: "水务局 经办人"
    action = models.CharField(max_length=60)
    why = models.CharField(max_length=200, default="")
    at = models.DateTimeField()
    shown_from = models.DateTimeField()  # later than `at` only for discipline cases

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-at"], name="look_person"),
            models.Index(fields=["county", "-at"], name="look_county"),
        ]


class BreakGlass(models.Model):
    """A time-limited right to read one matter outside the grants, with its reason."""

    person_id = models.BigIntegerField()
    post_id = models.BigIntegerField()
    subject = models.CharField(max_length=80)
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person_id", "until"], name="break_glass_person")]
