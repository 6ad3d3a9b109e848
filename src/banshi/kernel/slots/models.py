"""Sessions, bookings, seats and what devices saw at the door. The database is the last guard of every number."""

from django.db import models
from django.db.models import F, Q


class State(models.TextChoices):
    """Where a session stands."""

    OPEN = "open"  # not over yet; whether one may book now is for its times to say
    OVER = "over"  # ended, and those who did not come are counted
    CANCELLED = "cancelled"


class Status(models.TextChoices):
    """Where a booking stands."""

    APPLIED = "applied"  # before a draw
    WAITING = "waiting"
    OFFERED = "offered"  # freed places are kept for it until `expires`
    HELD = "held"  # places are kept while a form is filled, until `expires`
    BOOKED = "booked"
    ARRIVED = "arrived"
    LEFT = "left"
    MISSED = "missed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"  # a hold or an offer whose time ran out
    UNLUCKY = "unlucky"  # drawn, and neither a place nor a waiting list was left


TAKING = (Status.OFFERED, Status.HELD, Status.BOOKED, Status.ARRIVED, Status.LEFT, Status.MISSED)
"""Whose places count as taken."""
KEPT = (Status.OFFERED, Status.HELD)
"""Whose places are kept for a time only."""
LINED = (Status.APPLIED, Status.WAITING)
"""Who stands in line without a place."""
LIVE = (*LINED, *KEPT, Status.BOOKED, Status.ARRIVED)
"""The one booking that a person may have: everything that can still come to something."""
COMING = (Status.BOOKED, Status.ARRIVED)


class Session(models.Model):
    """Something at a time with so many places, of some room of the house."""

    number = models.CharField(max_length=16)  # "S210526-7KX4QM2A"
    county = models.CharField(max_length=6)
    room = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)  # what the room calls it
    title = models.CharField(max_length=120)  # public words
    place = models.CharField(max_length=80, default="", blank=True)  # plain references, for the room to read
    unit_id = models.PositiveBigIntegerField(null=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    opens = models.DateTimeField()
    draw_at = models.DateTimeField(null=True)  # until then applications, from then a draw
    closes = models.DateTimeField()
    cancel_until = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)  # the seats of all bookings in TAKING
    waiting = models.PositiveIntegerField(default=0)  # how many parties wait
    most_seats = models.PositiveSmallIntegerField()  # of one booking
    once_in = models.CharField(max_length=80)  # where a person has one live booking: this session, or more of them
    hold_minutes = models.PositiveSmallIntegerField()
    offer_minutes = models.PositiveSmallIntegerField()
    waiting_list = models.BooleanField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=500, default="", blank=True)  # why it was cancelled
    moved_at = models.DateTimeField(null=True)  # when its time or place was last changed
    draw = models.CharField(max_length=14, default="", blank=True)  # the draw, once its list is fixed
    drawn_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="slot_session_number_once"),
            models.CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("capacity")), name="slot_never_oversold"),
            models.CheckConstraint(condition=Q(waiting__gte=0), name="slot_waiting_counted"),
            models.CheckConstraint(
                condition=Q(starts__lt=F("ends"), opens__lt=F("closes"), closes__lte=F("ends"))
                & Q(cancel_until__lte=F("ends"))
                & (Q(draw_at__isnull=True) | Q(draw_at__gt=F("opens"), draw_at__lte=F("closes"))),
                name="slot_times_in_order",
            ),
            models.CheckConstraint(condition=Q(most_seats__gte=1, hold_minutes__gte=1), name="slot_terms"),
        ]
        indexes = [
            models.Index(fields=["room", "reference"], name="slot_of_matter"),
            models.Index(fields=["room", "county", "starts", "id"], name="slot_calendar"),
            models.Index(fields=["ends", "id"], condition=Q(state=State.OPEN), name="slot_running"),
            models.Index(fields=["closes", "id"], condition=Q(waiting__gt=0), name="slot_waited"),
            models.Index(
                fields=["draw_at", "id"],
                condition=Q(state=State.OPEN, draw_at__isnull=False, drawn_at__isnull=True),
                name="slot_to_draw",
            ),
        ]


class Booking(models.Model):
    """A party that has, wants or had places of one session."""

    number = models.CharField(max_length=16)  # "B210526-7KX4QM2A"
    county = models.CharField(max_length=6)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="bookings", db_index=False)
    booker = models.CharField(max_length=80)  # who answers for it, "person:12"
    status = models.CharField(max_length=9, choices=Status.choices)
    seats = models.PositiveSmallIntegerField()
    turn = models.BigIntegerField()  # the order in line: microseconds of joining, or the place in the draw
    passed = models.PositiveSmallIntegerField(default=0)  # how often a smaller party was served first
    expires = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    booked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # cancelled, lapsed, or not drawn
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    present = models.PositiveSmallIntegerField(null=True)  # how many of the party came

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="slot_booking_number_once"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="slot_booking_of_somebody"),
            models.CheckConstraint(
                condition=Q(status__in=KEPT, expires__isnull=False) | ~Q(status__in=KEPT) & Q(expires__isnull=True),
                name="slot_kept_for_a_time",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(present__gte=1, present__lte=F("seats")), name="slot_present"
            ),
        ]
        indexes = [
            models.Index(fields=["session", "status"], name="slot_booking_roll"),
            models.Index(fields=["booker", "id"], name="slot_booking_mine"),
            models.Index(
                fields=["session", "turn", "id"], condition=Q(status=Status.WAITING), name="slot_booking_line"
            ),
            models.Index(
                fields=["expires", "session", "seats"], condition=Q(expires__isnull=False), name="slot_booking_kept"
            ),
            models.Index(
                fields=["session", "expires"], condition=Q(expires__isnull=False), name="slot_booking_kept_here"
            ),
        ]


class Seat(models.Model):
    """One person of a booking's party."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="party")
    scope = models.CharField(max_length=80)  # the session's `once_in`
    person = models.CharField(max_length=80)  # names nobody: "person:12", "guest:<keyed hash>"
    name_sealed = models.BinaryField(default=b"")
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "person"], condition=Q(live=True), name="slot_person_once"),
        ]
        indexes = [models.Index(fields=["person", "id"], name="slot_seat_person")]


class Mark(models.Model):
    """What a device at the door saw: one ticket at one moment, and what came of it."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="marks", db_index=False)
    booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="marks")
    device = models.CharField(max_length=40, default="", blank=True)  # empty at the desk, with signal
    sequence = models.PositiveIntegerField(default=0)  # 1, 2, 3 … of that device at this session
    act = models.CharField(max_length=3)  # "in", "out"
    digest = models.CharField(
        max_length=64, default="", blank=True
    )  # SHA-256 of what the device told, so that a repeat is known
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "device", "sequence"], condition=~Q(device=""), name="slot_mark_once"
            ),
        ]
