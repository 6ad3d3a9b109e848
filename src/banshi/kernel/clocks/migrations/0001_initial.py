import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county", models.CharField(max_length=6)),
                ("subject", models.CharField(max_length=80)),
                ("kind", models.CharField(choices=[("resident", "Resident"), ("unit", "Unit")], max_length=8)),
                ("rule", models.CharField(max_length=60)),
                ("rule_from", models.DateField()),
                ("started", models.DateTimeField()),
                ("due", models.DateTimeField()),
                ("extended_by", models.PositiveSmallIntegerField(default=0)),
                ("calendar_version", models.CharField(max_length=60)),
                ("provisional", models.BooleanField()),
                ("alert_at", models.DateTimeField(null=True)),
                ("alert_hours", models.PositiveSmallIntegerField(null=True)),
                ("met_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("running_due", models.DateTimeField(null=True)),
                (
                    "holder",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "started"], name="clock_subject"),
                    models.Index(
                        condition=models.Q(("running_due__isnull", False)),
                        fields=["running_due", "id", "county", "kind", "holder", "rule", "subject"],
                        name="clock_due",
                    ),
                    models.Index(
                        condition=models.Q(("running_due__isnull", False)),
                        fields=["county", "running_due", "id", "kind", "holder", "rule", "subject"],
                        name="clock_due_county",
                    ),
                    models.Index(
                        condition=models.Q(("running_due__isnull", False)),
                        fields=["holder", "running_due", "id", "kind", "county", "rule", "subject"],
                        name="clock_due_holder",
                    ),
                    models.Index(
                        condition=models.Q(("alert_at__isnull", False)), fields=["alert_at", "id"], name="clock_alert"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due__gt", models.F("started"))), name="clock_due_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "unit"), ("paused_at__isnull", True), _connector="OR"),
                        name="clock_of_resident_never_stops",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("met_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"),
                        name="clock_met_or_cancelled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancelled_at__isnull", True),
                                ("met_at__isnull", True),
                                ("paused_at__isnull", True),
                                ("running_due", models.F("due")),
                            ),
                            models.Q(
                                models.Q(
                                    ("cancelled_at__isnull", True),
                                    ("met_at__isnull", True),
                                    ("paused_at__isnull", True),
                                    _negated=True,
                                ),
                                ("running_due__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="clock_running_due",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("cancelled_at__isnull", True), ("kind", "resident"), ("met_at__isnull", True)
                        ),
                        fields=("subject", "rule"),
                        name="clock_of_resident_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=500)),
                ("granted_by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("due_before", models.DateTimeField()),
                ("due_after", models.DateTimeField()),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="clocks.clock"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county", models.CharField(max_length=6)),
                ("subject", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("handling", "Handling"),
                            ("unsigned", "Unsigned"),
                            ("returned", "Returned"),
                            ("transferring", "Transferring"),
                        ],
                        max_length=12,
                    ),
                ),
                ("started", models.DateTimeField()),
                ("ended", models.DateTimeField(null=True)),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.post",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "started"], name="hold_subject"),
                    models.Index(
                        condition=models.Q(("kind__in", ("unsigned", "returned", "transferring"))),
                        fields=["county", "ended", "unit"],
                        name="hold_lost",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended__isnull", True), ("ended__gte", models.F("started")), _connector="OR"
                        ),
                        name="hold_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended__isnull", True)), fields=("subject",), name="hold_one_at_a_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500)),
                ("evidence", models.CharField(blank=True, default="", max_length=64)),
                ("started", models.DateTimeField()),
                ("ended", models.DateTimeField(null=True)),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="clocks.clock"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended__isnull", True), ("ended__gte", models.F("started")), _connector="OR"
                        ),
                        name="pause_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended__isnull", True)), fields=("clock",), name="pause_one_at_a_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60)),
                ("valid_from", models.DateField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("code", "valid_from"), name="rule_version_once")],
            },
        ),
    ]
