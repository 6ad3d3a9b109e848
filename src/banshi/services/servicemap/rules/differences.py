"""Places that went out as a spreadsheet and come back, beside the places as they stand now. Pure.

Three values decide about each field: as it was taken out, as it comes back, as it stands. Who changed
nothing takes nothing back; where both sides changed the place it is a conflict, and nobody is written over.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from banshi.services.servicemap.rules.sheet import FIELDS, NEEDED, Values
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
class Change:
    """One field: as it was taken out (None where that is not known), as it comes back, as it stands now."""

    field: str
    was: str | None
    mine: str
    now: str

    @property
    def decided(self) -> bool:
        """Whether taking the row back in would set the field: neither untouched nor set so already."""
        return self.mine not in (self.was, self.now)


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
        return {each.field: each.mine for each in self.changes if each.decided}


def compare(given: Sequence[Given], standing: Mapping[str, Standing]) -> list[Verdict]:
    """What becomes of each row, in the order of the file."""
    times = Counter(each.code for each in given if each.code)
    rows: dict[str, list[int]] = defaultdict(list)
    for each in given:
        rows[each.code].append(each.row)
    found = []
    for each in given:
        if times[each.code] > 1:
            found.append(Verdict(each.row, each.code, State.TWICE, rows=tuple(rows[each.code])))
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
    changes = tuple(Change(name, "", value, "") for name in FIELDS if (value := given.values.get(name, "")))
    return Verdict(given.row, given.code, State.NEW, name=given.values["name"], changes=changes)


def _known(given: Given, now: Standing) -> Verdict:
    if not 0 < given.version <= now.version:
        return _wrong(given, [Wrong(given.cells.get("version", ""), str(given.version or ""), VERSION)])
    base = now.values if given.version == now.version else given.base
    changes = _changes(given, base, now)
    known = Verdict(given.row, given.code, State.SAME, now.version, now.values["name"])
    decided = {each.field: each.mine for each in changes if each.decided}
    emptied = [
        Wrong(given.cells.get(name, ""), "", EMPTIED) for name in decided if name in NEEDED and not decided[name]
    ]
    if emptied:
        return replace(_wrong(given, emptied), name=known.name)
    if not decided:
        return known
    both = base is None or any(base[name] != now.values[name] for name in FIELDS)
    return replace(known, state=State.CONFLICT if both else State.CHANGED, changes=tuple(changes))


def _changes(given: Given, base: Values | None, now: Standing) -> list[Change]:
    """The fields that one side or both changed. Without a base, every difference may be anybody's."""
    found = []
    for name in FIELDS:
        was, stands = base[name] if base else None, now.values[name]
        mine = given.values.get(name, stands if was is None else was)
        if mine != stands or was not in (None, stands):
            found.append(Change(name, was, mine, stands))
    return found


def _wrong(given: Given, wrong: Sequence[Wrong]) -> Verdict:
    return Verdict(given.row, given.code, State.WRONG, name=given.values.get("name", ""), wrong=tuple(wrong))
