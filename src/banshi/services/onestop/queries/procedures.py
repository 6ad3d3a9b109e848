"""Published procedures: the version in force, and the one that a case is pinned to."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import NotFound
from banshi.services.onestop.models import ProcedureVersion
from banshi.services.onestop.rules.loading import read
from banshi.services.onestop.rules.procedure import Procedure


class NoProcedure(NotFound):
    """No such procedure, or none in force on the day asked for."""

    code = "no_procedure"
    message = _("没有“%(given)s”这件事，或者它还没有开始办理。请从目录里选择。")


@dataclass(frozen=True, slots=True)
class Version:
    """One published version and what it says."""

    id: int
    code: str
    version: str
    digest: str
    effective: date
    procedure: Procedure


def pinned(version_id: int, digest: str) -> Procedure:
    """The procedure of a published version. SQL: 1 the first time in a process, then none."""
    return _pinned(version_id, digest)


def in_force(code: str, day: date) -> Version:
    """The version under which a case is opened on that day. SQL: 1.

    Raises:
        NoProcedure: there is none.
    """
    row = ProcedureVersion.objects.filter(code=code[:40], effective__lte=day).order_by("-effective", "-id").first()
    if row is None:
        raise NoProcedure(given=code[:40])
    return _version(row)


def of_version(code: str, version: str) -> Version:
    """The published version of this name. SQL: 1.

    Raises:
        NoProcedure: there is none.
    """
    row = ProcedureVersion.objects.filter(code=code[:40], version=version[:20]).first()
    if row is None:
        raise NoProcedure(given=f"{code[:40]} {version[:20]}")
    return _version(row)


def all_in_force(day: date) -> tuple[Version, ...]:
    """What can be opened on that day, by code. SQL: 1."""
    rows = ProcedureVersion.objects.filter(effective__lte=day).order_by("code", "effective", "id")
    latest = {row.code: row for row in rows}
    return tuple(_version(row) for row in latest.values())


def versions(code: str) -> tuple[Version, ...]:
    """Every published version of a procedure, the first first. SQL: 1."""
    return tuple(_version(row) for row in ProcedureVersion.objects.filter(code=code).order_by("effective", "id"))


def _version(row: ProcedureVersion) -> Version:
    return Version(row.pk, row.code, row.version, row.digest, row.effective, _parsed(row.source, row.code))


@lru_cache(maxsize=256)
def _pinned(version_id: int, digest: str) -> Procedure:
    row = ProcedureVersion.objects.get(pk=version_id, digest=digest)
    return _parsed(row.source, row.code)


@lru_cache(maxsize=256)
def _parsed(source: str, code: str) -> Procedure:
    return read(source, f"{code}.yaml")
