"""Draws of call-backs that were given up before they were opened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0005_top_class"),
    ]

    operations = [
        migrations.AddField(
            model_name="callbackround",
            name="cancelled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="callbackround",
            constraint=models.CheckConstraint(
                condition=models.Q(("opened_at", None), ("cancelled_at", None), _connector="OR"),
                name="callbacks_end_one_way",
            ),
        ),
    ]
