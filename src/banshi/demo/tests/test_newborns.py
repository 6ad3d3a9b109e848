"""The season of newborns in the demonstration: through the real commands, in all states, and the same at every build."""

from collections import Counter
from datetime import datetime
from random import Random

import pytest
from django.core.management import call_command

from banshi.demo import families, newborns
from banshi.demo.plan import ZONE
from banshi.demo.region import County, described, found
from banshi.kernel.directory.models import Account
from banshi.kernel.directory.numbers import identity
from banshi.services.onestop.models import Case, CaseStep, Use
from banshi.services.onestop.queries.cases import mine
from banshi.services.onestop.queries.procedures import all_in_force

NOW = datetime(2026, 11, 26, 15, 0, tzinfo=ZONE)
SMALL = 14


def told(monkeypatch: pytest.MonkeyPatch) -> County:
    """A small county with few residents, and its season."""
    monkeypatch.setitem(described()["counties"][newborns.COUNTY], "residents", 4)
    monkeypatch.setattr(newborns, "RETIRING", 2)
    call_command("directory_areas_load", verbosity=0)
    *_before, county = found(newborns.COUNTY)
    newborns.departments(county)
    for step in sorted(
        each for each in newborns.newborns({county.code: county}, NOW, first=0, births=SMALL) if each.at < NOW
    ):
        step.take()
    return county


@pytest.mark.django_db
@pytest.mark.anydb
def test_the_season_is_carried_out_by_seven_departments(monkeypatch: pytest.MonkeyPatch) -> None:
    county = told(monkeypatch)
    assert {version.code for version in all_in_force(NOW.date())} == {"newborn", "retirement"}
    assert Case.objects.filter(procedure__code="newborn").count() == SMALL + 1
    assert Case.objects.filter(procedure__code="retirement").count() == 2
    assert Counter(Case.objects.values_list("status", flat=True))["finished"] > SMALL / 3
    assert CaseStep.objects.values("unit").distinct().count() >= 7
    assert Use.objects.count() > SMALL
    mother = county.residents[0]
    (line,) = [each for each in mine(mother) if each.status == "open" and each.missing]
    assert line.missing == 2
    assert {"demo-ward", "demo-police"} <= set(Account.objects.values_list("username", flat=True))


def test_identity_numbers_are_right_and_names_are_invented() -> None:
    rng = Random(1)
    for year in (1966, 1990, 2000, 2001, 2024):
        number = families.identity(rng, year)
        assert identity(number) == number
    assert families.child(Random(2)) == families.child(Random(2))
