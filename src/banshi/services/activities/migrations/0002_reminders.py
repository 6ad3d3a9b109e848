"""Reminders of the day before: when they were sent, and what is still to be reminded of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0001_initial"),
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="occasion",
            name="reminded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="use",
            name="reminded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="occasion",
            index=models.Index(
                condition=models.Q(("cancelled", False), ("reminded_at__isnull", True)),
                fields=["starts", "id"],
                name="occasion_to_remind",
            ),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(
                condition=models.Q(("internal", False), ("reminded_at__isnull", True), ("status", "approved")),
                fields=["starts", "id"],
                name="use_to_remind",
            ),
        ),
    ]
