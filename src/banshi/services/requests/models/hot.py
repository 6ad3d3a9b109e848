"""Which requests of a county gather around one matter. What is shown of it is counted anew for whoever looks."""

from django.db import models

from banshi.services.requests.models.request import Request


class HotLook(models.Model):
    """When a county's requests were last found to gather in another way than before."""

    county = models.CharField(max_length=6, primary_key=True)
    at = models.DateTimeField()
    since = models.DateField(null=True)  # only requests from this day on were compared: there were more than are taken


class HotIssue(models.Model):
    """Requests that are alike in text, place and time. It holds no word of its own: each reader sees their own part."""

    id = models.BigAutoField(primary_key=True)
    county = models.CharField(max_length=6)
    found_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["county"], name="hot_issue_county")]


class HotMember(models.Model):
    """One request of an issue, with what its own text gives to the issue's name and place."""

    request = models.OneToOneField(Request, on_delete=models.CASCADE, primary_key=True, related_name="hot")
    issue = models.ForeignKey(HotIssue, on_delete=models.CASCADE, related_name="members")
    nearness = models.PositiveIntegerField()  # 0 is most like all the others
    words = models.JSONField(default=list)
    places = models.JSONField(default=list)  # [kind, name]
