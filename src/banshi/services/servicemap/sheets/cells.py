"""How a value of a place stands in a cell, and how it is read out of one again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django.utils.translation import gettext as _

from banshi.kernel.places import checks
from banshi.kernel.places.refusals import PlaceRefused
from banshi.kernel.sheets.cells import Values, harmless, plain, unharmed
from banshi.services.servicemap.queries.kept import Choices
from banshi.services.servicemap.rules.sheet import JOINTS

SEPARATORS = re.compile(r"[；;、，,\n|]+")
LEADING_CODE = re.compile(r"\d{2,12}(?!\d)")


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of one keeper's area."""

    choices: Choices

    def cell(self, field: str, values: Values) -> str:
        """What stands in the cell."""
        value = values[field]
        match field:
            case "kind":
                return self.choices.kinds.get(value, value)
            case "area":
                return self.choices.areas.get(value, value)
            case "phones":
                return "；".join(_spoken(each) for each in _parts(field, value))
            case "offers" | "features":
                known: Mapping[str, str] = getattr(self.choices, field)
                return "、".join(known.get(each, each) for each in _parts(field, value))
            case _:
                return harmless(value)

    def value(self, field: str, text: str) -> str:
        """The value that a cell means.

        Raises:
            ValueError: it means none; says what could be written, in the language in force.
        """
        said = unharmed(plain(text))
        match field:
            case "kind":
                return self._one(self.choices.kinds, said)
            case "area":
                return self._area(said)
            case "lon" | "lat":
                return _number(said)
            case "phones" | "offers" | "features":
                return JOINTS[field].join(self._checked(field, self._several(field, said)))
            case _:
                return str(self._checked(field, said)) if said or field == "hours" else said

    def _checked(self, field: str, given: Any) -> Any:
        try:
            return checks.checked({field: given})[field]
        except PlaceRefused as refusal:
            raise ValueError(str(next(iter(refusal.fields.values()))[0])) from None

    def _several(self, field: str, said: str) -> list[str]:
        parts = [part.strip() for part in SEPARATORS.split(said) if part.strip()]
        return parts if field == "phones" else [self._one(getattr(self.choices, field), part) for part in parts]

    def _one(self, known: Mapping[str, str], said: str) -> str:
        if not said or said in known:
            return said
        meant = [code for code, label in known.items() if label == said]
        if len(meant) != 1:
            raise ValueError(_("可以写：%(allowed)s。") % {"allowed": "、".join(known.values())})
        return meant[0]

    def _area(self, said: str) -> str:
        code = LEADING_CODE.match(said)
        meant = (
            [code[0]] if code else [each for each, label in self.choices.areas.items() if label.endswith(f" {said}")]
        )
        if not said:
            return ""
        if len(meant) != 1 or meant[0] not in self.choices.areas:
            raise ValueError(_("请从“选项”表里选一处您管的地区，或只写代码。"))
        return meant[0]


def _number(said: str) -> str:
    if not said:
        return ""
    try:
        return f"{float(said):.7f}"
    except ValueError:
        raise ValueError(_("请写成数字，例如 109.8403400。")) from None


def _parts(field: str, value: str) -> list[str]:
    return [each for each in value.split(JOINTS[field]) if each]


def _spoken(number: str) -> str:
    """A number as it is dialled in the country; it is read back to the same."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number, "CN"), phonenumbers.PhoneNumberFormat.NATIONAL)
    except phonenumbers.NumberParseException:
        return number
