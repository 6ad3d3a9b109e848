"""Read the tree of areas. Names are kept in memory for a few minutes: they change once a year."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic

from django.utils.translation import gettext_lazy as _

from banshi.kernel.directory.areas import LEVELS, bare_name, codes_down_to, is_code
from banshi.kernel.directory.models import Area
from banshi.kernel.errors import NotFound

KEPT_SECONDS = 300
MOST_FOUND = 50


class NoSuchArea(NotFound):
    """The code is not in the tree."""

    code = "no_such_area"
    message = _("没有代码为“%(given)s”的行政区划。请从列表里选择。")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One division."""

    code: str
    name: str
    level: str


@dataclass
class _Kept:
    """Rows read a short while ago, in this process. A list of fifty requests names two hundred areas."""

    rows: dict[str, AreaRow] = field(default_factory=dict)
    below: dict[tuple[str, str], tuple[AreaRow, ...]] = field(default_factory=dict)
    until: float = 0.0

    def fresh(self) -> dict[str, AreaRow]:
        if monotonic() > self.until:
            self.rows, self.below, self.until = {}, {}, monotonic() + KEPT_SECONDS
        return self.rows


_kept = _Kept()


def area(code: str) -> AreaRow:
    """The area of this code.

    Raises:
        NoSuchArea: not in the tree.
    """
    found = known_areas([code])
    if code not in found:
        raise NoSuchArea(given=code[:20])
    return found[code]


def known_areas(codes: Iterable[str]) -> dict[str, AreaRow]:
    """Those of `codes` that are in the tree. At most one SQL statement."""
    kept = _kept.fresh()
    wanted = set(codes)
    if missing := {code for code in wanted - kept.keys() if is_code(code)}:
        rows = Area.objects.filter(code__in=missing).values_list("code", "name", "level")
        kept.update({row[0]: AreaRow(*row) for row in rows})
    return {code: kept[code] for code in wanted if code in kept}


def area_path(code: str) -> tuple[AreaRow, ...]:
    """From the region down to the area itself. At most one SQL statement.

    Raises:
        NoSuchArea: not in the tree.
    """
    if not is_code(code):
        raise NoSuchArea(given=code[:20])
    path = codes_down_to(code)
    found = known_areas(path)
    if code not in found:
        raise NoSuchArea(given=code[:20])
    return tuple(found[step] for step in path if step in found)


def area_label(code: str, *, below: str = "") -> str:
    """The names in one line, e.g. "伊金霍洛旗 札萨克镇"; `below` leaves out that area and those above it."""
    if not code:
        return ""
    return " ".join(bare_name(row.name) for row in area_path(code) if not below.startswith(row.code))


def children(code: str = "") -> tuple[AreaRow, ...]:
    """The areas one level below, by code; the regions where no code is given."""
    rows = Area.objects.filter(parent=code or None).order_by("code").values_list("code", "name", "level")
    return tuple(AreaRow(*row) for row in rows)


def find_below(code: str, *, level: str = "township") -> tuple[AreaRow, ...]:
    """The areas below `code` down to `level`, by code. At most one SQL statement."""
    _kept.fresh()
    kept = _kept.below
    if (code, level) not in kept:
        kept[code, level] = _read_below(code, level)
    return kept[code, level]


def _read_below(code: str, level: str) -> tuple[AreaRow, ...]:
    rows = Area.objects.filter(code__startswith=code).exclude(code=code).order_by("code")
    deepest = max(digits for digits, each in LEVELS.items() if each == level)
    return tuple(AreaRow(*row) for row in rows.values_list("code", "name", "level") if len(row[0]) <= deepest)


def counties(within: str = "") -> tuple[AreaRow, ...]:
    """All counties of a region or city, by code."""
    rows = Area.objects.filter(code__startswith=within, level="county").order_by("code")
    return tuple(AreaRow(*row) for row in rows.values_list("code", "name", "level"))


def find_areas(words: str, *, within: str = "") -> tuple[AreaRow, ...]:
    """Areas whose name contains `words`, the highest first; at most 50."""
    if not words.strip():
        return ()
    rows = Area.objects.filter(name__contains=words.strip(), code__startswith=within).values_list(
        "code", "name", "level"
    )
    found = [AreaRow(*row) for row in rows.order_by("code")[: MOST_FOUND * 4]]
    return tuple(sorted(found, key=lambda row: (len(row.code), row.code))[:MOST_FOUND])


def forget_areas() -> None:
    """Read the names anew, after the tree was loaded."""
    _kept.until = 0.0
