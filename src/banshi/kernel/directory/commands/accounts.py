"""Open and close the doors by which people sign in."""

import re
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.directory import numbers, subjects
from banshi.kernel.directory.authority import require_in
from banshi.kernel.directory.models import Account, Person
from banshi.kernel.directory.personal import keyed_index, keyed_indexes, seal
from banshi.kernel.directory.queries.people import PHONE, person
from banshi.kernel.errors import Conflict, Invalid, NotFound
from banshi.kernel.ledger.record import Json, record

Door = Literal["staff", "resident"]
USERNAME = re.compile(r"^[a-z][a-z0-9.-]{2,39}$")


class BadUsername(Invalid):
    """Not a user name."""

    code = "bad_username"
    message = _("用户名“%(given)s”不行：以小写字母开头，只用小写字母、数字、点和短横线，3 到 40 个字符。")


class UsernameTaken(Conflict):
    """The name is in use, or the person has a door of this kind."""

    code = "username_taken"
    message = _("用户名“%(given)s”已被使用，或这个人已有同类账号。")


class NoSuchAccount(NotFound):
    """No account of this id."""

    code = "no_such_account"
    message = _("没有这个账号。")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A door: whose it is and of which kind."""

    id: int
    username: str
    person_id: int | None
    is_staff: bool
    is_active: bool


@command
def open_account(ctx: Context, *, person_id: int, username: str, door: Door = "staff") -> AccountRow:
    """Open a door for a person. No password is set: staff choose one through a one-time link.

    Raises:
        BadUsername, NoSuchPerson: what was given is not allowed.
        UsernameTaken: the name or the person has one.
        OutOfReach: the person's area is not managed by the actor's post.
    """
    holder = person(person_id)
    require_in(ctx.actor, "directory.manage", holder.reach)
    staff = door == "staff"
    if not USERNAME.match(username):
        raise BadUsername(given=username[:60])
    if (
        Account.objects.filter(username=username).exists()
        or Account.objects.filter(person_id=person_id, is_staff=staff).exists()
    ):
        raise UsernameTaken(given=username)
    row = Account.objects.create(
        username=username, person_id=person_id, is_staff=staff, password=make_password(None), created=ctx.now
    )
    body: dict[str, Json] = {"door": door, "account": row.pk}
    record(ctx, subjects.of_person(person_id, holder.county), "directory.account_opened", body)
    return _row(row)


@command
def reset_account(ctx: Context, *, account_id: int) -> AccountRow:
    """Take the password away and with it every open session; a new one-time link sets the next.

    Raises:
        NoSuchAccount, OutOfReach.
    """
    row, holder_county = _staff_account(ctx, account_id)
    Account.objects.filter(pk=row.pk).update(password=make_password(None))
    record(ctx, subjects.of_person(row.person_id or 0, holder_county), "directory.account_reset", {"account": row.pk})
    return _row(Account.objects.get(pk=row.pk))


@command
def set_password(ctx: Context, *, account_id: int, encoded: str) -> AccountRow:
    """Keep a new password, already hashed, for one's own staff account. It ends every session.

    Raises:
        NoSuchAccount: none of this id, or somebody else's.
    """
    row = Account.objects.filter(pk=account_id, is_staff=True, person__isnull=False).select_related("person").first()
    if row is None or row.person is None or (ctx.actor.kind != "system" and ctx.actor.person_id != row.person_id):
        raise NoSuchAccount(given=account_id)
    Account.objects.filter(pk=row.pk).update(password=encoded)
    record(ctx, subjects.of_person(row.person.pk, row.person.county), "directory.password_set", {"account": row.pk})
    return _row(row)


@command
def close_account(ctx: Context, *, account_id: int) -> AccountRow:
    """Close a staff door. Posts are not touched: they end by `end_post`.

    Raises:
        NoSuchAccount, OutOfReach.
    """
    row, holder_county = _staff_account(ctx, account_id)
    Account.objects.filter(pk=row.pk).update(is_active=False, password=make_password(None))
    record(ctx, subjects.of_person(row.person_id or 0, holder_county), "directory.account_closed", {"account": row.pk})
    return _row(Account.objects.get(pk=row.pk))


@command
def enrol_resident(ctx: Context, *, account_id: int, phone: str) -> AccountRow:
    """Join the door to its person once the phone number is proved.

    The one person who is registered under this number and has no resident's door yet; a new
    person where there is none, or where several share the number and none may be guessed.
    """
    account = Account.objects.filter(pk=account_id, is_staff=False).first()
    if account is None:
        raise NoSuchAccount(given=account_id)
    number = numbers.mobile(phone)
    found = list(
        Person.objects.filter(phone_index__in=keyed_indexes(number, PHONE), erased_at__isnull=True)
        .exclude(accounts__is_staff=False)
        .order_by("id")[:2]
    )
    if len(found) == 1:
        holder = found[0]
    else:
        holder = Person.objects.create(
            name="",
            county=settings.BANSHI_COUNTY,
            phone_sealed=seal(number, PHONE),
            phone_index=keyed_index(number, PHONE),
            created=ctx.now,
        )
    Account.objects.filter(pk=account.pk).update(person=holder, username=f"resident-{holder.pk}")
    subject = subjects.of_person(holder.pk, holder.county)
    body: dict[str, Json] = {"door": "resident", "account": account.pk, "known": len(found) == 1}
    record(ctx, subject, "directory.account_opened", body, sealed={"phone": number})
    return _row(Account.objects.get(pk=account.pk))


def _staff_account(ctx: Context, account_id: int) -> tuple[Account, str]:
    row = Account.objects.filter(pk=account_id, is_staff=True, person__isnull=False).select_related("person").first()
    if row is None or row.person is None:
        raise NoSuchAccount(given=account_id)
    require_in(ctx.actor, "directory.manage", row.person.area_id or row.person.county)
    return row, row.person.county


def _row(row: Account) -> AccountRow:
    return AccountRow(row.pk, row.username, row.person_id, row.is_staff, row.is_active)
