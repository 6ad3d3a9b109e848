"""Register people, correct what is held about them, erase it."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.directory import numbers, subjects
from banshi.kernel.directory.areas import county_of
from banshi.kernel.directory.authority import OutOfReach, may_in
from banshi.kernel.directory.models import Account, Person, Post
from banshi.kernel.directory.personal import keyed_index, seal
from banshi.kernel.directory.queries.areas import area as area_of
from banshi.kernel.directory.queries.people import IDENTITY, PHONE, PersonRow, held, person
from banshi.kernel.errors import Conflict, Invalid
from banshi.kernel.ledger.record import erase_openings, record
from banshi.kernel.rooms import services

NAME_LENGTH = 80
ERASED_NAME = ""


class BadPerson(Invalid):
    """The person cannot be registered as described."""

    code = "bad_person"


class StillInPost(Conflict):
    """Who holds a post answers for it under their name until they have left it."""

    code = "still_in_post"
    message = _("这个人还在任 %(posts)s 个岗位。请先办理离任，再删除个人信息。")


@command
def add_person(
    ctx: Context, *, name: str, phone: str = "", identity: str = "", area: str = "", language: str = "zh-hans"
) -> PersonRow:
    """Register a person. Phone and identity number are checked and kept sealed.

    Raises:
        BadPerson, numbers.BadPhone, numbers.BadIdentity, NoSuchArea: what was given is not allowed.
        OutOfReach: the post does not register people of that area.
    """
    county = county_of(area) or settings.BANSHI_COUNTY
    _require(ctx, area or county)
    if not 0 < len(name.strip()) <= NAME_LENGTH:
        raise BadPerson({"name": [_("请写姓名，最多 80 个字。")]})
    if area:
        area_of(area)
    values = _filled(_checked({"phone": phone, "identity": identity}))
    row = Person.objects.create(
        name=name.strip(),
        area_id=area or None,
        county=county,
        language=language,
        created=ctx.now,
        **_columns(values),
    )
    record(ctx, subjects.of_person(row.pk, county), "directory.person_added", sealed={"name": name.strip(), **values})
    return person(row.pk)


@command
def correct_person(
    ctx: Context,
    *,
    person_id: int,
    name: str | None = None,
    phone: str | None = None,
    identity: str | None = None,
    area: str | None = None,
    language: str | None = None,
) -> PersonRow:
    """Change what is held about a person; what is not given stays. People correct their own data themselves.

    Raises:
        NoSuchPerson, BadPerson, numbers.BadPhone, numbers.BadIdentity, NoSuchArea, OutOfReach.
    """
    before = person(person_id)
    if ctx.actor.person_id != person_id:
        _require(ctx, before.reach)
    changes: dict[str, object] = {}
    if name is not None:
        if not 0 < len(name.strip()) <= NAME_LENGTH:
            raise BadPerson({"name": [_("请写姓名，最多 80 个字。")]})
        changes["name"] = name.strip()
    if area is not None:
        changes |= {"area_id": area_of(area).code, "county": county_of(area)} if area else {"area_id": None}
    if language is not None:
        changes["language"] = language
    given = {key: value for key, value in {"phone": phone, "identity": identity}.items() if value is not None}
    values = _checked(given)
    Person.objects.filter(pk=person_id).update(**changes, **_columns(values))
    sealed = {**_filled(values), **({"name": name.strip()} if name is not None else {})}
    body = {"fields": sorted({*given, *(key.removesuffix("_id") for key in changes)})}
    record(ctx, subjects.of_person(person_id, before.county), "directory.person_corrected", body, sealed=sealed)
    return person(person_id)


@command
def erase_person(ctx: Context, *, person_id: int) -> None:
    """Destroy name, phone and identity number, the salts that could prove them, and every door.

    The rows stay without a name, so that old matters keep their shape and every proof holds.
    Rooms that keep something about people beside their matters name hooks["forget_person"]:
    f(ctx, *, person_id).

    Raises:
        StillInPost: the person holds a post.
        NoSuchPerson, OutOfReach.
    """
    before = person(person_id)
    if ctx.actor.person_id != person_id:
        _require(ctx, before.reach)
    posts = Post.objects.filter(held(localdate(ctx.now)), person_id=person_id).count()
    if posts:
        raise StillInPost(posts=posts)
    Person.objects.filter(pk=person_id).update(
        name=ERASED_NAME, phone_sealed=b"", phone_index="", id_sealed=b"", id_index="", erased_at=ctx.now
    )
    for account in Account.objects.filter(person_id=person_id):
        Account.objects.filter(pk=account.pk).update(
            username=f"erased-{account.pk}", password=make_password(None), is_active=False, person=None
        )
    subject = subjects.of_person(person_id, before.county)
    record(ctx, subject, "directory.person_erased")
    erase_openings(subject, ["name", "phone", "identity"])
    for room in services():
        if path := room.hooks.get("forget_person"):
            import_string(path)(ctx, person_id=person_id)


def _require(ctx: Context, area: str) -> None:
    """Clerks and administrators register residents; the house itself registers who signs in."""
    if not may_in(ctx.actor, "directory.people", area):
        raise OutOfReach()


def _checked(given: Mapping[str, str]) -> dict[str, str]:
    """The given values in their one form; an empty one stays empty."""
    check = {"phone": numbers.phone, "identity": numbers.identity}
    return {name: check[name](value) if value.strip() else "" for name, value in given.items()}


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    """What is to be sealed on the record: emptiness needs no commitment."""
    return {name: value for name, value in values.items() if value}


def _columns(values: Mapping[str, str]) -> dict[str, object]:
    columns: dict[str, object] = {}
    if "phone" in values:
        columns |= {"phone_sealed": seal(values["phone"], PHONE), "phone_index": keyed_index(values["phone"], PHONE)}
    if "identity" in values:
        number = values["identity"]
        columns |= {"id_sealed": seal(number, IDENTITY), "id_index": keyed_index(number, IDENTITY)}
    return columns
