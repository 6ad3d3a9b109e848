"""Areas, units, people, posts and accounts."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Area(models.Model):
    """A division by its GB/T 2260 code, whose prefixes are the areas above it.

    2 digits region, 4 league or city, 6 county, 9 township, 12 village: a subtree is a prefix.
    """

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    level = models.CharField(max_length=20)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["name"], name="area_name")]


class Unit(models.Model):
    """A body that can hold a matter: a department, a town, a village, a supervisor."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=200, default="")  # "/3/17/": ids from the top unit to this one
    phone = models.CharField(max_length=30, default="", blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "kind"], name="unit_area_kind"),
            models.Index(fields=["path"], name="unit_path"),
        ]


class Person(models.Model):
    """A human being: a resident, and perhaps the holder of posts.

    Phone and identity number are kept encrypted; the index beside each is a keyed hash, so
    that a person is found by an exact value and the file alone reveals neither.
    """

    name = models.CharField(max_length=80)
    phone_sealed = models.BinaryField(default=b"")
    phone_index = models.CharField(max_length=64, default="")
    id_sealed = models.BinaryField(default=b"")
    id_index = models.CharField(max_length=64, default="")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    county = models.CharField(max_length=6, default="", db_index=True)
    language = models.CharField(max_length=10, default="zh-hans")
    created = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_index"], condition=~models.Q(phone_index=""), name="person_phone"),
            models.Index(fields=["id_index"], condition=~models.Q(id_index=""), name="person_identity"),
        ]


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A door by which a person signs in. What they may do comes from their posts, never from here.

    One person may have two doors: a resident's, by phone code or passkey, and a staff
    member's, by password and second factor. Through the first they act as a resident only.
    """

    username = models.CharField(max_length=80, unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="accounts")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)  # the staff door: password and second factor
    created = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "is_staff"], name="account_one_door_of_a_kind")]

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Post(models.Model):
    """A role that a person holds in a unit for an area, from a day to a day (half-open)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    title = models.CharField(max_length=60)
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="post_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "starts"], name="post_person"),
            models.Index(fields=["unit", "role"], name="post_unit_role"),
        ]
