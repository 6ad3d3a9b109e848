"""Read a workbook in a process of its own: a file made to exhaust memory or time ends that process, not the house.

A file of 7 KB can claim a sheet of 16 thousand million cells, for which the reader asks for 500 GB and is
aborted, whatever Python would catch. This file is both sides: imported it starts the process, run it is the process.
"""

import io
import json
import resource
import subprocess
import sys
from itertools import islice

MEMORY = 1024 * 1024 * 1024
SECONDS = 20
WAIT = 40
MAX_CELL = 10_000
MAX_OUTPUT = 16 * 1024 * 1024


class Unreadable(ValueError):
    """The workbook is damaged, or larger than is read."""


def rows_of(data: bytes, sheet: str, *, rows: int, columns: int) -> list[list[str]]:
    """The first `rows` rows of the named worksheet, else of the first one, as texts. Whole numbers have no point.

    Raises:
        Unreadable: it is no workbook, or reading it took more than 1 GB or 20 seconds.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own file, with arguments of our own
            [sys.executable, "-I", __file__, sheet, str(rows), str(columns)],
            input=data,
            capture_output=True,
            timeout=WAIT,
            check=True,
            env={"RUST_BACKTRACE": "0"},  # and none of the house's keys
        )
        found: list[list[str]] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Unreadable("the workbook is damaged or too large") from error
    return found


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[:MAX_CELL]


def _read(sheet: str, most: int, columns: int) -> None:
    from python_calamine import CalamineWorkbook  # only the process apart needs it

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    names = book.sheet_names
    found = book.get_sheet_by_name(sheet if sheet in names else names[0])
    indent = [""] * min(found.start[1] if found.start else 0, columns)  # empty columns on the left are not read
    rows: list[list[str]] = []
    size = 0
    for cells in islice(found.iter_rows(), most):
        rows.append([*indent, *map(_text, cells)][:columns])
        size += sum(map(len, rows[-1]))
        if size > MAX_OUTPUT:
            raise MemoryError
    sys.stdout.buffer.write(json.dumps(rows, ensure_ascii=False).encode())


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _read(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
