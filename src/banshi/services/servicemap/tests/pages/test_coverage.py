"""Coverage for planners, and the guide on paper."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from banshi.kernel.places import commands as places
from banshi.kernel.testing.people import COUNTY, TOWN, World
from banshi.services.servicemap.engine.surveyed import covered, survey
from banshi.services.servicemap.queries.covered import coverage_of, proposal
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.tests import small

pytestmark = pytest.mark.django_db


def page(**asked: Any) -> str:
    response = Client().get(reverse("servicemap:coverage"), asked)
    assert response.status_code == 200
    return str(response.content.decode())


class TestCoverage:
    def test_is_what_the_engine_says_of_all_and_of_each_tier(self, town: World) -> None:
        found = opened(COUNTY)
        expected = covered(found.atlas, survey(found.atlas), 5)
        answer, _dots = coverage_of(found, 5, 5.1)
        assert (answer.total, answer.by_tier) == (expected.total, expected.by_tier)

    def test_counts_every_junction_in_one_town_and_draws_it_once(self, town: World) -> None:
        answer, dots = coverage_of(opened(COUNTY), 5, 5.1)
        assert sum(each.points for each in answer.by_area) == answer.total.points
        assert [each.group for each in answer.by_area] == [TOWN]
        assert len(dots.served) + len(dots.unserved) == answer.total.points

    def test_names_the_share_the_tiers_and_the_towns(self, town: World) -> None:
        answer, _dots = coverage_of(opened(COUNTY), 5, 5.1)
        for words in (f"{answer.total.share * 100:.1f}%", "街道（镇）级", "家门口", "札萨克镇"):
            assert words in page(minutes=5)

    def test_changes_as_soon_as_a_place_closes(self, town: World) -> None:
        before, _dots = coverage_of(opened(COUNTY), 5, 5.1)
        for short in ("near", "park"):
            places.close_place(town.ctx("administrator"), code=f"{COUNTY}-{short}", reason="改建")
        after, _dots = coverage_of(opened(COUNTY), 5, 5.1)
        assert after.total.within < before.total.within

    def test_proposes_the_next_sites_with_before_and_after(self, town: World) -> None:
        found = proposal(opened(COUNTY), 3, 5.1, 1)
        assert found.answer.proven
        assert found.answer.after.within > found.answer.before.within
        assert len(found.dots.served) == round(found.answer.after.within)
        shown = page(minutes=3, k=1)
        assert "增设以后" in shown
        assert "已证明" in shown

    @pytest.mark.parametrize("asked", [{"minutes": "9999999999"}, {"k": "x"}, {"by": "car"}, {"minutes": "٣"}])
    def test_takes_what_cannot_be_as_the_usual(self, town: World, asked: dict[str, str]) -> None:
        assert page(**asked).count("selected") == page().count("selected")

    def test_says_so_where_no_map_is_published(self, world: World) -> None:
        assert "还没有发布服务地图" in page()

    def test_of_a_map_without_places_reaches_nothing(self, world: World) -> None:
        small.publish(world)
        assert "0.0%" in page()


class TestTheGuide:
    def get(self, **asked: Any) -> Any:
        return Client().get(reverse("servicemap:guide_pdf", args=[COUNTY]), asked)

    @pytest.mark.parametrize("asked", [{}, {"area": TOWN}, {"area": TOWN, "paper": "a3"}, {"paper": "a99"}])
    def test_is_a_pdf_of_the_district_or_of_a_town(self, town: World, asked: dict[str, str]) -> None:
        response = self.get(**asked)
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-")

    def test_of_another_town_is_not_found(self, town: World) -> None:
        assert self.get(area="150622100").status_code == 404

    def test_prints_names_that_mean_something_to_the_typesetter_as_they_are(self, world: World) -> None:
        small.publish(world)
        small.put(world, "near", name='<b>#panic("x")$ & "号"', hours="")
        assert self.get().status_code == 200

    def test_is_chosen_on_a_page(self, town: World) -> None:
        shown = Client().get(reverse("servicemap:guide")).content.decode()
        assert f'value="{TOWN}"' in shown
        assert "A3" in shown
