"""One Chinese word, two English ones: what is pressed, and what was done."""

import pytest
from django.utils import translation

from banshi.kernel.rooms import kinds
from banshi.services.requests.forms.fields import titled
from banshi.services.requests.pages.acts import DEEDS
from banshi.services.requests.pages.desk.deeds import CENTRAL
from banshi.services.requests.pages.desk.oversight import OVERSIGHT
from banshi.services.requests.rules.submission import LEVEL_TITLES, URGENCY_TITLES

pytestmark = pytest.mark.anydb
DONE = (
    ("triage", "requests.triaged"),
    ("dispatch", "requests.dispatched"),
    ("accept", "requests.accepted"),
    ("answer", "requests.answered"),
    ("close", "requests.closed"),
    ("transfer", "requests.transferred"),
    ("supervise", "requests.supervised"),
    ("reopen", "requests.reopened"),
    ("publish", "requests.published"),
    ("review", "requests.review_requested"),
)


class TestTheSameChineseWord:
    @pytest.mark.parametrize(("deed", "kind"), DONE)
    def test_says_in_english_what_to_do_and_what_was_done(self, deed: str, kind: str) -> None:
        title = {**DEEDS, **CENTRAL, **OVERSIGHT}[deed].title
        with translation.override("en"):
            assert str(title) != str(kinds()[kind])

    def test_is_each_fields_own(self) -> None:
        with translation.override("en"):
            assert (titled("urgency", URGENCY_TITLES)[0][1], titled("level", LEVEL_TITLES)[1][1]) == (
                "Normal",
                "Ordinary",
            )
