"""Reads messages from spreadsheets and JSON lines, and says where a file is wrong."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from banshi.kernel.evidence import workbooks
from banshi.services.requests.triage.errors import RowsRefused

ZONE = ZoneInfo("Asia/Shanghai")
MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("留言编号", "编号", "诉求编号", "id"),
    "title": ("留言主题", "主题", "标题", "title"),
    "detail": ("留言详情", "详情", "内容", "诉求内容", "detail"),
    "at": ("留言时间", "时间", "提交时间", "at"),
    "author": ("留言用户", "用户", "诉求人", "author"),
    "likes": ("点赞数", "赞成数", "点赞", "likes"),
    "dislikes": ("反对数", "反对", "dislikes"),
}
NEEDED = ("id", "title", "detail", "at")
BOUNDS = workbooks.Bounds(rows=1_048_576, columns=200, cell=100_000, answer=1024, memory=4096, seconds=300)
"""A whole ledger: as many rows as Excel has."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the class that a person gave it."""

    detail: str
    label: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it was received. `at` is aware; likes and dislikes are other readers' votes, author tells writers apart."""

    id: str
    title: str
    detail: str
    at: datetime
    likes: int = 0
    dislikes: int = 0
    author: str = ""


def read_labelled(path: Path) -> list[Labelled]:
    """Training rows from JSON lines with `detail`, `label` and, if known, `title`. Raises: RowsRefused naming the line."""
    rows = []
    for where, given in _json_lines(path):
        detail, label, title = given.get("detail"), given.get("label"), given.get("title", "")
        for name, value in (("detail", detail), ("label", label)):
            if not isinstance(value, str) or not value.strip():
                raise RowsRefused(
                    f"{where}: {name} = {value!r}", "a text that is not empty", "fill it in, or take the line out"
                )
        if not isinstance(title, str):
            raise RowsRefused(f"{where}: title = {title!r}", "a text, or none", "put the title in quotation marks")
        rows.append(Labelled(str(detail), str(label).strip(), title))
    if not rows:
        raise RowsRefused(f"{path.name} without a row", "one JSON object a line", "export the confirmed requests again")
    return rows


def read_messages(path: Path) -> list[Message]:
    """Messages from the first sheet of a spreadsheet or from JSON lines. Raises: RowsRefused naming the row."""
    lines = _json_lines(path) if path.suffix.lower() in {".jsonl", ".ndjson", ".json"} else _sheet_rows(path)
    found = [_message(where, given) for where, given in lines]
    if not found:
        raise RowsRefused(
            f"{path.name} without a row", "a heading and at least one message", "export the messages again"
        )
    seen: set[str] = set()
    for message in found:
        if message.id in seen:
            raise RowsRefused(f"{path.name}: id {message.id} twice", "each id once", "take the second row out")
        seen.add(message.id)
    return found


def _json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield f"{path.name} line {number}", _json_object(f"{path.name} line {number}", line)
    except OSError as error:
        raise RowsRefused(
            f"{path}: {error.strerror}", "a file that can be read", "check the path and the rights"
        ) from error
    except UnicodeDecodeError as error:
        raise RowsRefused(f"{path.name}: byte {error.start} is not UTF-8", "UTF-8", "save the file as UTF-8") from error


def _json_object(where: str, line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise RowsRefused(f"{where}: {line[:60]!r}", "one JSON object a line", "correct the line") from error
    if not isinstance(given, dict):
        raise RowsRefused(
            f"{where}: {type(given).__name__}", "a JSON object", "write {...} with the names of the fields"
        )
    return given


def _sheet_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        table = workbooks.rows_of(path.read_bytes(), "", BOUNDS)
    except (workbooks.Unreadable, OSError) as error:
        raise RowsRefused(
            f"{path.name}: {error}", "xlsx, xls, ods or JSON lines", "save the sheet again as xlsx"
        ) from error
    heading = [str(cell).strip() for cell in table[0]] if table else []
    where = {
        name: next((heading.index(title) for title in titles if title in heading), None)
        for name, titles in COLUMNS.items()
    }
    missing = [COLUMNS[name][0] for name in NEEDED if where[name] is None]
    if missing:
        raise RowsRefused(
            f"{path.name} with the columns {heading}", f"also {'、'.join(missing)}", "name the columns in the first row"
        )
    for number, cells in enumerate(table[1:], 2):
        if any(str(cell).strip() for cell in cells):
            yield f"{path.name} row {number}", {name: cells[at] for name, at in where.items() if at is not None}


def _message(where: str, given: Mapping[str, Any]) -> Message:
    title, detail = str(given.get("title") or "").strip(), str(given.get("detail") or "").strip()
    number = _identifier(given.get("id"))
    if not number or not (title or detail):
        raise RowsRefused(
            f"{where}: id {number!r} without a text",
            "an id, and a title or a detail",
            "fill it in, or take the row out",
        )
    likes, dislikes = (_count(where, name, given.get(name)) for name in ("likes", "dislikes"))
    author = str(given.get("author") or "").strip()
    return Message(number, title, detail, _moment(where, given.get("at")), likes, dislikes, author)


def _identifier(given: object) -> str:
    return str(int(given)) if isinstance(given, float) and given.is_integer() else str(given or "").strip()


def _count(where: str, name: str, given: object) -> int:
    if given in (None, ""):
        return 0
    try:
        number = float(str(given))
    except ValueError:
        number = -1.0
    if number < 0 or not number.is_integer():
        raise RowsRefused(f"{where}: {name} = {given!r}", "a whole number, 0 or more", "correct the cell")
    return int(number)


def _moment(where: str, given: object) -> datetime:
    if isinstance(given, datetime):
        return given if given.tzinfo else given.replace(tzinfo=ZONE)
    if isinstance(given, date):
        return datetime.combine(given, time(), ZONE)
    written = str(given or "").strip().replace("/", "-").replace(".", "-")
    for shape in MOMENTS:
        try:
            return datetime.strptime(written, shape).replace(tzinfo=ZONE)
        except ValueError:
            continue
    raise RowsRefused(f"{where}: time {given!r}", "like 2019-08-19 11:48:23", "correct the cell")
