"""Notices, their deliveries outside the app, and what each person chose."""

from django.db import models
from django.db.models import Q

from banshi.kernel.directory.models import Person
from banshi.kernel.notices.rules import Quiet


class Notice(models.Model):
    """One message to one recipient about one matter; texts are made when it is shown."""

    id = models.BigAutoField(primary_key=True)
    county = models.CharField(max_length=6)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=80)  # "person:12", or a keyed hash of an address
    once = models.CharField(max_length=200)  # the same recipient is told the same thing once
    subject = models.CharField(max_length=80)  # "requests:210526-7KX4QM"
    action = models.CharField(max_length=60)  # what the recipient must be allowed to do to be told
    template = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    link = models.CharField(max_length=200, default="", blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "once"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_inbox"),
            models.Index(fields=["person"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["subject"], name="notice_subject"),
            models.Index(fields=["county", "at"], name="notice_county_at"),
        ]


class Delivery(models.Model):
    """A notice on its way through one channel outside the app. The row is the queue."""

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20)
    address_sealed = models.BinaryField(default=b"")  # only where no person is known; else read when sending
    state = models.CharField(max_length=20, default="waiting")  # waiting, sent, given_up, withheld
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_channel_once")]
        indexes = [models.Index(fields=["due_at"], name="delivery_waiting", condition=Q(state="waiting"))]


class Choice(models.Model):
    """Through which channels a person wants to be told, and when to leave them in peace."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+", primary_key=True)
    channels = models.JSONField(default=list)
    email_sealed = models.BinaryField(default=b"")
    wechat_sealed = models.BinaryField(default=b"")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)

    @property
    def quiet(self) -> Quiet | None:
        """None where the person wants to be told at any hour."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return Quiet(self.quiet_from, self.quiet_until)
