import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=16, unique=True)),
                ("secret_hash", models.CharField(default="", max_length=64)),
                ("county", models.CharField(max_length=6)),
                ("area", models.CharField(max_length=12)),
                ("kind", models.CharField(max_length=12)),
                ("channel", models.CharField(max_length=12)),
                ("theme", models.CharField(default="", max_length=20)),
                ("stage", models.CharField(default="received", max_length=14)),
                ("open", models.BooleanField(default=True)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("category", models.CharField(default="", max_length=6)),
                ("place", models.CharField(default="", max_length=200)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=1)),
                ("urgency", models.PositiveSmallIntegerField(default=0)),
                ("name_sealed", models.BinaryField(default=b"")),
                ("phone_sealed", models.BinaryField(default=b"")),
                ("phone_index", models.CharField(default="", max_length=64)),
                ("submitted_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("in_time", models.BooleanField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("solved_at", models.DateTimeField(null=True)),
                ("rating", models.PositiveSmallIntegerField(null=True)),
                ("passes", models.PositiveSmallIntegerField(default=0)),
                ("reopened", models.PositiveSmallIntegerField(default=0)),
                ("extensions", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("accusing", models.BooleanField(default=False)),
                ("public", models.BooleanField(default=False)),
                ("source", models.CharField(default="", max_length=40)),
                ("source_id", models.CharField(default="", max_length=80)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "handler",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.post",
                    ),
                ),
                (
                    "holder_unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "lead_unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "master",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="requests.request",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["county", "open", "due_at", "id"], name="request_county_due"),
                    models.Index(fields=["county", "-submitted_at", "-id"], name="request_county_new"),
                    models.Index(fields=["county", "category", "-submitted_at", "-id"], name="request_category_new"),
                    models.Index(fields=["county", "public", "-submitted_at", "-id"], name="request_public_new"),
                    models.Index(fields=["holder_unit", "open", "due_at", "id"], name="request_holder_due"),
                    models.Index(fields=["lead_unit", "-submitted_at", "-id"], name="request_lead_new"),
                    models.Index(
                        condition=models.Q(("resident__isnull", False)),
                        fields=["resident", "-submitted_at", "-id"],
                        name="request_resident_new",
                    ),
                    models.Index(
                        condition=models.Q(("leader__isnull", False)), fields=["leader"], name="request_leader"
                    ),
                    models.Index(
                        condition=models.Q(("master__isnull", False)), fields=["master"], name="request_master"
                    ),
                    models.Index(
                        condition=models.Q(("phone_index", ""), _negated=True),
                        fields=["phone_index"],
                        name="request_phone",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        fields=("county", "source", "source_id"),
                        name="request_source_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accusing", True), ("public", True), _negated=True),
                        name="request_accusing_not_public",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating", None), models.Q(("rating__gte", 1), ("rating__lte", 5)), _connector="OR"
                        ),
                        name="request_rating_1_to_5",
                    ),
                    models.CheckConstraint(condition=models.Q(("level__lte", 3)), name="request_level_0_to_3"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "received",
                                    "triaged",
                                    "dispatched",
                                    "accepted",
                                    "handling",
                                    "paused",
                                    "escalated",
                                    "answered",
                                    "rated",
                                    "reviewing",
                                    "re_reviewing",
                                    "closed",
                                    "withdrawn",
                                    "merged",
                                ],
                            )
                        ),
                        name="request_stage_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("open", True),
                                (
                                    "stage__in",
                                    [
                                        "received",
                                        "triaged",
                                        "dispatched",
                                        "accepted",
                                        "handling",
                                        "paused",
                                        "escalated",
                                        "reviewing",
                                        "re_reviewing",
                                    ],
                                ),
                            ),
                            models.Q(
                                ("open", False), ("stage__in", ["answered", "rated", "closed", "withdrawn", "merged"])
                            ),
                            _connector="OR",
                        ),
                        name="request_open_agrees_with_stage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_at", None), ("open", False), _connector="OR"),
                        name="request_closed_is_not_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("master__isnull", False), ("stage", "merged")),
                            models.Q(("stage", "merged"), _negated=True),
                            _connector="OR",
                        ),
                        name="request_merged_has_master",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaderCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county", models.CharField(max_length=6)),
                ("starts", models.DateTimeField()),
                ("ends", models.DateTimeField(null=True)),
                ("why_ended", models.CharField(default="", max_length=400)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.post"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="requests.request"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["county", "-starts"], name="charge_county")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends", None)), fields=("request",), name="one_leader_in_charge"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends", None), ("ends__gte", models.F("starts")), _connector="OR"),
                        name="charge_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicFace",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="face",
                        serialize=False,
                        to="requests.request",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("place", models.CharField(default="", max_length=200)),
                ("answer", models.TextField(default="")),
                ("redactions", models.JSONField(default=list)),
                ("published_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("actor", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("shown", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("entry_id", models.BigIntegerField()),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="requests.request"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("from_resident", models.BooleanField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="requests.request"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CoHandler",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("task", models.CharField(default="", max_length=400)),
                ("added_at", models.DateTimeField()),
                ("reported_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="co_handlers", to="requests.request"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "request"], name="co_handler_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)), fields=("request", "unit"), name="co_handler_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="followed_by", to="requests.request"
                    ),
                ),
                (
                    "later",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chained_to", to="requests.request"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("later", "earlier"), name="chain_once"),
                    models.CheckConstraint(
                        condition=models.Q(("later", models.F("earlier")), _negated=True), name="chain_two_matters"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outcome", models.CharField(max_length=12)),
                ("found", models.TextField()),
                ("done", models.TextField()),
                ("rest", models.TextField(default="")),
                ("rest_by", models.DateField(null=True)),
                ("appeal", models.TextField()),
                ("points", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="requests.request"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("rest_by__isnull", False)), fields=["rest_by"], name="answer_rest_by"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccusedParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accused", to="requests.request"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", False), ("unit__isnull", True)),
                            models.Q(("person__isnull", True), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="accused_unit_or_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("unit__isnull", False)),
                        fields=("unit", "request"),
                        name="accused_unit_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("person", "request"),
                        name="accused_person_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.PositiveSmallIntegerField()),
                ("comment", models.TextField(default="")),
                ("at", models.DateTimeField()),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rating", to="requests.answer"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="requests.request"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 1), ("score__lte", 5)), name="rating_1_to_5"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("decision", models.CharField(default="", max_length=12)),
                ("opinion", models.TextField(default="")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="requests.request"
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
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("round__in", [1, 2])), name="review_two_rounds"),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)), fields=("request",), name="one_review_at_a_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("filters", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "name"), name="saved_view_once")],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county", models.CharField(max_length=6)),
                ("key", models.BigIntegerField()),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="requests.request"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["county", "key"], name="signature_key")],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("field", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=80)),
                ("confidence", models.FloatField()),
                ("basis", models.JSONField(default=list)),
                ("model", models.CharField(default="", max_length=40)),
                ("at", models.DateTimeField()),
                ("decision", models.CharField(default="", max_length=12)),
                ("decided_value", models.CharField(default="", max_length=80)),
                ("decided_by", models.CharField(default="", max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="suggestions", to="requests.request"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confidence__gte", 0), ("confidence__lte", 1)), name="confidence_0_to_1"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county", models.CharField(max_length=6)),
                ("cause", models.CharField(max_length=20)),
                ("demand", models.CharField(max_length=400)),
                ("by_day", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="supervisions", to="requests.request"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["county", "-at"], name="supervision_county")],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("place", models.CharField(max_length=200)),
                ("heard", models.TextField()),
                (
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="requests.leadercharge"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=400)),
                ("due", models.DateField()),
                ("kept_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(default="", max_length=400)),
                (
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="requests.leadercharge"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="requests.visit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("kept_at", None)), fields=["due"], name="promise_open")],
            },
        ),
    ]
