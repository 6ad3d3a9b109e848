"""The year that 突泉县 counted adds up, before and after it was written down through the real commands."""

from dataclasses import replace
from datetime import datetime

import pytest

from banshi.demo.activities import activities
from banshi.demo.plan import NEWS_DAY, ZONE
from banshi.demo.region import County, found
from banshi.demo.served import TUQUAN_YEAR, Counted, sheets
from banshi.kernel.publication import figures
from banshi.services.activities.queries.statistics import statistics

NOW = datetime(2021, 11, 15, 10, 0, tzinfo=ZONE)


@pytest.mark.anydb
@pytest.mark.parametrize("line", TUQUAN_YEAR, ids=lambda line: line.kind)
def test_the_plan_has_as_many_sessions_and_people_as_the_news_says(line: Counted) -> None:
    planned = sheets(line, 9)
    assert (len(planned), sum(sheet.people for sheet in planned)) == (line.sessions, line.people)
    assert all(sheet.starts.date() <= NEWS_DAY and sheet.people >= 3 for sheet in planned)


@pytest.mark.anydb  # the demonstration runs on the embedded database
@pytest.mark.django_db
def test_the_rows_count_to_the_plan_as_of_the_day_of_the_news() -> None:
    from django.core.management import call_command

    small = [replace(line, sessions=6, people=60 + number) for number, line in enumerate(TUQUAN_YEAR)]
    call_command("directory_areas_load", verbosity=0)
    counties: dict[str, County] = {}
    for code in ("152224", "150204", "150627", "150104", "150525", "150502"):
        for made in found(code):
            counties[code] = made
    for step in sorted(step for step in activities(counties, NOW, first=0, year=small) if step.at < NOW):
        step.take()
    while figures.fold():
        pass
    lines = {line.key: line for line in statistics("152224", as_of=NEWS_DAY).lines}
    assert {key: (line.held, line.attended) for key, line in lines.items()} == {
        line.kind: (line.sessions, line.people) for line in small
    }
    assert statistics("150204").total.attended > 0
    assert statistics("150104").lines[0].attended == 46
