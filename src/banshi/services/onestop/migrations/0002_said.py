"""Answers have a table of their own: the row of a case is written anew with every step, and they were two thirds of it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onestop", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Said",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="said",
                        serialize=False,
                        to="onestop.case",
                    ),
                ),
                ("answers", models.BinaryField(default=b"")),
            ],
        ),
        migrations.RunSQL(
            "INSERT INTO onestop_said (case_id, answers) SELECT id, answers FROM onestop_case",
            "UPDATE onestop_case SET answers = (SELECT a.answers FROM onestop_said a WHERE a.case_id = onestop_case.id)",
        ),
        migrations.RemoveField(model_name="case", name="answers"),
    ]
