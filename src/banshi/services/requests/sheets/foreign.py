"""A foreign ledger, row by row, as drafts of requests; what cannot be read is pointed at by cell."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from banshi.kernel.sheets.cells import column_name
from banshi.kernel.sheets.tables import TableRefused, read
from banshi.services.requests.rules.submission import Channel, Contact, Draft, Kind, Settled
from banshi.services.requests.sheets.columns import CLOSED, locate

ZONE = ZoneInfo("Asia/Shanghai")
MOMENTS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S",
    "%m-%d-%Y %I:%M:%S %p",
)

PLAIN_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?|T\d\d:\d\d:\d\d)?", re.ASCII)
"""What `fromisoformat` reads as the forms above do, in a twentieth of the time."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that cannot be taken: where it is, what stands there, what could."""

    row: int
    cell: str
    given: str
    allowed: str


@dataclass(frozen=True, slots=True)
class Given:
    """One row of the file: a draft, or what is wrong with it. `row` counts as the spreadsheet does."""

    row: int
    draft: Draft | None
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from and what they belong to."""

    path: Path
    area: str
    name: str
    preset: str = "auto"
    columns: Mapping[str, str] | None = None


def drafts(source: Source) -> Iterator[Given]:
    """Every row of the file that holds something.

    Raises:
        TableRefused, MappingRefused: the file as a whole cannot be read.
    """
    table = read(source.path)
    headings = next(table, None)
    if not headings or not any(str(cell).strip() for cell in headings):
        raise TableRefused(f"{source.path.name} has no headings in its first row: put the names of the columns there")
    places = locate([str(cell) for cell in headings], source.preset, source.columns or {})
    seen: dict[str, int] = {}
    for number, cells in enumerate(table, 2):
        if any(str(cell).strip() for cell in cells):
            yield _given(source, places, number, cells, seen)


def _given(
    source: Source, places: Mapping[str, tuple[int, ...]], number: int, cells: Sequence[object], seen: dict[str, int]
) -> Given:
    texts = {field: _text(cells, columns) for field, columns in places.items()}
    wrong: list[Wrong] = []
    moments: dict[str, datetime | None] = {}
    for field in ("submitted_at", "answered_at", "closed_at"):
        moments[field] = _moment(cells, places.get(field, ()), number, wrong)
    lon, lat = (_degrees(texts.get(name, ""), places.get(name, ()), number, wrong) for name in ("lon", "lat"))
    if wrong:
        return Given(number, None, tuple(wrong))
    draft = Draft(
        text=texts.get("text", ""),
        title=texts.get("title", "")[:200],
        area=texts.get("area") or source.area,
        place=texts.get("place", "")[:200],
        kind=texts.get("kind") or Kind.APPEAL,
        category=texts.get("category", ""),
        channel=Channel.SHEET,
        lon=lon,
        lat=lat,
        contact=Contact(name=texts.get("name", ""), phone=texts.get("phone", "")),
        submitted_at=moments["submitted_at"],
        source=source.name,
        source_id=_identity(texts, seen),
        settled=_settled(texts, moments),
    )
    return Given(number, draft)


def _text(cells: Sequence[object], columns: Sequence[int]) -> str:
    parts = [_plain(cells[column]) for column in columns if column < len(cells)]
    return "，".join(part for part in parts if part)


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _identity(texts: Mapping[str, str], seen: dict[str, int]) -> str:
    """The row's own id; without one, what it says, and how many rows before said the same."""
    if texts.get("id"):
        return texts["id"][:80]
    said = hashlib.sha256("\x1f".join(f"{name}={texts[name]}" for name in sorted(texts)).encode()).hexdigest()[:32]
    seen[said] = seen.get(said, 0) + 1
    return f"{said}-{seen[said]}"


def _settled(texts: Mapping[str, str], moments: Mapping[str, datetime | None]) -> Settled | None:
    """What the other ledger says became of the matter; its state stands for words that it does not have."""
    status = texts.get("status", "")
    closed = moments["closed_at"] if status.lower() in CLOSED else None
    given = [at for at in (moments["answered_at"], closed) if at is not None]
    if not given or not (texts.get("answer") or closed):
        return None
    answer = texts.get("answer") or f"原台账状态：{status}"
    return Settled(answer=answer, answered_at=min(given), closed_at=closed, solved=closed is not None)


def _moment(cells: Sequence[object], columns: Sequence[int], row: int, wrong: list[Wrong]) -> datetime | None:
    cell = cells[columns[0]] if columns and columns[0] < len(cells) else ""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=ZONE)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), ZONE)
    text = str(cell).strip().replace("/", "-").replace(".", "-")
    if not text:
        return None
    if PLAIN_MOMENT.fullmatch(text):
        with suppress(ValueError):  # no such day or hour: the forms below refuse it too
            return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    for form in MOMENTS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=ZONE)
        except ValueError:
            continue
    wrong.append(Wrong(row, f"{column_name(columns[0])}{row}", str(cell)[:60], "2021-05-26 或 2021-05-26 09:30"))
    return None


def _degrees(text: str, columns: Sequence[int], row: int, wrong: list[Wrong]) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        wrong.append(Wrong(row, f"{column_name(columns[0])}{row}", text[:60], "度，例如 109.78"))
        return None
