"""Who books: the signed-in resident with whom they bring, or somebody with a name and a phone."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Actor, Context
from banshi.kernel.directory import numbers
from banshi.kernel.directory.personal import keyed_index, seal
from banshi.kernel.directory.queries.people import person as person_of
from banshi.kernel.errors import SignInNeeded
from banshi.kernel.slots.people import guest
from banshi.kernel.slots.rules.terms import LONGEST_NAME, Member
from banshi.services.activities.commands.row import Unfit
from banshi.services.activities.models import Contact, Offering
from banshi.services.activities.rules.audience import Said
from banshi.services.activities.rules.purposes import GUARDIAN, NAME, PHONE

WITHOUT_ACCOUNT = "phone"
"""What keys of people without an account are made from, beside the number."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who comes. `names` are of those who come along; `name` and `phone` are asked of somebody without an account."""

    myself: bool = True
    names: tuple[str, ...] = ()
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A party as kernel.slots takes it, and how to reach whoever answers for it."""

    booker: str
    members: tuple[Member, ...]
    owner: int | None
    area: str
    name: str = ""
    phone: str = ""


def party_of(actor: Actor, row: Offering, who: Who) -> Party:
    """The party with the keys of its people.

    Raises:
        SignInNeeded: the offering asks for an account.
        Unfit: a name or the phone is missing or cannot be one.
    """
    names = tuple(name.strip() for name in who.names if name.strip())
    if any(len(name) > LONGEST_NAME for name in names):
        raise Unfit({"names": [_("姓名最多 80 个字。")]})
    if actor.person_id is not None:
        me = person_of(actor.person_id)
        booker = f"person:{me.id}"
        own = (Member(booker, me.name),) if who.myself else ()
        return _full(Party(booker, (*own, *_guests(booker, names)), me.id, me.reach))
    if row.needs_account:
        raise SignInNeeded()
    name, phone = who.name.strip(), _phone(who.phone)
    if not 0 < len(name) <= LONGEST_NAME:
        raise Unfit({"name": [_("请写您的姓名。")]})
    booker = guest(WITHOUT_ACCOUNT, phone)
    own = (Member(guest(booker, name), name),) if who.myself else ()
    return _full(Party(booker, (*own, *_guests(booker, names)), None, "", name, phone))


def phone_index(phone: str) -> str:
    """How a phone is found again."""
    return keyed_index(phone, PHONE)


def keep_contact(ctx: Context, row: Offering, booking: str, party: Party) -> None:
    """How to reach somebody without an account; people with one are reached through the directory."""
    if not party.phone:
        return
    Contact.objects.create(
        booking=booking,
        county=row.county,
        offering=row,
        name_sealed=seal(party.name, NAME),
        phone_sealed=seal(party.phone, PHONE),
        phone_index=phone_index(party.phone),
    )


def keep_said(row: Offering, booking: str, owner: int | None, said: Said) -> None:
    """Ages and who comes along with a child, where the offering asks for them."""
    guardian = f"{said.guardian.strip()} {said.guardian_phone.strip()}".strip() if row.guardian_below else ""
    ages = " ".join(str(age) for age in said.ages if age is not None)
    if not guardian and not ages:
        return
    kept = {"guardian_sealed": seal(guardian, GUARDIAN) if guardian else b"", "ages": ages}
    if not Contact.objects.filter(booking=booking).update(**kept):
        Contact.objects.create(booking=booking, county=row.county, offering=row, owner_id=owner, **kept)


def _guests(booker: str, names: tuple[str, ...]) -> tuple[Member, ...]:
    return tuple(Member(guest(booker, name), name) for name in names)


def _phone(given: str) -> str:
    try:
        return numbers.mobile(given)
    except (numbers.BadPhone, numbers.NotMobile) as refusal:
        raise Unfit({"phone": [str(refusal)]}) from None


def _full(party: Party) -> Party:
    if not party.members:
        raise Unfit({"names": [_("请写明谁来。")]})
    return party
