"""Hold, confirm, book, wait, cancel: what a resident does, with an account or with a phone alone."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.directory.queries.people import person as person_of
from banshi.kernel.errors import Conflict, Forbidden
from banshi.kernel.slots import commands as slots
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.commands import Booked, Held, Queued
from banshi.kernel.slots.people import booking_of
from banshi.kernel.slots.queries import BookingView
from banshi.kernel.slots.refusals import shown
from banshi.services.activities.commands.parties import Party, Who, keep_contact, keep_said, party_of
from banshi.services.activities.commands.row import OfferingClosed, occasion_of, offering_of, refuse
from banshi.services.activities.commands.telling import phones_of, said_of, slots_affected, tell
from banshi.services.activities.models import Offering
from banshi.services.activities.queries.guard import owner_of
from banshi.services.activities.rules.audience import Said, problems
from banshi.services.activities.rules.offering import Audience

NOTHING_SAID = Said()


class AskedToWait(Conflict):
    """By the published rule of absences, whoever missed too many sessions leaves scarce places to others for a while."""

    code = "asked_to_wait"
    message = _("近来有 %(missed)s 次约了没有来，%(until)s 之前不能报要抽签的活动。别的活动照常能约。")


@command
def hold(ctx: Context, /, *, session: str, who: Who) -> Held:
    """Keep places for all of a party, or none, for the minutes in which the form is filled.

    Raises:
        NoSuchOffering, OfferingClosed; SignInNeeded: it asks for an account.
        Forbidden: it is not for the public.
        Unfit: a name or phone that cannot be one.
        AskedToWait: it is drawn, and they did not come three times of late.
        Full, OthersWait, AlreadyBooked, NotOpenYet, …: of kernel.slots.
    """
    row, party = _bookable(ctx, session, who)
    held = slots.hold(ctx, session=session, party=party.members, booker=party.booker)
    keep_contact(ctx, row, held.booking, party)
    return held


@command
def confirm(ctx: Context, /, *, link: str, said: Said = NOTHING_SAID) -> Booked:
    """Make a hold or an offer the party's own; whoever has the link may.

    Raises:
        LinkRefused, NoSuchBooking.
        Unfit: the party is not whom the offering is for.
        TimeRanOut, NothingToConfirm, SessionCancelled: of kernel.slots.
    """
    view, row = _linked(ctx, link)
    _for_them(row, said, view.booker, view.seats)
    booked = slots.confirm(ctx, booking=view.number)
    keep_said(row, view.number, owner_of(view.booker), said)
    _tell_booked(ctx, row, view)
    return booked


@command
def book(ctx: Context, /, *, session: str, who: Who, said: Said = NOTHING_SAID) -> Booked:
    """Book in one step, for programs and for whoever has said everything at once.

    Raises:
        As `hold` and `confirm`.
    """
    row, party = _bookable(ctx, session, who)
    _for_them(row, said, party.booker, len(party.members))
    booked = slots.book(ctx, session=session, party=party.members, booker=party.booker)
    keep_contact(ctx, row, booked.booking, party)
    keep_said(row, booked.booking, party.owner, said)
    _tell_booked(ctx, row, taken.booking(booked.booking, ctx.now))
    return booked


@command
def wait(ctx: Context, /, *, session: str, who: Who, said: Said = NOTHING_SAID) -> Queued:
    """Stand in line: on the waiting list, or among those who apply for a draw.

    Raises:
        As `book`; PlacesFree, NoWaitingList, NeverFits: of kernel.slots.
    """
    row, party = _bookable(ctx, session, who)
    _for_them(row, said, party.booker, len(party.members))
    queued = slots.join(ctx, session=session, party=party.members, booker=party.booker)
    keep_contact(ctx, row, queued.booking, party)
    keep_said(row, queued.booking, party.owner, said)
    return queued


@command
def cancel(ctx: Context, /, *, link: str) -> str:
    """Give up a booking, an offer, a hold or a place in line; what was freed goes to those who wait. Its number.

    Raises:
        LinkRefused, NoSuchBooking; BookingEnded, TooLateToCancel: of kernel.slots.
    """
    number = booking_of(link)
    slots_affected(ctx, slots.cancel(ctx, booking=number))
    return number


def _bookable(ctx: Context, session: str, who: Who) -> tuple[Offering, Party]:
    row = occasion_of(session).offering
    if row.closed_at is not None:
        raise OfferingClosed(title=row.title)
    if row.internal:
        raise Forbidden(action="activities.own")
    party = party_of(ctx.actor, row, who)
    if row.by_draw:
        _not_paused(ctx, party)
    return row, party


def _not_paused(ctx: Context, party: Party) -> None:
    """Raises AskedToWait by the rule of absences (kernel.slots.rules.absence), of whoever leads the party."""
    past = taken.absences(party.members[0].person, ctx.now)
    if past.paused_until is not None:
        raise AskedToWait(missed=len(past.missed), until=shown(past.paused_until))


def _linked(ctx: Context, link: str) -> tuple[BookingView, Offering]:
    view = taken.booking(booking_of(link), ctx.now)
    return view, offering_of(view.session.reference)


def _for_them(row: Offering, said: Said, booker: str, seats: int) -> None:
    """Raises Unfit where the offering is not for this party."""
    owner = owner_of(booker)
    known = replace(said, area=person_of(owner).reach if owner is not None and row.within else "")
    refuse(problems(audience_of(row), known, seats))


def audience_of(row: Offering) -> Audience:
    """Whom the offering is for."""
    return Audience(row.age_from, row.age_to, row.within, row.members, row.guardian_below)


def _tell_booked(ctx: Context, row: Offering, view: BookingView) -> None:
    phone = phones_of([view.number]).get(view.number, "")
    tell(ctx, row, view.number, view.booker, "activities.booked", said_of(row, view.session), phone=phone)
