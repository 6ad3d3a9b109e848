"""Lists of points that somebody brings as a spreadsheet, CSV or GeoJSON, told by their content and not by their name."""

import hashlib
from pathlib import Path

from banshi.kernel.evidence import workbooks
from banshi.kernel.evidence.content import ODS, XLS, XLSX, kind_of
from banshi.kernel.evidence.refusals import FileRefused
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.sites import PointList, Problem, Site, read_sites, sites_of, table_rows

BOUNDS = workbooks.Bounds(rows=300_001, columns=40, cell=200, answer=64, seconds=60)


def read_points(path: Path) -> PointList:
    """The points of a file; of a workbook those of its first sheet.

    Raises:
        MapFailure: no such file, no list of points, or no usable row.
    """
    if not path.is_file():
        raise MapFailure("absent", given=path.name)
    data = path.read_bytes()
    sites, problems = _of_workbook(data, path.name) if _is_workbook(data, path.name) else read_sites(path)
    return PointList(path.name, hashlib.sha256(data).hexdigest(), tuple(sites), tuple(problems))


def _is_workbook(data: bytes, name: str) -> bool:
    try:
        return kind_of(data, name) in (XLSX, XLS, ODS)
    except FileRefused:  # plain text has no mark of its own
        return False


def _of_workbook(data: bytes, name: str) -> tuple[list[Site], list[Problem]]:
    try:
        lines = workbooks.rows_of(data, "", BOUNDS)
    except workbooks.Unreadable:
        raise MapFailure("not_a_list", given=name) from None
    return sites_of(name, table_rows(name, lines))
