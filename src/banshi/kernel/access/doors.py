"""The residents' doors: found or opened by phone number, before and after it is proved."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from banshi.kernel.directory.models import Account
from banshi.kernel.directory.personal import keyed_index, keyed_indexes
from banshi.kernel.directory.queries.people import PHONE

PENDING = "phone:"
PENDING_DAYS = 1


def resident_door(phone: str) -> Account | None:
    """The resident's account of this number (E.164): proved, or else still waiting for its code.

    Never a staff account: a code by text message opens no desk.
    """
    indexes = keyed_indexes(phone, PHONE)
    doors = Account.objects.filter(is_staff=False)
    proved = doors.filter(person__phone_index__in=indexes, person__erased_at__isnull=True).order_by("person_id").first()
    return proved or doors.filter(username__in=[PENDING + index for index in indexes]).first()


def pending_door(phone: str, now: datetime) -> Account:
    """A door that opens once the code proves the number. It belongs to nobody and names no number."""
    door, _opened = Account.objects.get_or_create(
        username=PENDING + keyed_index(phone, PHONE),
        defaults={"password": make_password(None), "created": now},
    )
    return door


def is_pending(account: Account) -> bool:
    """Whether the number of this door is still to be proved."""
    return account.person_id is None and account.username.startswith(PENDING)


def sweep_pending(now: datetime) -> int:
    """Remove doors whose number was never proved. Returns how many."""
    old = now - timedelta(days=PENDING_DAYS)
    return Account.objects.filter(username__startswith=PENDING, person__isnull=True, created__lt=old).delete()[0]
