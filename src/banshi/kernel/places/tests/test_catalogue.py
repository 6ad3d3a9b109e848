"""Kinds of places are data: the packaged ones, and a county's own over them."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from banshi.kernel.places.catalogue import BadCatalogue, catalogue, read

pytestmark = pytest.mark.anydb


class TestTheCatalogue:
    def test_has_the_seven_kinds_of_the_district_in_four_tiers(self) -> None:
        tiers = [kind.tier for kind in catalogue().kinds.values()]
        assert [tiers.count(tier) for tier in (1, 2, 3, 4)] == [1, 1, 1, 4]
        assert catalogue().tier_of("neighbour-house") == 4
        assert catalogue().tier_of("long gone") == 0

    def test_speaks_both_languages(self) -> None:
        kind = catalogue().kinds["park"]
        assert kind.title == "老少乐园"
        with translation.override("en"):
            assert kind.title == "Park for old and young"

    def test_takes_a_countys_own_kinds_and_names(self, settings: Any, tmp_path: Path) -> None:
        settings.DATA_DIR = tmp_path
        (tmp_path / "policy").mkdir()
        (tmp_path / "policy" / "places.yaml").write_text(
            "kinds:\n  clinic: {tier: 3, zh: 卫生室, en: Clinic}\n  park: {tier: 4, zh: 口袋公园, en: Pocket park}\n"
        )
        found = catalogue()
        assert found.kinds["clinic"].tier == 3
        assert found.kinds["park"].zh == "口袋公园"
        assert found.kinds["station"].zh == "驿站"

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("kinds:\n  clinic: {zh: 卫生室, en: Clinic}", "needs a tier"),
            ("kinds:\n  clinic: {tier: 9, zh: 卫生室, en: Clinic}", "needs a tier out of 1, 2, 3, 4"),
            ("kinds:\n  clinic: {tier: 3, zh: 卫生室}", "needs zh and en"),
            ("kinds: [clinic]", "code"),
            ("sorts: {}", "the headings are"),
            ("kinds: {", "site.yaml"),
        ],
    )
    def test_says_what_is_wrong_with_a_countys_own_file(self, text: str, named: str) -> None:
        with pytest.raises(BadCatalogue) as refused:
            read(text, "site.yaml", catalogue())
        assert named in str(refused.value)
