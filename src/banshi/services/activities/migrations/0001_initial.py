import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Offering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16)),
                ("county", models.CharField(max_length=6)),
                ("area", models.CharField(max_length=12)),
                ("kind", models.CharField(max_length=40)),
                ("form", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=100)),
                ("place", models.CharField(blank=True, default="", max_length=40)),
                ("where", models.CharField(blank=True, default="", max_length=120)),
                ("about", models.TextField(blank=True, default="")),
                ("bring", models.CharField(blank=True, default="", max_length=300)),
                ("contact", models.CharField(blank=True, default="", max_length=30)),
                ("age_from", models.PositiveSmallIntegerField(null=True)),
                ("age_to", models.PositiveSmallIntegerField(null=True)),
                ("within", models.CharField(blank=True, default="", max_length=12)),
                ("members", models.CharField(blank=True, default="", max_length=120)),
                ("guardian_below", models.PositiveSmallIntegerField(null=True)),
                ("needs_account", models.BooleanField(default=False)),
                ("by_draw", models.BooleanField(default=False)),
                ("approval", models.BooleanField(default=False)),
                ("internal", models.BooleanField(default=False)),
                ("capacity", models.PositiveIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("most_seats", models.PositiveSmallIntegerField()),
                ("waiting_list", models.BooleanField()),
                ("opens_days", models.PositiveSmallIntegerField()),
                ("draw_hours", models.PositiveSmallIntegerField()),
                ("closes_minutes", models.PositiveIntegerField()),
                ("cancel_hours", models.PositiveSmallIntegerField()),
                ("hours", models.CharField(blank=True, default="", max_length=300)),
                ("most_hours", models.PositiveSmallIntegerField()),
                ("leader_post", models.PositiveBigIntegerField(null=True)),
                ("leader_words", models.CharField(blank=True, default="", max_length=120)),
                ("made_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_reason", models.CharField(blank=True, default="", max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "leader",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["county", "form", "kind", "id"], name="activity_kind"),
                    models.Index(fields=["place", "id"], name="activity_place"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("code",), name="activity_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gte", 1), ("most_seats__gte", 1)), name="activity_for_somebody"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("age_from__isnull", True),
                            ("age_to__isnull", True),
                            ("age_from__lte", models.F("age_to")),
                            _connector="OR",
                        ),
                        name="activity_ages_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("form", "reception"), _negated=True), ("leader__isnull", False), _connector="OR"
                        ),
                        name="activity_reception_of_a_leader",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_reason", "")),
                            models.Q(("closed_at__isnull", False), models.Q(("closed_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="activity_closed_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("booking", models.CharField(max_length=16)),
                ("county", models.CharField(max_length=6)),
                ("name_sealed", models.BinaryField(default=b"")),
                ("phone_sealed", models.BinaryField(default=b"")),
                ("phone_index", models.CharField(blank=True, default="", max_length=64)),
                ("guardian_sealed", models.BinaryField(default=b"")),
                ("ages", models.CharField(blank=True, default="", max_length=200)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="activities.offering"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("phone_index", ""), _negated=True),
                        fields=["phone_index", "id"],
                        name="contact_phone",
                    ),
                    models.Index(
                        condition=models.Q(("owner__isnull", False)), fields=["owner", "id"], name="contact_owner"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("booking",), name="contact_of_booking")],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=200)),
                ("first", models.DateTimeField()),
                ("until", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("holidays", models.CharField(max_length=10)),
                ("skipped", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="series", to="activities.offering"
                    ),
                ),
                (
                    "split_from",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="activities.series"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Occasion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16)),
                ("county", models.CharField(max_length=6)),
                ("day", models.DateField()),
                ("starts", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("area", models.CharField(max_length=12)),
                ("place", models.CharField(blank=True, default="", max_length=40)),
                ("internal", models.BooleanField(default=False)),
                ("apart", models.BooleanField(default=False)),
                ("cancelled", models.BooleanField(default=False)),
                ("counted", models.PositiveIntegerField(default=0)),
                (
                    "offering",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occasions",
                        to="activities.offering",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occasions",
                        to="activities.series",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["county", "starts", "id"], name="occasion_calendar"),
                    models.Index(fields=["offering", "starts", "id"], name="occasion_of_offering"),
                    models.Index(fields=["series", "day"], name="occasion_of_series"),
                    models.Index(fields=["place", "starts", "id"], name="occasion_at_place"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="occasion_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("starts__lt", models.F("ends"))), name="occasion_times_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("booking", models.CharField(max_length=16)),
                ("county", models.CharField(max_length=6)),
                ("area", models.CharField(max_length=12)),
                ("leader_post", models.PositiveBigIntegerField()),
                ("heard", models.TextField()),
                ("said", models.TextField(blank=True, default="")),
                ("settled", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("request", models.CharField(blank=True, default="", max_length=40)),
                ("passed_at", models.DateTimeField(null=True)),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="talks", to="activities.offering"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["leader", "id"], name="talk_of_leader")],
                "constraints": [
                    models.UniqueConstraint(fields=("booking",), name="talk_of_booking"),
                    models.CheckConstraint(
                        condition=models.Q(("settled", False), ("request", ""), _connector="OR"),
                        name="talk_settled_or_passed_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16)),
                ("county", models.CharField(max_length=6)),
                ("booker", models.CharField(max_length=80)),
                ("starts", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("people", models.PositiveIntegerField()),
                ("purpose", models.CharField(max_length=200)),
                ("name_sealed", models.BinaryField(default=b"")),
                ("phone_sealed", models.BinaryField(default=b"")),
                ("phone_index", models.CharField(blank=True, default="", max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("cancelled", "Cancelled"),
                            ("used", "Used"),
                        ],
                        max_length=9,
                    ),
                ),
                ("internal", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("made_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                (
                    "offering",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="activities.offering",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["offering", "starts", "id"], name="use_of_venue"),
                    models.Index(fields=["booker", "id"], name="use_mine"),
                    models.Index(
                        condition=models.Q(("phone_index", ""), _negated=True),
                        fields=["phone_index", "id"],
                        name="use_phone",
                    ),
                    models.Index(
                        condition=models.Q(("status", "asked")), fields=["offering", "id"], name="use_to_decide"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="use_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("people__gte", 1), ("starts__lt", models.F("ends"))),
                        name="use_of_some_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="use_refused_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("live", models.BooleanField(default=True)),
                (
                    "offering",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="activities.offering",
                    ),
                ),
                (
                    "use",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taken", to="activities.use"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("live", True)), fields=("offering", "hour"), name="venue_hour_once"
                    )
                ],
            },
        ),
    ]
