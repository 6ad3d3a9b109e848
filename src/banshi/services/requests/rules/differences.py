"""A ledger that went out as a spreadsheet and comes back, beside the ledger as it stands now.

Three values decide about each field: as it was taken out, as it comes back, as it stands. Who
changed nothing takes nothing back; where both sides changed the registration it is a conflict.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from banshi.services.requests.rules.sheet import FIELDS, Choices, Values
from banshi.services.requests.rules.submission import Kind, Level, Problem
from banshi.services.requests.rules.words import gettext_noop as _

COUNTY_DIGITS = 6
NOT_FOR_TIP_OFFS = {str(int(level)) for level in Level if level < Level.CONFIDENTIAL}
VERSION = Problem(_("请保留导出时的版本号，不要改动。"))
"""What is said of a version that was never taken out."""
NEW_ROW = Problem(_("表格里不能新增事项。请用“代为登记”，或核对编号。"))
"""What is said of a row without a number."""


class State(StrEnum):
    """What a row that comes back is."""

    SAME = "same"
    CHANGED = "changed"
    CONFLICT = "conflict"
    """Somebody else changed the registration too."""
    WRONG = "wrong"
    UNKNOWN = "unknown"
    """There is no such number, or it is kept from whoever hands the file back: the same answer for both."""
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that cannot be taken: where it is, what stands there, what could."""

    cell: str
    given: str
    allowed: Problem


@dataclass(frozen=True, slots=True)
class Given:
    """One row of the file, read. `row` counts as the spreadsheet does; a column that is missing gives no value."""

    row: int
    number: str
    version: int
    values: Values
    base: Values | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    """Field → its address, e.g. "D7"."""
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A request's registration as it stands now."""

    number: str
    version: int
    county: str
    title: str
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
    """What becomes of one row."""

    row: int
    number: str
    state: State
    given_version: int = 0
    version: int = 0
    """The version that the differences were taken against."""
    title: str = ""
    changes: tuple[Change, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    rows: tuple[int, ...] = ()
    """All rows of a number that stands there twice."""

    @property
    def decided(self) -> dict[str, str]:
        """Field → value that taking the row back in would set."""
        return _decided(self.changes)


def _decided(changes: Sequence[Change]) -> dict[str, str]:
    return {each.field: each.mine for each in changes if each.decided}


def compare(given: Sequence[Given], standing: Mapping[str, Standing], choices: Choices) -> list[Verdict]:
    """What becomes of each row, in the order of the file."""
    times = Counter(each.number for each in given if each.number)
    rows: dict[str, list[int]] = {}
    for each in given:
        rows.setdefault(each.number, []).append(each.row)
    found = []
    for each in given:
        if times[each.number] > 1:
            found.append(Verdict(each.row, each.number, State.TWICE, rows=tuple(rows[each.number])))
        elif each.number and each.number not in standing:
            found.append(Verdict(each.row, each.number, State.UNKNOWN))
        else:
            found.append(_verdict(each, standing.get(each.number), choices))
    return found


def _verdict(given: Given, now: Standing | None, choices: Choices) -> Verdict:
    if now is None or given.wrong:
        return Verdict(given.row, given.number, State.WRONG, title=now.title if now else "", wrong=given.wrong)
    base = now.values if given.version == now.version else given.base
    changes = _changes(given, base, now)
    known = Verdict(given.row, given.number, State.SAME, given.version, now.version, now.title)
    if wrong := _wrong(given, changes, now, choices):
        return replace(known, state=State.WRONG, wrong=tuple(wrong))
    if not _decided(changes):
        return known
    both = base is None or any(base[name] != now.values[name] for name in FIELDS)
    state = State.CONFLICT if both else State.CHANGED
    return replace(known, state=state, changes=tuple(_with_what_follows(changes, now)))


def _changes(given: Given, base: Values | None, now: Standing) -> list[Change]:
    """The fields that one side or both changed. Without a base, every difference may be anybody's."""
    found = []
    for name in FIELDS:
        was, stands = base[name] if base else None, now.values[name]
        mine = given.values.get(name, stands if was is None else was)
        if mine != stands or was not in (None, stands):
            found.append(Change(name, was, mine, stands))
    return found


def _wrong(given: Given, changes: Sequence[Change], now: Standing, choices: Choices) -> list[Wrong]:
    """Changed cells that the ledger could not take."""
    found = []
    if given.version > now.version:
        found.append(Wrong(given.cells.get("version", ""), str(given.version), VERSION))
    decided = _decided(changes)
    for name, value in decided.items():
        problem = choices.refused(name, value)
        if problem is None and name == "area" and value[:COUNTY_DIGITS] != now.county:
            problem = Problem(_("请选本旗县区以内的地区。"))
        if problem is None and name == "level" and _too_open({**now.values, **decided}):
            problem = Problem(_("举报至少按“保密”保管。"))
        if problem is not None:
            found.append(Wrong(given.cells.get(name, ""), choices.cell(name, value), problem))
    return found


def _too_open(values: Values) -> bool:
    return values["kind"] == Kind.TIPOFF and values["level"] in NOT_FOR_TIP_OFFS


def _with_what_follows(changes: Sequence[Change], now: Standing) -> list[Change]:
    """The changes, and the confidentiality that becoming a tip-off brings with it."""
    if not _too_open({**now.values, **_decided(changes)}):
        return list(changes)
    level = now.values["level"]
    return [*changes, Change("level", level, str(int(Level.CONFIDENTIAL)), level)]
