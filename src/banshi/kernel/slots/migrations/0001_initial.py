import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16)),
                ("county", models.CharField(max_length=6)),
                ("room", models.CharField(max_length=40)),
                ("reference", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=120)),
                ("place", models.CharField(blank=True, default="", max_length=80)),
                ("unit_id", models.PositiveBigIntegerField(null=True)),
                ("starts", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("opens", models.DateTimeField()),
                ("draw_at", models.DateTimeField(null=True)),
                ("closes", models.DateTimeField()),
                ("cancel_until", models.DateTimeField()),
                ("capacity", models.PositiveIntegerField()),
                ("taken", models.PositiveIntegerField(default=0)),
                ("waiting", models.PositiveIntegerField(default=0)),
                ("most_seats", models.PositiveSmallIntegerField()),
                ("once_in", models.CharField(max_length=80)),
                ("hold_minutes", models.PositiveSmallIntegerField()),
                ("offer_minutes", models.PositiveSmallIntegerField()),
                ("waiting_list", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("over", "Over"), ("cancelled", "Cancelled")],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("moved_at", models.DateTimeField(null=True)),
                ("draw", models.CharField(blank=True, default="", max_length=14)),
                ("drawn_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["room", "reference"], name="slot_of_matter"),
                    models.Index(fields=["room", "county", "starts", "id"], name="slot_calendar"),
                    models.Index(condition=models.Q(("state", "open")), fields=["ends", "id"], name="slot_running"),
                    models.Index(condition=models.Q(("waiting__gt", 0)), fields=["closes", "id"], name="slot_waited"),
                    models.Index(
                        condition=models.Q(("draw_at__isnull", False), ("drawn_at__isnull", True), ("state", "open")),
                        fields=["draw_at", "id"],
                        name="slot_to_draw",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="slot_session_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("taken__gte", 0), ("taken__lte", models.F("capacity"))),
                        name="slot_never_oversold",
                    ),
                    models.CheckConstraint(condition=models.Q(("waiting__gte", 0)), name="slot_waiting_counted"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes__lte", models.F("ends")),
                            ("opens__lt", models.F("closes")),
                            ("starts__lt", models.F("ends")),
                            ("cancel_until__lte", models.F("ends")),
                            models.Q(
                                ("draw_at__isnull", True),
                                models.Q(("draw_at__gt", models.F("opens")), ("draw_at__lte", models.F("closes"))),
                                _connector="OR",
                            ),
                        ),
                        name="slot_times_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hold_minutes__gte", 1), ("most_seats__gte", 1)), name="slot_terms"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16)),
                ("county", models.CharField(max_length=6)),
                ("booker", models.CharField(max_length=80)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("applied", "Applied"),
                            ("waiting", "Waiting"),
                            ("offered", "Offered"),
                            ("held", "Held"),
                            ("booked", "Booked"),
                            ("arrived", "Arrived"),
                            ("left", "Left"),
                            ("missed", "Missed"),
                            ("cancelled", "Cancelled"),
                            ("lapsed", "Lapsed"),
                            ("unlucky", "Unlucky"),
                        ],
                        max_length=9,
                    ),
                ),
                ("seats", models.PositiveSmallIntegerField()),
                ("turn", models.BigIntegerField()),
                ("passed", models.PositiveSmallIntegerField(default=0)),
                ("expires", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("booked_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("present", models.PositiveSmallIntegerField(null=True)),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="slots.session",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["session", "status"], name="slot_booking_roll"),
                    models.Index(fields=["booker", "id"], name="slot_booking_mine"),
                    models.Index(
                        condition=models.Q(("status", "waiting")),
                        fields=["session", "turn", "id"],
                        name="slot_booking_line",
                    ),
                    models.Index(
                        condition=models.Q(("expires__isnull", False)),
                        fields=["expires", "session", "seats"],
                        name="slot_booking_kept",
                    ),
                    models.Index(
                        condition=models.Q(("expires__isnull", False)),
                        fields=["session", "expires"],
                        name="slot_booking_kept_here",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="slot_booking_number_once"),
                    models.CheckConstraint(condition=models.Q(("seats__gte", 1)), name="slot_booking_of_somebody"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expires__isnull", False), ("status__in", ("offered", "held"))),
                            models.Q(
                                models.Q(("status__in", ("offered", "held")), _negated=True), ("expires__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="slot_kept_for_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("present__isnull", True),
                            models.Q(("present__gte", 1), ("present__lte", models.F("seats"))),
                            _connector="OR",
                        ),
                        name="slot_present",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(max_length=80)),
                ("person", models.CharField(max_length=80)),
                ("name_sealed", models.BinaryField(default=b"")),
                ("live", models.BooleanField(default=True)),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="party", to="slots.booking"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "id"], name="slot_seat_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("live", True)), fields=("scope", "person"), name="slot_person_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("device", models.CharField(blank=True, default="", max_length=40)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("act", models.CharField(max_length=3)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("outcome", models.CharField(max_length=20)),
                (
                    "booking",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="slots.booking"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="slots.session",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("device", ""), _negated=True),
                        fields=("session", "device", "sequence"),
                        name="slot_mark_once",
                    )
                ],
            },
        ),
    ]
