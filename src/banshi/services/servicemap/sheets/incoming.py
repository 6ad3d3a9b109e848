"""The keepers' spreadsheet as it comes back, row by row, with every wrong cell pointed at."""

import re

from django.utils.translation import gettext as _

from banshi.kernel.places import checks
from banshi.kernel.places.refusals import PlaceRefused
from banshi.kernel.sheets.cells import base_values, plain
from banshi.kernel.sheets.incoming import LONGEST_SHOWN, Line, lines
from banshi.services.servicemap.rules.differences import VERSION, Given, Wrong
from banshi.services.servicemap.rules.sheet import COLUMNS, FIELDS, PLACES
from banshi.services.servicemap.sheets.cells import Cells

VERSION_FORM = re.compile(r"([0-9]{1,9})(?:\.0)?")


def read(data: bytes, name: str, cells: Cells) -> list[Given]:
    """Every row of the file that holds something.

    Raises:
        FileRefused, NotOurSheet, SheetTooLong: as kernel.sheets.incoming.lines does.
    """
    found = lines(data, name, sheet=PLACES, columns=COLUMNS, known_by=("code", "version"))
    return [_given(line, cells) for line in found]


def _given(line: Line, cells: Cells) -> Given:
    texts, values, wrong = line.texts, dict[str, str](), list[Wrong]()

    def point(name: str, allowed: str) -> None:
        wrong.append(Wrong(line.cells[name], line.shown(name), allowed))

    code, version = plain(texts["code"]).lower(), VERSION_FORM.fullmatch(plain(texts["version"]))
    try:
        checks.checked({"code": code})
    except PlaceRefused as refusal:
        point("code", str(refusal.fields["code"][0]))
    if version is None and texts["version"]:
        point("version", _(VERSION))
    for name in FIELDS:
        if name in texts:
            try:
                values[name] = cells.value(name, texts[name])
            except ValueError as problem:
                point(name, str(problem))
    if values.get("lon") and values.get("lat"):
        try:
            checks.position(float(values["lon"]), float(values["lat"]), "wgs84")
        except PlaceRefused as refusal:
            point("lon", str(refusal.fields["position"][0]))
    base = base_values(texts.get("base", ""), FIELDS)
    return Given(
        line.row, code[:LONGEST_SHOWN], int(version[1]) if version else 0, values, base, line.cells, tuple(wrong)
    )
