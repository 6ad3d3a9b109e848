import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Choice",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="directory.person",
                    ),
                ),
                ("channels", models.JSONField(default=list)),
                ("email_sealed", models.BinaryField(default=b"")),
                ("wechat_sealed", models.BinaryField(default=b"")),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_until", models.TimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6)),
                ("recipient", models.CharField(max_length=80)),
                ("once", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=80)),
                ("action", models.CharField(max_length=60)),
                ("template", models.CharField(max_length=80)),
                ("data", models.JSONField(default=dict)),
                ("link", models.CharField(blank=True, default="", max_length=200)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-id"], name="notice_inbox"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["person"], name="notice_unread"),
                    models.Index(fields=["subject"], name="notice_subject"),
                    models.Index(fields=["county", "at"], name="notice_county_at"),
                ],
                "constraints": [models.UniqueConstraint(fields=("recipient", "once"), name="notice_once")],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("channel", models.CharField(max_length=20)),
                ("address_sealed", models.BinaryField(default=b"")),
                ("state", models.CharField(default="waiting", max_length=20)),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, default="", max_length=200)),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="notices.notice"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["due_at"], name="delivery_waiting")
                ],
                "constraints": [models.UniqueConstraint(fields=("notice", "channel"), name="delivery_channel_once")],
            },
        ),
    ]
