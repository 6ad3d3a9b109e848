"""A row that comes back beside what stands now. Pure.

Three values decide about each field: as it was taken out, as it comes back, as it stands. Who
changed nothing takes nothing back; where both sides changed the row it is a conflict.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from banshi.kernel.sheets.cells import Values


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


def changes(fields: Sequence[str], given: Values, base: Values | None, now: Values) -> list[Change]:
    """The fields that one side or both changed. Without a base, every difference may be anybody's."""
    found = []
    for name in fields:
        was, stands = base[name] if base else None, now[name]
        mine = given.get(name, stands if was is None else was)
        if mine != stands or was not in (None, stands):
            found.append(Change(name, was, mine, stands))
    return found


def decided(found: Iterable[Change]) -> dict[str, str]:
    """Field → value that taking the row back in would set."""
    return {each.field: each.mine for each in found if each.decided}


def conflicting(fields: Sequence[str], base: Values | None, now: Values) -> bool:
    """Whether somebody else changed the row since it was taken out, or may have: nobody is written over unseen."""
    return base is None or any(base[name] != now[name] for name in fields)


def repeated(rows: Iterable[tuple[str, int]]) -> Mapping[str, tuple[int, ...]]:
    """Of (key, row in the file): the keys that stand there twice, each with all its rows."""
    found: dict[str, list[int]] = {}
    for key, row in rows:
        if key:
            found.setdefault(key, []).append(row)
    return {key: tuple(each) for key, each in found.items() if len(each) > 1}
