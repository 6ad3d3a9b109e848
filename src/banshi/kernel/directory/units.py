"""Kinds of units, and the form of their short names."""

import re
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class UnitKind(StrEnum):
    """What a unit is. Dispatch and supervision look at it."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    VILLAGE = "village"
    HOTLINE = "hotline"
    PETITION = "petition"
    SUPERVISION = "supervision"
    SERVICE = "service"


KIND_NAMES: dict[UnitKind, Promise] = {
    UnitKind.GOVERNMENT: _("党委政府"),
    UnitKind.DEPARTMENT: _("部门"),
    UnitKind.TOWNSHIP: _("苏木乡镇街道"),
    UnitKind.VILLAGE: _("嘎查村社区"),
    UnitKind.HOTLINE: _("热线受理"),
    UnitKind.PETITION: _("信访"),
    UnitKind.SUPERVISION: _("督办监督"),
    UnitKind.SERVICE: _("公共服务单位"),
}

SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
SLUG_LENGTH = 60
NAME_LENGTH = 80


def is_slug(slug: str) -> bool:
    """Whether `slug` is lower-case letters, digits and single hyphens, e.g. "150627-water"."""
    return len(slug) <= SLUG_LENGTH and bool(SLUG.match(slug))
