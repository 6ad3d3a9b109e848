"""The figures of the news are counts over rows: a small year, told through the real commands, counts as its plan says.

The region is built once, and everything that is promised of it is looked at there.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

import pytest

from banshi.demo import circle
from banshi.demo.build import build
from banshi.demo.plan import IJINHOLOO, NEWS_DAY, TUQUAN, ZONE, Fate, Place, Season, recent, season
from banshi.demo.region import CTX, County
from banshi.demo.served import TUQUAN_YEAR
from banshi.demo.sites import sites
from banshi.kernel.directory.areas import short_name
from banshi.kernel.directory.queries.areas import children
from banshi.kernel.places.queries import places_in
from banshi.kernel.publication import figures
from banshi.services.activities.queries.statistics import statistics as activities
from banshi.services.requests.models import CallBack, CallBackRound, Request
from banshi.services.requests.queries.statistics import statistics
from banshi.services.servicemap.queries.covered import coverage_of
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.queries.published import published

NOW = datetime(2021, 11, 15, 10, 0, tzinfo=ZONE)
SMALL_YEAR = tuple(replace(line, sessions=4, people=40 + number) for number, line in enumerate(TUQUAN_YEAR))
SMALL = (replace(IJINHOLOO, collected=30, solved=11), replace(TUQUAN, collected=16, solved=16))
SAID = date(2021, 9, 1)
"""When everything of the year has been rated and nothing of the last weeks has come."""
PLACES = [Place(f"150627{number:06}", f"第{number}村") for number in range(160)]


def villages(county: str) -> list[Place]:
    """Where the matters of a county are, once its areas are loaded."""
    found = [village for town in children(county) for village in children(town.code)]
    return [Place(village.code, short_name(village.name)) for village in found]


@pytest.mark.anydb
class TestThePlan:
    @pytest.mark.parametrize("plan", [IJINHOLOO, TUQUAN], ids=lambda plan: plan.county)
    def test_solves_as_many_by_the_day_of_the_news_as_the_news_says(self, plan: Season) -> None:
        told = season(plan, PLACES)
        last = [matter.replies[-1] for matter in told]
        solved = [reply for reply in last if reply.outcome == "solved" and reply.at.date() <= NEWS_DAY]
        assert (len(told), len(solved)) == (plan.collected, plan.solved)

    def test_brings_no_matter_twice_at_one_place(self) -> None:
        told = [(m.written.topic.category, m.place.code, m.written.place) for m in season(IJINHOLOO, PLACES)]
        assert len(told) == len(set(told))

    def test_takes_every_step_after_the_one_before(self) -> None:
        for matter in season(IJINHOLOO, PLACES):
            moments = [matter.submitted, matter.triaged, matter.accepted, *(reply.at for reply in matter.replies)]
            assert moments == sorted(at for at in moments if at is not None)

    def test_shows_every_end_a_matter_can_come_to(self) -> None:
        outcomes = {reply.outcome.value for matter in season(IJINHOLOO, PLACES) for reply in matter.replies}
        assert outcomes == {"solved", "partly", "promised", "explained"}
        assert len(Fate) == 3

    @pytest.mark.parametrize("plan", [IJINHOLOO, TUQUAN], ids=lambda plan: plan.county)
    def test_pleases_most_of_those_who_say_what_they_think_but_not_all(self, plan: Season) -> None:
        told = season(plan, PLACES)
        rated = [matter for matter in told if any(reply.rating for reply in matter.replies)]
        poor = [matter for matter in rated if matter.unsatisfied]
        assert 0.4 < len(rated) / len(told) < 0.7
        assert 0.03 < len(poor) / len(rated) < 0.09
        assert any(matter.owned and not matter.unsatisfied for matter in rated)

    def test_leaves_some_of_these_weeks_to_be_put_right(self) -> None:
        waiting = [each for each in recent(IJINHOLOO, PLACES, NOW) if each.replies and each.replies[-1].poor]
        assert 1 <= len([each for each in waiting if each.replies[-1].at < NOW]) <= 12


@pytest.mark.anydb  # the demonstration runs on the embedded database
@pytest.mark.django_db
class TestTheRegion:
    def test_counts_what_was_planned_as_of_the_day_of_the_news(self) -> None:
        built = list(build(NOW, SMALL, SMALL_YEAR, births=4))
        assert [step.done for step in built if step.what == "places of the map"] == list(range(1, 166))
        while figures.fold():
            pass
        unsatisfied = 0
        for plan in SMALL:
            total = statistics(plan.county, as_of=NEWS_DAY).total.counts
            assert (total["received"], total["solved"]) == (plan.collected, plan.solved)
            assert statistics(plan.county, as_of=date(2020, 5, 1)).total.counts["received"] == 0
            said = statistics(plan.county, as_of=SAID).total.counts
            poor = [matter for matter in season(plan, villages(plan.county)) if matter.unsatisfied]
            assert said["rated"] - said["satisfied"] == len(poor)
            unsatisfied += len(poor)
        assert unsatisfied > 0
        self.called_back_after_the_news()
        assert Request.objects.filter(county="150525", kind="petition", charges__isnull=False).exists()
        self.held_and_attended_as_counted()
        self.the_circle_has_its_places_by_kind_each_on_the_map_and_none_twice()

    def called_back_after_the_news(self) -> None:
        """What residents said on the telephone is told, and takes back nothing that the news had counted."""
        drawn = CallBackRound.objects.order_by("id")
        assert [each.opened_at is not None for each in drawn] == [True, True]
        assert not CallBack.objects.filter(round=drawn[0], due_at__isnull=False, ended_at=None).exists()
        then, later = (statistics(IJINHOLOO.county, as_of=day).total.counts for day in (NEWS_DAY, date(2021, 6, 30)))
        assert then["called"] == 0 < later["called"] == CallBack.objects.filter(round=drawn[0]).exclude(said="").count()

    def held_and_attended_as_counted(self) -> None:
        """The rows of the year's sessions count to the plan as of the day of the news."""
        lines = {line.key: line for line in activities("152224", as_of=NEWS_DAY).lines}
        assert {key: (line.held, line.attended) for key, line in lines.items()} == {
            line.kind: (line.sessions, line.people) for line in SMALL_YEAR
        }
        assert activities("150204").total.attended > 0
        assert activities("150104").lines[0].attended == 46

    def the_circle_has_its_places_by_kind_each_on_the_map_and_none_twice(self) -> None:
        """The places that the district counted, on streets that are named as borrowed."""
        rows = places_in(circle.COUNTY)
        assert dict(Counter(row.kind for row in rows)) == {
            "district-centre": 1,
            "town-centre": 10,
            "community-centre": 70,
            "property-point": 1,
            "neighbour-house": 41,
            "park": 34,
            "station": 8,
        }
        assert len({row.name for row in rows}) == len({(row.lon, row.lat) for row in rows}) == 165
        assert published(circle.COUNTY).note == circle.NOTE
        stands = opened(circle.COUNTY).atlas.reach.stands
        assert all(stand.snapped is not None and not stand.snapped.off_network for stand in stands)
        assert [row.code for row in sites(County(circle.COUNTY), CTX.now)] == [row.code for row in rows]
        answer, _dots = coverage_of(opened(circle.COUNTY), 10, 5.1)
        assert answer.total.share > 0.95
        assert len(answer.by_area) == 10
