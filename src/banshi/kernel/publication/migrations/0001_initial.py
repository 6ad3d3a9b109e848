import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FigureClosing",
            fields=[
                ("county", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("through", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="FigureEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6)),
                ("room", models.CharField(max_length=40)),
                ("measure", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("known", models.DateField()),
                ("unit", models.BigIntegerField(default=0)),
                ("area", models.CharField(blank=True, default="", max_length=12)),
                ("category", models.CharField(blank=True, default="", max_length=80)),
                ("channel", models.CharField(blank=True, default="", max_length=30)),
                ("value", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["county", "room", "day"], name="figure_event_day"),
                    models.Index(fields=["county", "room", "known"], name="figure_event_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FigureSum",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6)),
                ("room", models.CharField(max_length=40)),
                ("dimension", models.CharField(max_length=20)),
                ("grain", models.CharField(max_length=1)),
                ("measure", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("known", models.DateField()),
                ("key", models.CharField(blank=True, max_length=120)),
                ("value", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county", "room", "dimension", "grain", "measure", "month", "known", "key"),
                        name="figure_sum_cell",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Masked",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6)),
                ("subject", models.CharField(max_length=80)),
                ("phrase", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=200)),
                ("actor", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "id"], name="masked_subject")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)), fields=("subject", "phrase"), name="masked_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FigurePending",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="publication.figureevent",
                    ),
                ),
            ],
        ),
    ]
