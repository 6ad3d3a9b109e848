"""A ledger that went out as a spreadsheet and comes back, beside the ledger as it stands now.

How both sides' changes are told apart is in kernel.sheets; here is what a registration allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from banshi.kernel.sheets.cells import Values
from banshi.kernel.sheets.differences import Change, changes, conflicting, decided, repeated
from banshi.services.requests.rules.sheet import FIELDS, Choices
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
        return decided(self.changes)


def compare(given: Sequence[Given], standing: Mapping[str, Standing], choices: Choices) -> list[Verdict]:
    """What becomes of each row, in the order of the file."""
    twice = repeated((each.number, each.row) for each in given)
    found = []
    for each in given:
        if each.number in twice:
            found.append(Verdict(each.row, each.number, State.TWICE, rows=twice[each.number]))
        elif each.number and each.number not in standing:
            found.append(Verdict(each.row, each.number, State.UNKNOWN))
        else:
            found.append(_verdict(each, standing.get(each.number), choices))
    return found


def _verdict(given: Given, now: Standing | None, choices: Choices) -> Verdict:
    if now is None or given.wrong:
        return Verdict(given.row, given.number, State.WRONG, title=now.title if now else "", wrong=given.wrong)
    base = now.values if given.version == now.version else given.base
    found = changes(FIELDS, given.values, base, now.values)
    known = Verdict(given.row, given.number, State.SAME, given.version, now.version, now.title)
    if wrong := _wrong(given, found, now, choices):
        return replace(known, state=State.WRONG, wrong=tuple(wrong))
    if not decided(found):
        return known
    state = State.CONFLICT if conflicting(FIELDS, base, now.values) else State.CHANGED
    return replace(known, state=state, changes=tuple(_with_what_follows(found, now)))


def _wrong(given: Given, found: Sequence[Change], now: Standing, choices: Choices) -> list[Wrong]:
    """Changed cells that the ledger could not take."""
    wrong = []
    if given.version > now.version:
        wrong.append(Wrong(given.cells.get("version", ""), str(given.version), VERSION))
    wanted = decided(found)
    for name, value in wanted.items():
        problem = choices.refused(name, value)
        if problem is None and name == "area" and value[:COUNTY_DIGITS] != now.county:
            problem = Problem(_("请选本旗县区以内的地区。"))
        if problem is None and name == "level" and _too_open({**now.values, **wanted}):
            problem = Problem(_("举报至少按“保密”保管。"))
        if problem is not None:
            wrong.append(Wrong(given.cells.get(name, ""), choices.cell(name, value), problem))
    return wrong


def _too_open(values: Values) -> bool:
    return values["kind"] == Kind.TIPOFF and values["level"] in NOT_FOR_TIP_OFFS


def _with_what_follows(found: Sequence[Change], now: Standing) -> list[Change]:
    """The changes, and the confidentiality that becoming a tip-off brings with it."""
    if not _too_open({**now.values, **decided(found)}):
        return list(found)
    level = now.values["level"]
    return [*found, Change("level", level, str(int(Level.CONFIDENTIAL)), level)]
