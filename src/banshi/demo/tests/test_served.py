"""The year that 突泉县 counted adds up as planned; written down through the real commands it is in test_figures."""

import pytest

from banshi.demo.plan import NEWS_DAY
from banshi.demo.served import TUQUAN_YEAR, Counted, sheets


@pytest.mark.anydb
@pytest.mark.parametrize("line", TUQUAN_YEAR, ids=lambda line: line.kind)
def test_the_plan_has_as_many_sessions_and_people_as_the_news_says(line: Counted) -> None:
    planned = sheets(line, 9)
    assert (len(planned), sum(sheet.people for sheet in planned)) == (line.sessions, line.people)
    assert all(sheet.starts.date() <= NEWS_DAY and sheet.people >= 3 for sheet in planned)
