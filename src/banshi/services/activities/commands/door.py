"""At the door: let people in by ticket, number or name, note walk-ins and the sheet, take what devices saw."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Invalid
from banshi.kernel.publication import figures
from banshi.kernel.slots import commands as slots
from banshi.kernel.slots.commands import DoorMark, MarkTaken, Seen, SheetRow
from banshi.kernel.slots.keys import public_keys
from banshi.kernel.slots.models import Booking
from banshi.kernel.slots.numbers import BOOKING, FORM, fresh
from banshi.kernel.slots.people import guest
from banshi.kernel.slots.rows import booking_of
from banshi.kernel.slots.rules.terms import Member
from banshi.kernel.slots.tickets import LETTERS, BadTicket, read
from banshi.services.activities.commands.row import NoSuchOffering, Unfit, occasion_of, offering_of
from banshi.services.activities.commands.telling import slots_affected
from banshi.services.activities.models import Occasion
from banshi.services.activities.queries.guard import ROOM, RUN, require
from banshi.services.activities.queries.measures import tallies

WALK_IN = "W"
MOST_AT_ONCE = 2000


class TicketRefused(Invalid):
    """Not a ticket of this session: forged, damaged, or of another one."""

    code = "ticket_refused"
    message = _("这张票不能用：%(why)s")

    WHY = {
        "form": _("不是票，也不是预约编号。请再扫一次，或按姓名找。"),
        "key": _("不是本站发出的票。"),
        "signature": _("签名不符：票被改过或是伪造的。"),
        "other": _("是真票，但是另一场的。请核对场次。"),
    }

    @classmethod
    def of(cls, reason: str) -> "TicketRefused":
        return cls(why=str(cls.WHY[reason]))


@command
def check_in(ctx: Context, /, *, session: str, token: str, present: int | None = None) -> Seen:
    """Let a party in by what its QR code says, by its number or the end of it.

    Raises:
        NoSuchOffering, NotFound, Forbidden: see `_run`.
        TicketRefused: forged, damaged, or of another session.
        AlreadyIn: it came before, e.g. a copied ticket; NotBooked, DoorShut, …: of kernel.slots.
    """
    occasion = _run(ctx, session)
    seen = slots.check_in(ctx, booking=_booking(session, token.strip().upper()), present=present)
    _count(ctx, occasion)
    return seen


@command
def check_out(ctx: Context, /, *, session: str, booking: str) -> Seen:
    """Put down that a party has left.

    Raises:
        As `check_in`.
    """
    _run(ctx, session)
    return slots.check_out(ctx, booking=_booking(session, booking.strip().upper()))


@command
def walk_in(ctx: Context, /, *, session: str, names: Sequence[str] = (), unnamed: int = 0) -> tuple[str, ...]:
    """Put down people who came without a booking, by name or by number alone; the numbers of their bookings.

    Raises:
        NoSuchOffering, NotFound, Forbidden: see `_run`.
        Unfit: nobody, or too many at once.
        Full: there are no places left; SheetTooEarly, AlreadyBooked, …: of kernel.slots.
    """
    occasion = _run(ctx, session)
    given = [name.strip() for name in names if name.strip()]
    if not 0 < len(given) + unnamed <= MOST_AT_ONCE or unnamed < 0:
        raise Unfit({"names": [_("请写到场的人，一次最多 2000 人。")]})
    members = [Member(guest(session, name), name) for name in given]
    members += [Member(f"guest:{fresh(WALK_IN, ctx.now)}") for _each in range(unnamed)]
    numbers = slots.enter_sheet(ctx, session=session, rows=[SheetRow((member,)) for member in members])
    _count(ctx, occasion)
    return numbers


@dataclass(frozen=True, slots=True)
class Came:
    """The attendance sheet of one session: the parties that came, families or single people."""

    session: str
    parties: tuple[tuple[Member, ...], ...]


@command
def enter_attendance(ctx: Context, /, *, code: str, sheets: Sequence[Came]) -> int:
    """Take over attendance sheets of an offering from another ledger, a month at once; how many came.

    Raises:
        NoSuchOffering: no such offering, or a session that is not its own.
        NotFound, Forbidden: the post does not run it.
        Full, SheetTooEarly, AlreadyBooked, …: of kernel.slots; nothing is taken then.
    """
    row = offering_of(code)
    require(ctx.actor, RUN, row)
    own = Occasion.objects.select_for_update(of=("self",)).filter(offering=row).select_related("offering")
    occasions = {
        each.number: each for each in own.filter(number__in=[sheet.session for sheet in sheets]).order_by("id")
    }
    for sheet in sheets:
        if sheet.session not in occasions:
            raise NoSuchOffering(number=sheet.session[:20])
        slots.enter_sheet(ctx, session=sheet.session, rows=[SheetRow(party) for party in sheet.parties])
    return _count_all(ctx, list(occasions.values()))


@command
def release(ctx: Context, /, *, session: str, booking: str, reason: str) -> str:
    """Take a booking back, with a reason that the booker is told. Its number.

    Raises:
        NoSuchOffering, NotFound, Forbidden: see `_run`.
        TicketRefused: the booking is of another session.
        ReasonMissing, BookingEnded: of kernel.slots.
    """
    _run(ctx, session)
    number = _booking(session, booking)
    slots_affected(ctx, slots.release(ctx, booking=number, reason=reason))
    return number


@command
def sync(ctx: Context, /, *, session: str, device: str, marks: Sequence[DoorMark]) -> tuple[MarkTaken, ...]:
    """Take what a device saw at the door without signal; telling it again changes nothing.

    Raises:
        NoSuchOffering, NotFound, Forbidden: see `_run`.
        DeliveryRefused: of kernel.slots.
    """
    occasion = _run(ctx, session)
    taken = slots.sync(ctx, session=session, device=device, marks=marks)
    _count(ctx, occasion)
    return taken


def _run(ctx: Context, session: str) -> Occasion:
    """The session for whoever runs it.

    Raises:
        NoSuchOffering: there is none.
        NotFound, Forbidden: the post does not run it.
    """
    occasion = occasion_of(session)
    require(ctx.actor, RUN, occasion.offering)
    return occasion


def _booking(session: str, token: str) -> str:
    """The booking of this session that a token stands for: a ticket, a number, or the last letters of one."""
    if len(token) == LETTERS:
        try:
            ticket = read(token, public_keys())
        except BadTicket as bad:
            raise TicketRefused.of(bad.reason) from None
        if ticket.session != session:
            raise TicketRefused.of("other")
        return ticket.booking
    if FORM.fullmatch(token) and token.startswith(BOOKING):
        if booking_of(token).session.number != session:
            raise TicketRefused.of("other")
        return token
    return _by_end(session, token)


def _by_end(session: str, token: str) -> str:
    """The only booking of the session whose number ends so: what a resident reads out."""
    word = token.replace("-", "")
    if not 4 <= len(word) <= 8 or not word.isalnum():  # of eight letters, at least four
        raise TicketRefused.of("form")
    rows = Booking.objects.filter(session__number=session, number__endswith=word).order_by("id")
    found = list(rows.values_list("number", flat=True)[:2])
    if len(found) != 1:
        raise TicketRefused.of("form")
    return str(found[0])


def _count(ctx: Context, occasion: Occasion) -> None:
    """Bring the figures to how many have come by now, as the rows say.

    The race: two devices deliver at once. The session's row makes the second wait, and it counts what is there then.
    """
    row = Occasion.objects.select_for_update(of=("self",)).select_related("offering").get(pk=occasion.pk)
    _count_all(ctx, [row])


def _count_all(ctx: Context, occasions: Sequence[Occasion]) -> int:
    """The same for locked rows; how many more have come. SQL: 2, and 2 for the figures."""
    came = Booking.objects.filter(session__number__in=[row.number for row in occasions], arrived_at__isnull=False)
    sums = dict(came.order_by().values_list("session__number").annotate(people=Sum("present")))
    found: list[figures.Tally] = []
    more = 0
    for row in occasions:
        now = int(sums.get(row.number) or 0)
        found += tallies(row, now, timezone.localdate(row.starts))
        more += now - row.counted
        row.counted = now
    figures.count_many(ctx, ROOM, found)
    Occasion.objects.bulk_update(occasions, ["counted"], batch_size=500)
    return more
