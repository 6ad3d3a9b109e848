"""Tell those who booked what became of their booking. Nobody else is told."""

from collections.abc import Mapping

from banshi.kernel.commands import Context
from banshi.kernel.directory.personal import unseal
from banshi.kernel.notices import outbox
from banshi.kernel.places.queries import places_named
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.affected import Affected
from banshi.kernel.slots.people import link_of
from banshi.kernel.slots.queries import SessionView
from banshi.kernel.slots.refusals import shown
from banshi.services.activities.commands.row import offering_of
from banshi.services.activities.models import Contact, Offering, Use
from banshi.services.activities.queries.guard import guarded, owner_of
from banshi.services.activities.rules.purposes import PHONE


def slots_affected(ctx: Context, affected: Affected) -> None:
    """The kernel's hook, and what this room's own commands call: one notice to each booking that was touched."""
    if not affected.told:
        return
    row = offering_of(affected.about.key)
    view = taken.session(affected.session, ctx.now)
    said = {**said_of(row, view), "reason": view.reason}
    phones = phones_of([each.booking for each in affected.told])
    for each in affected.told:
        until = {"until": shown(each.until)} if each.until is not None else {}
        phone = phones.get(each.booking, "")
        tell(ctx, row, each.booking, each.booker, f"activities.{each.what}", {**said, **until}, phone=phone)


def tell(
    ctx: Context,
    row: Offering,
    number: str,
    booker: str,
    template: str,
    said: Mapping[str, str | int],
    *,
    phone: str = "",
    link: str = "",
    once: str = "",
) -> None:
    """One notice to whoever answers for a booking: in the app, or to the phone they left; once for each `once`, else for each act."""
    owner = owner_of(booker)
    to: list[int | outbox.Address] = [owner] if owner is not None else [outbox.Address("sms", phone)] if phone else []
    if to:
        about = guarded(row, key=number, owner=owner)
        outbox.send(
            ctx,
            about=about,
            to=to,
            template=template,
            data=said,
            link=link or booking_link(number),
            once=once or f"{template}:{ctx.request_id}",
        )


def booking_link(number: str) -> str:
    """The page of a booking, for whoever has the link."""
    return f"/activities/b/{link_of(number)}/"


def said_of(row: Offering, view: SessionView) -> dict[str, str | int]:
    """What every notice of a session says: what, when and where."""
    return {
        "title": row.title,
        "when": shown(view.starts),
        "where": where_of(row, view.place.removeprefix("place:")),
    }


def where_of(row: Offering, place: str) -> str:
    """The place in words: its name and the room in it."""
    found = places_named([place]).get(place) if place else None
    return " ".join(part for part in (found.name if found else "", row.where) if part)


def phones_of(bookings: list[str]) -> dict[str, str]:
    """The phones that were left with bookings."""
    rows = Contact.objects.filter(booking__in=bookings).exclude(phone_index="")
    return {booking: unseal(bytes(sealed), PHONE) for booking, sealed in rows.values_list("booking", "phone_sealed")}


def tell_use(ctx: Context, use: Use, template: str, *, reason: str = "", once: str = "") -> None:
    """The same of a venue by the hour."""
    said = {
        "title": use.offering.title,
        "when": f"{shown(use.starts)}–{shown(use.ends)[-5:]}",
        "where": where_of(use.offering, use.offering.place),
        "reason": reason,
    }
    phone = unseal(bytes(use.phone_sealed), PHONE) if use.phone_index else ""
    link = f"/activities/u/{link_of(use.number)}/"
    tell(ctx, use.offering, use.number, use.booker, template, said, phone=phone, link=link, once=once)
