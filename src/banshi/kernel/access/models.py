"""Who opened what, the doors opened in an emergency, and the tokens of programs."""

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


class LookDelay(models.Model):
    """Looks at one subject are shown to the person only later, for a recorded reason."""

    subject = models.CharField(max_length=80, unique=True)
    county = models.CharField(max_length=6)
    until = models.DateTimeField()
    reason = models.CharField(max_length=400)
    post_id = models.BigIntegerField()
    at = models.DateTimeField()


class BreakGlass(models.Model):
    """A time-limited right to read one matter outside the grants, with its reason."""

    county = models.CharField(max_length=6)
    person_id = models.BigIntegerField()
    post_id = models.BigIntegerField()
    subject = models.CharField(max_length=80)
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "until"], name="break_glass_person"),
            models.Index(fields=["county", "-at"], name="break_glass_county"),
        ]


class ApiToken(models.Model):
    """A program's key to act as one post or as one resident. Only its hash is kept."""

    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("directory.Post", null=True, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)  # the first characters, so that its holder tells it from others
    scopes = models.CharField(max_length=40)  # "read" or "read write"
    created = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    last_used = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-created"], name="api_token_person")]
