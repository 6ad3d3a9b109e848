"""What a device saw at the door without signal, delivered later, once or often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from banshi.kernel.commands import Context, command
from banshi.kernel.ledger.canonical import at_text
from banshi.kernel.ledger.notes import PublicKey
from banshi.kernel.ledger.record import Json, record
from banshi.kernel.slots.commands.answers import MarkTaken
from banshi.kernel.slots.commands.door import IN, OUT, REPLAY, marks_of, settle_marks
from banshi.kernel.slots.doors import hashed
from banshi.kernel.slots.keys import door_salt, public_keys
from banshi.kernel.slots.models import COMING, Booking, Mark, Session, State, Status
from banshi.kernel.slots.record import second, subject_of
from banshi.kernel.slots.refusals import DeliveryRefused
from banshi.kernel.slots.rows import locked, session_of
from banshi.kernel.slots.rules.times import CLOCKS_DIFFER, door_open
from banshi.kernel.slots.tickets import BadTicket, read

MOST_MARKS, LONGEST_DEVICE = 2_000, 40
CLASH = "clash"
"""The device has told something else under this number; what came first stays."""
ENTERED = frozenset({*COMING, Status.LEFT, Status.MISSED})


@dataclass(frozen=True, slots=True)
class DoorMark:
    """One sight of a ticket: "in" or "out" at `at`, the device's `sequence`-th (1, 2, 3 …) at this session.

    `token` is the ticket's text, or, for somebody found by name, "#" and the booking's hash on the door list.
    """

    sequence: int
    token: str
    at: datetime
    act: str = IN

    @property
    def digest(self) -> str:
        return sha256(f"{self.act}\n{at_text(self.at)}\n{self.token}".encode()).hexdigest()


@command
def sync(ctx: Context, /, *, session: str, device: str, marks: Sequence[DoorMark]) -> tuple[MarkTaken, ...]:
    """Take in what a device saw. Marks keep their time; one that was told before changes nothing; a ticket seen twice is named.

    Outcomes: in, out, replay; form, key, signature (no true ticket); other (another session), unknown, cancelled (the
    session), ended (the booking), unbooked (never confirmed); early, over, ahead (the device's clock); clash.

    Raises:
        NoSuchSession: there is none.
        DeliveryRefused: no name of a device, a number twice, or too many marks.
    """
    if not _well(device, marks):
        raise DeliveryRefused()
    row = locked(session_of(session).pk)  # deliveries of one session take turns
    known = {each.sequence: each for each in _of_device(row, device, marks)}
    fresh = [mark for mark in marks if mark.sequence not in known]
    judge = _Judge(ctx, row, fresh)
    new = [judge.mark(device, mark) for mark in fresh]
    Mark.objects.bulk_create(new)
    for booking in judge.bookings.values():
        _settle(ctx, booking, new)
    refused = sum(each.outcome not in {IN, OUT, REPLAY} for each in new)
    told: dict[str, Json] = {"again": len(marks) - len(new), "device": device, "new": len(new), "refused": refused}
    record(ctx, subject_of(row), "slots.synced", told)
    return _answers(row, device, marks)


def _well(device: str, marks: Sequence[DoorMark]) -> bool:
    once = len({mark.sequence for mark in marks}) == len(marks) <= MOST_MARKS
    return 0 < len(device) <= LONGEST_DEVICE and once and all(m.sequence >= 1 and m.act in {IN, OUT} for m in marks)


class _Judge:
    """Says what is to be thought of each mark, from two reads for all of them."""

    def __init__(self, ctx: Context, session: Session, marks: Sequence[DoorMark]) -> None:
        self.ctx = ctx
        self.session = session
        keys = public_keys()
        hashes = _hashes(session) if any(mark.token.startswith("#") for mark in marks) else {}
        self.found = {mark.sequence: _number(mark.token, session, keys, hashes) for mark in marks}
        numbers = {number for number, _why in self.found.values() if number}
        rows = Booking.objects.select_for_update().filter(session=session, number__in=numbers).order_by("id")
        self.bookings = {row.number: row for row in rows}

    def mark(self, device: str, mark: DoorMark) -> Mark:
        number, why = self.found[mark.sequence]
        booking = self.bookings.get(number)
        return Mark(
            session=self.session,
            booking=booking,
            device=device,
            sequence=mark.sequence,
            act=mark.act,
            digest=mark.digest,
            at=mark.at,
            received_at=self.ctx.now,
            outcome=why or self._outcome(mark, booking),
        )

    def _outcome(self, mark: DoorMark, booking: Booking | None) -> str:
        if booking is None:
            return "unknown"
        if self.session.state == State.CANCELLED:
            return "cancelled"
        if booking.status not in ENTERED:
            return "ended" if booking.ended_at is not None else "unbooked"
        if mark.at > self.ctx.now + CLOCKS_DIFFER:
            return "ahead"
        if not door_open(mark.at, self.session.starts, self.session.ends):
            return "early" if mark.at < self.session.starts else "over"
        return OUT if mark.act == OUT else IN


def _number(token: str, session: Session, keys: Sequence[PublicKey], hashes: Mapping[str, str]) -> tuple[str, str]:
    """The booking that a token stands for, or why it stands for none."""
    if token.startswith("#"):
        return (hashes[token[1:]], "") if token[1:] in hashes else ("", "unknown")
    try:
        ticket = read(token, keys)
    except BadTicket as bad:
        return "", bad.reason
    return (ticket.booking, "") if ticket.session == session.number else ("", "other")


def _hashes(session: Session) -> dict[str, str]:
    salt = door_salt(session.number)
    numbers = Booking.objects.filter(session=session).values_list("number", flat=True)
    return {hashed(salt, number): number for number in numbers}


def _settle(ctx: Context, booking: Booking, new: Sequence[Mark]) -> None:
    """Where the booking stands now, and what is new about it on the record."""
    mine = [each for each in new if each.booking_id == booking.pk and each.outcome in {IN, OUT}]
    if not mine:
        return
    marks = marks_of(booking)
    Mark.objects.bulk_update(settle_marks(booking, marks), ["outcome"])
    first = marks[0]
    new_keys = {each.pk for each in mine}
    for mark in marks:
        if mark.pk not in new_keys:
            continue
        body = {"at": second(mark.at), "device": mark.device}
        if mark.outcome == REPLAY:
            body |= {"first_at": second(first.at), "first_device": first.device}
        kind = {IN: "slots.checked_in", OUT: "slots.checked_out", REPLAY: "slots.replayed"}[mark.outcome]
        record(ctx, subject_of(booking), kind, body)


def _of_device(row: Session, device: str, marks: Sequence[DoorMark]) -> list[Mark]:
    numbers = [mark.sequence for mark in marks]
    return list(Mark.objects.select_related("booking").filter(session=row, device=device, sequence__in=numbers))


def _answers(row: Session, device: str, marks: Sequence[DoorMark]) -> tuple[MarkTaken, ...]:
    """In the order told. A replay says where and when the ticket was first used."""
    kept = {each.sequence: each for each in _of_device(row, device, marks)}
    replayed = [each.booking_id for each in kept.values() if each.booking_id is not None and each.outcome == REPLAY]
    firsts = Mark.objects.filter(booking_id__in=replayed, outcome=IN).order_by("id")
    first = {each.booking_id: each for each in firsts}
    answers = []
    for mark in marks:
        found = kept[mark.sequence]
        outcome = found.outcome if found.digest == mark.digest else CLASH
        before = first.get(found.booking_id) if outcome == REPLAY else None
        answers.append(
            MarkTaken(
                sequence=mark.sequence,
                outcome=outcome,
                booking=found.booking.number if found.booking is not None else "",
                first_device=before.device if before is not None else "",
                first_at=before.at if before is not None else None,
            )
        )
    return tuple(answers)
