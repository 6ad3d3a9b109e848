"""When each periodic job is due, and which workers are alive.

The queue itself is the table of django-tasks' database backend.
"""

from django.db import models


class Tick(models.Model):
    """A periodic job's next due time; whoever moves it on is the one that queues the job."""

    name = models.CharField(max_length=80, primary_key=True)
    due_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)


class Worker(models.Model):
    """A running worker. A job whose worker is no longer seen is taken over."""

    id = models.CharField(max_length=64, primary_key=True)
    host = models.CharField(max_length=120)
    pid = models.PositiveIntegerField()
    county = models.CharField(max_length=6)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
