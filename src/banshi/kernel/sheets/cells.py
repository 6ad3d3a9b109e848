"""What stands in a cell: columns, text that no spreadsheet takes for a formula, and a row as it went out. Pure."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Values = Mapping[str, str]
"""Field → value as kept, every value as text."""
FORMULA = "=+-@＝＋－＠\t\r"
ESCAPED = re.compile(rf"'+[{re.escape(FORMULA)}]")


class Style(StrEnum):
    """What a column is to whoever has the file open."""

    KEY = "key"
    """By it the row is known again: not to be touched."""
    EDIT = "edit"
    SHOWN = "shown"
    """To read; what is written there is not taken back in."""
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` in characters."""

    name: str
    heading: str
    width: int
    style: Style = Style.EDIT


def plain(text: str) -> str:
    """The text in one line, without characters that a spreadsheet cannot keep."""
    if text.isprintable():
        return " ".join(text.split())
    kept = (c if unicodedata.category(c) not in {"Cc", "Cs", "Cn"} or c in "\t\n\r" else "" for c in text)
    return " ".join("".join(kept).split())


def harmless(text: str) -> str:
    """The text as no spreadsheet takes it for a formula, today or after it was saved as CSV."""
    said = plain(text)
    return f"'{said}" if said[:1] in set(FORMULA) or ESCAPED.match(said) else said


def unharmed(text: str) -> str:
    """What `harmless` was given."""
    return text[1:] if ESCAPED.match(text) else text


def base_cell(values: Values, fields: Sequence[str]) -> str:
    """The row as it was taken out, for the hidden column by which both sides' changes are told apart."""
    return json.dumps([values[field] for field in fields], ensure_ascii=False, separators=(",", ":"))


def base_values(text: str, fields: Sequence[str]) -> Values | None:
    """What `base_cell` wrote; None when the cell is gone or was spoilt."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, list) or len(given) != len(fields) or not all(isinstance(each, str) for each in given):
        return None
    return dict(zip(fields, given, strict=True))


def column_name(index: int) -> str:
    """The letter of a column as spreadsheets show it: 0 is A, 26 is AA."""
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
