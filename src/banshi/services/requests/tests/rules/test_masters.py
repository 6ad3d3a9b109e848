from dataclasses import replace
from datetime import timedelta

import pytest

from banshi.kernel.testing.people import NOW
from banshi.services.requests.rules.masters import Candidate, best_master

pytestmark = pytest.mark.anydb

PLAIN = Candidate("210526-AAAAAA", 0, "", "", None, NOW)
LATER = replace(PLAIN, number="210526-BBBBBB", submitted_at=NOW + timedelta(hours=1))


class TestTheMasterProposed:
    def test_is_the_earliest_of_equals(self) -> None:
        assert best_master([LATER, PLAIN]) == PLAIN.number

    def test_is_rather_the_one_that_is_registered_more_completely(self) -> None:
        known = replace(LATER, category="101203", place="向阳小区", unit_id=3)
        assert best_master([PLAIN, known]) == known.number

    def test_is_before_all_the_one_that_others_are_part_of_already(self) -> None:
        known = replace(PLAIN, category="101203", place="向阳小区", unit_id=3)
        assert best_master([known, replace(LATER, behind=1)]) == LATER.number

    def test_is_none_where_nothing_is_open(self) -> None:
        assert best_master([]) == ""
