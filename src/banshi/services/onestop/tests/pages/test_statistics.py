"""Figures of what was done at once, by procedure and by department, as a page and as a spreadsheet."""

import pytest

from banshi.kernel.testing.people import World
from banshi.services.onestop.tests.lately import at_work
from banshi.services.onestop.tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db


class TestWhoeverLooks:
    def test_sees_each_department_over_all_its_steps_and_how_each_figure_is_counted(
        self, browser: Browser, world: World
    ) -> None:
        at_work(world)
        page = browser("anonymous").get("/onestop/statistics/").content.decode()
        departments = page.partition("<h2>各部门</h2>")[2].partition("</section>")[0]
        for name in ("住建", "供水", "交通"):
            assert f'<th scope="row">{name}</th>' in departments
        assert "少交的材料" in departments
        assert "等居民补材料的日子不算在时限里" in page

    def test_takes_them_home_with_the_papers_that_nobody_had_to_give_again(
        self, browser: Browser, world: World
    ) -> None:
        at_work(world)
        lines = browser("anonymous").get("/onestop/statistics.csv").content.decode("utf-8-sig").splitlines()
        assert lines[0].split(",")[-1] == "papers_saved"
        assert [line.split(",")[1] for line in lines[1:]] == ["deed", "water", "parking"]
