"""Files of real draws, and every way to change one field of them."""

import copy
from collections.abc import Iterator
from typing import Any

from banshi.kernel.draws.document import draw_document
from banshi.kernel.draws.rules import Entrant, Spec
from banshi.kernel.draws.tests.conftest import NOW, Desk, tokens
from banshi.kernel.ledger.record import Subject

Document = dict[str, Any]
MIXED = [
    *tokens(4, stratum="城区"),
    Entrant("m-1", "城区", must=True),
    *(Entrant(f"v{number}", "苏木乡镇", weight=number) for number in range(1, 8)),
]


def documents(desk: Desk) -> dict[str, Document]:
    """A plain draw, one with everything, one not opened yet, and one that was cancelled."""
    from banshi.kernel.draws import commands
    from banshi.kernel.draws.tests.conftest import COUNTY, ctx

    def about(key: str) -> Subject:
        return Subject("requests", key, COUNTY)

    numbers = {
        "plain": desk.fix(about=about("plain")).number,
        "mixed": desk.fix(
            MIXED,
            Spec.of_strata({"城区": 2, "苏木乡镇": 4}),
            about=about("mixed"),
            external="双色球第 2021060 期",
            not_before=NOW,
        ).number,
        "pending": desk.fix(about=about("pending")).number,
        "cancelled": desk.fix(about=about("cancelled")).number,
    }
    desk.seal()
    desk.reveal(numbers["plain"])
    desk.reveal(numbers["mixed"], external="03 11 17 22 28 30 + 09", external_source="中国福彩网")
    commands.cancel(ctx(3), number=numbers["cancelled"], reason="名单有误，重新核对")
    return {name: draw_document(number, ctx(4).now) for name, number in numbers.items()}


def flipped(document: Document) -> Iterator[tuple[str, Document]]:
    """(the part of the file that the script names, the file with one field changed): every field once."""
    for path in _leaves(document):
        changed = copy.deepcopy(document)
        _set(changed, path)
        part = f"{path[0]}[{path[1]}]" if path[0] == "ledger" else str(path[0])
        yield part, changed


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inside is None:
        yield path
        return
    for key, each in inside:
        yield from _leaves(each, (*path, key))


def _set(document: Document, path: tuple[Any, ...]) -> None:
    holder: Any = document
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = _other(holder[path[-1]])


def _other(value: Any) -> Any:
    """A value of the same kind that is not this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    middle = len(value) // 2
    return value[:middle] + ("1" if value[middle : middle + 1] != "1" else "0") + value[middle + 1 :]
