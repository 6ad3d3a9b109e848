import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.services.requests.tests.triage.examples import SUBJECTS, labelled
from banshi.services.requests.triage.classify import Labelled, train
from banshi.services.requests.triage.learning import (
    HELD_SHARE,
    LEAST_OF_CLASS,
    clearly_worse,
    learn,
    learnable,
)

pytestmark = pytest.mark.anydb


def muddled(each: int = 60) -> list[Labelled]:
    """Rows whose classes were drawn by lot."""
    chance = random.Random(4)
    return [Labelled(row.detail, chance.choice(list(SUBJECTS))) for row in labelled(each, seed=7)]


class TestANewModel:
    @pytest.mark.parametrize(
        ("only_old", "only_new", "worse"),
        [(0, 0, False), (4, 0, False), (5, 0, True), (3, 9, False), (30, 28, False), (300, 200, True), (1000, 0, True)],
    )
    def test_is_clearly_worse_only_beyond_chance(self, only_old: int, only_new: int, worse: bool) -> None:
        assert clearly_worse(only_old, only_new) is worse

    @given(st.integers(0, 200), st.integers(0, 200))
    def test_is_never_clearly_worse_than_one_that_it_beats(self, only_old: int, only_new: int) -> None:
        assert not (clearly_worse(only_old, only_new) and clearly_worse(only_new, only_old))
        assert only_old > only_new or not clearly_worse(only_old, only_new)


class TestLearning:
    def test_leaves_out_classes_that_are_too_small_and_names_them(self) -> None:
        rows = [*labelled(40), Labelled("低保什么时候发", "民政")]
        places, few = learnable(rows)
        assert places == list(range(len(rows) - 1))
        assert few == {"民政": 1}

    def test_leaves_out_a_class_that_is_one_text_told_many_times(self) -> None:
        rows = [*labelled(40), *[Labelled("低保什么时候发，社区一直没有通知", "民政")] * 40]
        places, few = learnable(rows)
        assert len(places) == len(rows) - 40
        assert few == {"民政": 40}

    def test_compares_nothing_the_first_time(self) -> None:
        learned = learn(labelled(), range(90), None, folds=2)
        assert learned.comparison is None
        assert learned.figures.rows == learned.model.trained_on == 90
        assert learned.figures.accuracy > 0.9

    def test_measures_old_and_new_on_rows_that_neither_has_seen(self) -> None:
        earlier, later = labelled(40, seed=2), labelled(10, seed=3)
        learned = learn([*earlier, *later], range(len(earlier), len(earlier) + len(later)), train(earlier), folds=2)
        assert learned.comparison is not None
        assert learned.comparison.rows == int(HELD_SHARE * 150) == 30
        assert learned.comparison.old_accuracy > 0.9
        assert not learned.comparison.clearly_worse

    def test_finds_a_model_made_from_muddled_rows_clearly_worse(self) -> None:
        earlier, later = muddled(), labelled(10, seed=3)
        learned = learn([*earlier, *later], range(len(earlier), 210), train(labelled(40, seed=2)), folds=2)
        assert learned.comparison is not None
        assert learned.comparison.clearly_worse
        assert learned.comparison.only_old > learned.comparison.only_new

    def test_finds_a_model_that_cures_a_muddled_one_no_worse(self) -> None:
        rows = labelled(40, seed=2)
        learned = learn(rows, range(90, 120), train(muddled()), folds=2)
        assert learned.comparison is not None
        assert learned.comparison.only_new > learned.comparison.only_old

    def test_holds_no_class_out_until_nothing_is_left_to_learn_it_from(self) -> None:
        rows = labelled(LEAST_OF_CLASS)
        learned = learn(rows, range(len(rows)), train(labelled()), folds=2)
        assert learned.comparison is not None
        assert learned.comparison.rows <= HELD_SHARE * len(rows)
