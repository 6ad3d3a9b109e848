"""How the ledger names what the directory holds."""

from banshi.kernel.directory.areas import county_of
from banshi.kernel.ledger.record import Subject


def of_areas(code: str) -> Subject:
    return Subject("directory", f"areas-{code}", county_of(code))


def of_unit(unit_id: int, area: str) -> Subject:
    return Subject("directory", f"unit-{unit_id}", county_of(area))


def of_person(person_id: int, county: str) -> Subject:
    return Subject("directory", f"person-{person_id}", county)
