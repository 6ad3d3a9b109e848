"""Places that went out as a spreadsheet and come back, beside the places as they stand now. Pure.

How both sides' changes are told apart is in kernel.sheets; here is what a place needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from banshi.kernel.sheets.cells import Values
from banshi.kernel.sheets.differences import Change, changes, conflicting, decided, repeated
from banshi.services.servicemap.rules.sheet import FIELDS, NEEDED
from banshi.services.servicemap.rules.words import gettext_noop as _

VERSION = _("请保留导出时的版本号；新增的场所不写版本。")
MISSING = _("新增的场所要写这一栏。")
EMPTIED = _("这一栏不能清空。")


class State(StrEnum):
    """What a row that comes back is."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    CONFLICT = "conflict"
    """Somebody else changed the place too."""
    WRONG = "wrong"
    UNKNOWN = "unknown"
    """There is no such place, it is closed, or it is not this keeper's: the same answer for all."""
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that cannot be taken: where it is, what stands there, what could, in words."""

    cell: str
    given: str
    allowed: str


@dataclass(frozen=True, slots=True)
class Given:
    """One row of the file, read. `version` is 0 where none is written; a column that is missing gives no value."""

    row: int
    code: str
    version: int
    values: Values
    base: Values | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    """Field → its address, e.g. "D7"."""
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A place as it stands now."""

    code: str
    version: int
    values: Values


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one row. `version` is the one that the differences were taken against, 0 for a new place."""

    row: int
    code: str
    state: State
    version: int = 0
    name: str = ""
    changes: tuple[Change, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    rows: tuple[int, ...] = ()
    """All rows of a code that stands there twice."""

    @property
    def decided(self) -> dict[str, str]:
        """Field → value that taking the row back in would set."""
        return decided(self.changes)


def compare(given: Sequence[Given], standing: Mapping[str, Standing]) -> list[Verdict]:
    """What becomes of each row, in the order of the file."""
    twice = repeated((each.code, each.row) for each in given)
    found = []
    for each in given:
        if each.code in twice:
            found.append(Verdict(each.row, each.code, State.TWICE, rows=twice[each.code]))
        elif each.wrong:
            found.append(_wrong(each, each.wrong))
        elif each.code in standing:
            found.append(_known(each, standing[each.code]))
        elif each.version:
            found.append(Verdict(each.row, each.code, State.UNKNOWN))
        else:
            found.append(_new(each))
    return found


def _new(given: Given) -> Verdict:
    missing = [name for name in FIELDS if name in NEEDED and not given.values.get(name)]
    if missing:
        return _wrong(given, [Wrong(given.cells.get(name, ""), "", MISSING) for name in missing])
    new = tuple(Change(name, "", value, "") for name in FIELDS if (value := given.values.get(name, "")))
    return Verdict(given.row, given.code, State.NEW, name=given.values["name"], changes=new)


def _known(given: Given, now: Standing) -> Verdict:
    if not 0 < given.version <= now.version:
        return _wrong(given, [Wrong(given.cells.get("version", ""), str(given.version or ""), VERSION)])
    base = now.values if given.version == now.version else given.base
    found = changes(FIELDS, given.values, base, now.values)
    known = Verdict(given.row, given.code, State.SAME, now.version, now.values["name"])
    wanted = decided(found)
    emptied = [Wrong(given.cells.get(name, ""), "", EMPTIED) for name in wanted if name in NEEDED and not wanted[name]]
    if emptied:
        return replace(_wrong(given, emptied), name=known.name)
    if not wanted:
        return known
    state = State.CONFLICT if conflicting(FIELDS, base, now.values) else State.CHANGED
    return replace(known, state=state, changes=tuple(found))


def _wrong(given: Given, wrong: Sequence[Wrong]) -> Verdict:
    return Verdict(given.row, given.code, State.WRONG, name=given.values.get("name", ""), wrong=tuple(wrong))
