"""Build the demonstration: the directory first, then every matter in the order of time, through the real commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.core.management import call_command
from django.db import connection

from banshi.demo import region
from banshi.demo.names import person_name, phone_number
from banshi.demo.petitions import petitions
from banshi.demo.plan import IJINHOLOO, SEED, TUQUAN, Matter, recent, season
from banshi.demo.region import County
from banshi.demo.story import Step, Told, steps
from banshi.services.requests.rules.submission import Contact


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the build has come, for the line on the screen."""

    what: str
    done: int
    total: int


def build(now: datetime) -> Iterator[Progress]:
    """Make everything, yielding as it goes. The database must be migrated and empty.

    A build that was cut short is begun anew by the caller: half a region is no region.
    """
    with _not_waiting_for_the_disk():
        yield Progress("areas", 0, 1)
        call_command("directory_areas_load", verbosity=0)
        counties: dict[str, County] = {}
        bodies = region.described()
        for number, (code, name) in enumerate(bodies["cities"].items()):
            region.city(code, name)
            yield Progress("units and people", number, 0)
        for code in bodies["counties"]:
            for made in region.found(code):
                counties[code] = made
                yield Progress("units and people", len(made.by_unit) + len(made.residents), 0)
        yield from _tell(_steps(counties, now))


def _steps(counties: dict[str, County], now: datetime) -> list[Step]:
    """Every command of the story, oldest first."""
    matters: list[Matter] = []
    for plan in (IJINHOLOO, TUQUAN):
        matters += season(plan, counties[plan.county].places)
    matters += recent(IJINHOLOO, counties[IJINHOLOO.county].places, now)
    rng = Random(f"{SEED}/senders")
    found: list[Step] = []
    for order, matter in enumerate(matters):
        county = counties[matter.county]
        owner = rng.choice(county.residents) if rng.random() < 0.7 else None
        contact = Contact() if owner else Contact(name=person_name(rng), phone=phone_number(rng))
        found += steps(Told(matter, county, owner, contact), order)
    found += petitions(counties, now, first=len(matters))
    return sorted(step for step in found if step.at < now)


def _tell(story: list[Step]) -> Iterator[Progress]:
    for number, step in enumerate(story):
        if number % 50 == 0:
            yield Progress("requests", number, len(story))
        step.take()
    yield Progress("requests", len(story), len(story))


@contextmanager
def _not_waiting_for_the_disk() -> Iterator[None]:
    """While the region is being built nothing is promised to anybody, so SQLite need not wait for the disk at each commit."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        yield
        cursor.execute("PRAGMA synchronous=FULL")
