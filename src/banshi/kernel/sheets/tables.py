"""A table out of a file: xlsx, xls, ods or CSV in UTF-8 or GB18030."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from banshi.kernel.evidence import workbooks
from banshi.kernel.evidence.content import ODS, XLS, XLSX, kind_of
from banshi.kernel.evidence.refusals import FileRefused

ENCODINGS = ("utf-8-sig", "gb18030")
WORKBOOKS = (XLSX, XLS, ODS)
WHOLE = workbooks.Bounds(rows=1_048_576, columns=200, cell=100_000, answer=1024, memory=4096, seconds=300)
"""A whole ledger: as many rows as Excel has."""
csv.field_size_limit(10_000_000)


class TableRefused(ValueError):
    """The file is no table that can be read. Says what to do."""


def read(path: Path) -> Iterator[Sequence[object]]:
    """Rows of cells, the headings first. Cells of a merged area but the first are empty.

    Raises:
        TableRefused: missing, empty, in an unknown form or encoding.
    """
    if not path.is_file():
        raise TableRefused(f"{path} is not there: check the path")
    if path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        yield from csv_rows(path.read_bytes(), path.name, "\t" if path.suffix.lower() == ".tsv" else ",")
        return
    try:
        yield from workbook_rows(path.read_bytes(), path.name, "", WHOLE)
    except (FileRefused, workbooks.Unreadable) as error:
        raise TableRefused(
            f"{path.name} cannot be read as a spreadsheet ({error}): save it again as xlsx or CSV"
        ) from error


def workbook_rows(data: bytes, name: str, sheet: str, bounds: workbooks.Bounds) -> list[list[str]]:
    """Rows of the named worksheet, else of the first one, of what is a workbook by its content.

    Raises:
        FileRefused: nothing that is known, or it has macros.
        Unreadable: it is something else, damaged, or larger than is read.
    """
    if kind_of(data, name) not in WORKBOOKS:
        raise workbooks.Unreadable("it is no workbook")
    return workbooks.rows_of(data, sheet, bounds)


def csv_rows(data: bytes, name: str, delimiter: str = ",") -> Iterator[Sequence[str]]:
    """Rows of a CSV file; one that says it is UTF-16, as "Unicode text" of Excel does, is read as such.

    Raises:
        TableRefused: in an unknown encoding.
    """
    marked = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS
    for encoding in marked:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield from csv.reader(io.StringIO(text), delimiter=delimiter)
        return
    raise TableRefused(f"{name} is neither UTF-8 nor GB18030: save it again as UTF-8 CSV")
