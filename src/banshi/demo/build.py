"""Build the demonstration: the directory first, then every matter in the order of time, through the real commands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.core.management import call_command

from banshi.demo import region
from banshi.demo.activities import activities
from banshi.demo.callbacks import callbacks
from banshi.demo.circle import COUNTY, circle
from banshi.demo.names import person_name, phone_number
from banshi.demo.newborns import CASES, departments, newborns
from banshi.demo.newborns import COUNTY as NEWBORN
from banshi.demo.petitions import petitions
from banshi.demo.plan import IJINHOLOO, SEED, TUQUAN, Matter, Season, gathering, recent, season
from banshi.demo.region import County
from banshi.demo.served import TUQUAN_YEAR, Counted
from banshi.demo.story import Step, Told, steps
from banshi.kernel.commands import Actor
from banshi.services.requests.rules.submission import Contact

LATELY = timedelta(days=75)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the build has come, for the line on the screen."""

    what: str
    done: int
    total: int


def build(
    now: datetime,
    plans: Sequence[Season] = (IJINHOLOO, TUQUAN),
    year: Sequence[Counted] = TUQUAN_YEAR,
    births: int = CASES,
) -> Iterator[Progress]:
    """Make everything, yielding as it goes. The database must be migrated and empty.

    `plans`: what each county brought in the year of the news; the last weeks are those of the first county.
    `year`: the sessions and attendances that were counted in it. `births`: newborns of the last season.

    A build that was cut short is begun anew by the caller: half a region is no region.
    """
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
    for done in circle(counties[COUNTY]):
        yield Progress("places of the map", done, 0)
    yield Progress("units and people", departments(counties[NEWBORN]), 0)
    yield from _tell(_steps(counties, now, plans, year, births))


def _steps(
    counties: dict[str, County], now: datetime, plans: Sequence[Season], year: Sequence[Counted], births: int
) -> list[Step]:
    """Every command of the story, oldest first."""
    matters: list[Matter] = []
    for plan in plans:
        matters += season(plan, counties[plan.county].places)
    matters += recent(plans[0], counties[plans[0].county].places, now)
    matters += gathering(plans[0], counties[plans[0].county].places, now)
    rng, spoken = Random(f"{SEED}/senders"), dict[tuple[int | None, str], datetime]()
    found: list[Step] = []
    for order, matter in enumerate(matters):
        county = counties[matter.county]
        owner = _sender(rng, county, matter, spoken) if matter.owned or rng.random() < 0.7 else None
        contact = Contact() if owner else Contact(name=person_name(rng), phone=phone_number(rng))
        found += steps(Told(matter, county, owner, contact), order)
    found += petitions(counties, now, first=len(matters))
    found += callbacks(counties, now, first=2 * len(matters))
    found += newborns(counties, now, first=3 * len(matters), births=births)
    found += activities(counties, now, first=4 * len(matters), year=year)
    return sorted(step for step in found if step.at < now)


def _sender(rng: Random, county: County, matter: Matter, spoken: dict[tuple[int | None, str], datetime]) -> Actor:
    """A resident who has not brought such a matter lately: the same again would take back that it was solved."""
    topic = matter.written.topic.key
    while True:
        who = rng.choice(county.residents)
        before = spoken.get((who.person_id, topic))
        if before is None or abs(matter.submitted - before) > LATELY:
            spoken[who.person_id, topic] = matter.submitted
            return who


def _tell(story: list[Step]) -> Iterator[Progress]:
    for number, step in enumerate(story):
        if number % 50 == 0:
            yield Progress("requests, activities and newborns", number, len(story))
        step.take()
    yield Progress("requests, activities and newborns", len(story), len(story))
