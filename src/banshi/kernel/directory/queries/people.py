"""Read people and the posts they hold."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.kernel.directory import numbers
from banshi.kernel.directory.models import Account, Person, Post
from banshi.kernel.directory.personal import keyed_indexes, unseal
from banshi.kernel.errors import NotFound

PHONE = "person.phone"
IDENTITY = "person.identity"


class NoSuchPerson(NotFound):
    """No such person, or their data was erased."""

    code = "no_such_person"
    message = _("没有找到这个人。信息可能已应本人要求删除。")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person. `phone` is in the clear: whoever shows it to staff writes a look."""

    id: int
    name: str
    phone: str
    area: str
    county: str
    language: str
    has_identity: bool

    @property
    def phone_masked(self) -> str:
        """ "138****8000"."""
        return numbers.masked(self.phone)

    @property
    def reach(self) -> str:
        """The area by which staff reach this person."""
        return self.area or self.county


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with the names that a page shows. Held in [starts, ends)."""

    id: int
    person_id: int
    person: str
    unit_id: int
    unit: str
    area: str
    role: str
    title: str
    starts: date
    ends: date | None


POST_FIELDS = ("id", "person_id", "person__name", "unit_id", "unit__name", "area_id", "role", "title", "starts", "ends")


def person(person_id: int) -> PersonRow:
    """The person of this id.

    Raises:
        NoSuchPerson: there is none, or their data was erased.
    """
    row = Person.objects.filter(pk=person_id, erased_at__isnull=True).first()
    if row is None:
        raise NoSuchPerson(given=person_id)
    return _person(row)


def people_with_phone(number: str) -> tuple[PersonRow, ...]:
    """Everyone registered under this phone number (a family may share one), the first registered first.

    Raises:
        numbers.BadPhone: not a phone number.
    """
    indexes = keyed_indexes(numbers.phone(number), PHONE)
    rows = Person.objects.filter(phone_index__in=indexes, erased_at__isnull=True).order_by("id")
    return tuple(_person(row) for row in rows)


def current_posts(person_id: int, today: date) -> tuple[PostRow, ...]:
    """The posts that the person holds on that day."""
    return _posts(Post.objects.filter(held(today), person_id=person_id))


def staff_of(unit_id: int, today: date) -> tuple[PostRow, ...]:
    """Who holds a post in the unit on that day."""
    return _posts(Post.objects.filter(held(today), unit_id=unit_id))


def holders(
    today: date, *, roles: Collection[str] = (), unit_ids: Collection[int] = (), area: str = ""
) -> tuple[PostRow, ...]:
    """Posts held on that day, by role and by unit, whose reach covers `area` where one is given."""
    where = held(today)
    if roles:
        where &= Q(role__in=roles)
    if unit_ids:
        where &= Q(unit_id__in=unit_ids)
    if area:
        where &= Q(area_id__in=[area[:digits] for digits in (2, 4, 6, 9, 12) if digits <= len(area)])
    return _posts(Post.objects.filter(where))


@dataclass(frozen=True, slots=True)
class AccountName:
    """A staff member's door."""

    id: int
    username: str
    is_active: bool


def staff_account(person_id: int) -> AccountName | None:
    """The staff account of a person, where one was opened."""
    row = Account.objects.filter(person_id=person_id, is_staff=True).values_list("id", "username", "is_active").first()
    return AccountName(*row) if row else None


def held(today: date) -> Q:
    """Posts held on that day."""
    return Q(starts__lte=today) & (Q(ends__isnull=True) | Q(ends__gt=today))


def _posts(rows: QuerySet[Post]) -> tuple[PostRow, ...]:
    return tuple(PostRow(*row) for row in rows.order_by("starts", "id").values_list(*POST_FIELDS))


def _person(row: Person) -> PersonRow:
    return PersonRow(
        id=row.pk,
        name=row.name,
        phone=unseal(row.phone_sealed, PHONE),
        area=row.area_id or "",
        county=row.county,
        language=row.language,
        has_identity=bool(row.id_index),
    )
