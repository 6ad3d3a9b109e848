"""Read a workbook in a process of its own: a file made to exhaust memory or time ends that process, not the house.

A file of 7 KB can claim a sheet of 16 thousand million cells, for which the reader asks for 500 GB and is
aborted, whatever Python would catch. This file is both sides: imported it starts the process, run it is the process.
"""

import io
import json
import resource
import subprocess
import sys
from dataclasses import astuple, dataclass
from datetime import datetime
from itertools import islice

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is read of a workbook, and what reading it may cost. Units: characters of a cell, megabytes, seconds of CPU."""

    rows: int
    columns: int
    cell: int = 10_000
    answer: int = 16
    memory: int = 1024
    seconds: int = 20


class Unreadable(ValueError):
    """The workbook is damaged, or larger than is read."""


def rows_of(data: bytes, sheet: str, bounds: Bounds) -> list[list[str]]:
    """The first rows of the named worksheet, else of the first one, as texts. Whole numbers have no point, moments no zone.

    Raises:
        Unreadable: it is no workbook, or reading it took more than its bounds allow.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own file, with arguments of our own
            [sys.executable, "-I", __file__, sheet, *map(str, astuple(bounds))],
            input=data,
            capture_output=True,
            timeout=2 * bounds.seconds,
            check=True,
            env={"RUST_BACKTRACE": "0"},  # and none of the house's keys
        )
        return [json.loads(line) for line in done.stdout.splitlines()]
    except (subprocess.SubprocessError, ValueError) as error:
        raise Unreadable("the workbook is damaged or too large") from error


def _text(cell: object, longest: int) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell)[:longest]


def _read(sheet: str, bounds: Bounds) -> None:
    from python_calamine import CalamineWorkbook  # only the process apart needs it

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    names = book.sheet_names
    found = book.get_sheet_by_name(sheet if sheet in names else names[0])
    indent = [""] * min(found.start[1] if found.start else 0, bounds.columns)  # empty columns on the left are not read
    size = 0
    for cells in islice(found.iter_rows(), bounds.rows):
        row = [*indent, *(_text(cell, bounds.cell) for cell in cells)][: bounds.columns]
        line = json.dumps(row, ensure_ascii=False).encode()
        size += len(line)
        if size > bounds.answer * MB:
            raise MemoryError
        sys.stdout.buffer.write(line + b"\n")


if __name__ == "__main__":
    allowed = Bounds(*map(int, sys.argv[2:]))
    resource.setrlimit(resource.RLIMIT_AS, (allowed.memory * MB, allowed.memory * MB))
    resource.setrlimit(resource.RLIMIT_CPU, (allowed.seconds, allowed.seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _read(sys.argv[1], allowed)
