"""Our own ledger as it comes back in a spreadsheet, row by row, with every wrong cell pointed at."""

import re

from banshi.kernel.sheets.cells import base_values
from banshi.kernel.sheets.incoming import LONGEST_SHOWN, Line, lines
from banshi.services.requests.rules.differences import NEW_ROW, VERSION, Given, Wrong
from banshi.services.requests.rules.numbers import tidy_number
from banshi.services.requests.rules.sheet import COLUMNS, FIELDS, LEDGER, Choices
from banshi.services.requests.rules.submission import Problem

VERSION_FORM = re.compile(r"\d{1,9}(?:\.0+)?")


def read(data: bytes, name: str, choices: Choices) -> list[Given]:
    """Every row of the file that holds something.

    Raises:
        FileRefused, NotOurSheet, SheetTooLong: as kernel.sheets.incoming.lines does.
    """
    found = lines(data, name, sheet=LEDGER, columns=COLUMNS, known_by=("number", "version"))
    return [_given(line, choices) for line in found]


def _given(line: Line, choices: Choices) -> Given:
    texts, wrong = line.texts, list[Wrong]()

    def point(name: str, allowed: Problem) -> None:
        wrong.append(Wrong(line.cells[name], line.shown(name), allowed))

    if not texts["number"]:
        point("number", NEW_ROW)
    elif not VERSION_FORM.fullmatch(texts["version"]):
        point("version", VERSION)
    values: dict[str, str] = {}
    for name in FIELDS:
        if name in texts:
            value = choices.value(name, texts[name])
            if isinstance(value, Problem):
                point(name, value)
            else:
                values[name] = value
    return Given(
        row=line.row,
        number=tidy_number(texts["number"])[:LONGEST_SHOWN],
        version=int(float(texts["version"])) if VERSION_FORM.fullmatch(texts["version"]) else 0,
        values=values,
        base=base_values(texts.get("base", ""), FIELDS),
        cells=line.cells,
        wrong=tuple(wrong),
    )
