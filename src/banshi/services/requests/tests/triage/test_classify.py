from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from banshi.services.requests.rules.submission import MAX_TEXT
from banshi.services.requests.tests.triage.examples import labelled
from banshi.services.requests.triage.classify import Labelled, cross_validate, evaluate, load, train
from banshi.services.requests.triage.errors import ModelRefused, TextRefused, TooLittleToLearn
from banshi.services.requests.triage.model import FORMAT, Model

pytestmark = pytest.mark.anydb


@pytest.fixture(scope="module")
def model() -> Model:
    return train(labelled(), seed=3)


class TestASuggestion:
    def test_names_the_class_that_fits(self, model: Model) -> None:
        assert model.suggest("医院的医生今天不在，挂号窗口也没有人，药品买不到。")[0].label == "卫生"

    def test_rests_on_words_of_the_text(self, model: Model) -> None:
        text = "村里的小学没有校车，家长每天接送学生。"
        words = model.suggest(text)[0].rests_on
        assert words
        assert all(word in text for word in words)

    def test_carries_probabilities_that_fall_and_add_up_to_one(self, model: Model) -> None:
        chances = [each.confidence for each in model.suggest("班车总是晚点。", top=3)]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) == pytest.approx(1)

    def test_gives_no_more_classes_than_asked(self, model: Model) -> None:
        assert len(model.suggest("班车总是晚点。", top=2)) == 2

    def test_reads_the_title_too(self, model: Model) -> None:
        assert model.suggest("请尽快处理一下。", "疫苗断货，医院没有药品")[0].label == "卫生"

    def test_is_made_for_a_text_without_a_known_word(self, model: Model) -> None:
        assert 0 < model.suggest("zzzz qqqq")[0].confidence < 1

    @pytest.mark.parametrize("text", ["", "   \n", "!?…,。", "\ud83d"])
    def test_is_refused_for_a_text_that_says_nothing(self, model: Model, text: str) -> None:
        with pytest.raises(TextRefused, match="write what happened"):
            model.suggest(text)

    def test_is_refused_for_a_text_longer_than_a_request_may_be(self, model: Model) -> None:
        with pytest.raises(TextRefused, match=str(MAX_TEXT)):
            model.suggest("水" * 100_000)

    def test_is_made_for_half_a_character_pair_and_control_marks(self, model: Model) -> None:
        assert model.suggest("医院\x00\ud83d药品")[0].label == "卫生"


class TestTraining:
    def test_gives_the_same_model_for_the_same_rows_and_seed(self, model: Model, tmp_path: Path) -> None:
        assert train(labelled(), seed=3).write(tmp_path / "again") == model.write(tmp_path / "first")

    def test_refuses_one_class(self) -> None:
        with pytest.raises(TooLittleToLearn, match="1 classes"):
            train(labelled(labels=("教育",)))

    def test_refuses_no_rows(self) -> None:
        with pytest.raises(TooLittleToLearn, match="0 classes"):
            train([])

    def test_names_the_classes_that_have_too_few_rows(self) -> None:
        with pytest.raises(TooLittleToLearn, match="民政 1"):
            train([*labelled(), Labelled("低保什么时候发", "民政")])

    def test_names_the_row_that_says_nothing(self) -> None:
        with pytest.raises(TextRefused, match="row 91"):
            train([*labelled(), Labelled("……", "教育")])

    def test_learns_two_classes(self) -> None:
        two = train(labelled(labels=("教育", "卫生")))
        assert two.suggest("医院的医生和护士")[0].label == "卫生"
        assert two.suggest("小学的老师和学生")[0].label == "教育"


class TestAFile:
    def test_brings_the_same_suggestions_back(self, model: Model, tmp_path: Path) -> None:
        model.write(tmp_path / "model")
        text = "学校操场塑胶味重，学生头晕。"
        assert load(tmp_path / "model").suggest(text) == model.suggest(text)

    def test_that_was_changed_is_refused(self, model: Model, tmp_path: Path) -> None:
        model.write(tmp_path / "model")
        changed = replace(load(tmp_path / "model"), intercept=model.intercept + np.float32(1))
        changed.write(tmp_path / "changed")
        with np.load(tmp_path / "changed") as new, np.load(tmp_path / "model") as old:
            parts = {**{name: new[name] for name in new.files}, "digest": old["digest"]}
        np.savez(tmp_path / "mixed.npz", **parts)
        with pytest.raises(ModelRefused, match="digest"):
            load(tmp_path / "mixed.npz")

    @pytest.mark.parametrize("content", [b"", b"not a model", b"\x80\x04\x95K\x00."])
    def test_that_is_no_model_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "model").write_bytes(content)
        with pytest.raises(ModelRefused, match="train again"):
            load(tmp_path / "model")

    def test_with_pickled_objects_is_never_opened(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "model.npz", header=np.array([object()], dtype=object), allow_pickle=True)
        with pytest.raises(ModelRefused):
            load(tmp_path / "model.npz")

    def test_of_another_version_is_refused(self, model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("banshi.services.requests.triage.model.VERSION", 999)
        model.write(tmp_path / "model")
        monkeypatch.undo()
        with pytest.raises(ModelRefused, match=f"{FORMAT} version 999"):
            load(tmp_path / "model")

    def test_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ModelRefused):
            load(tmp_path / "absent")


class TestAMeasurement:
    def test_adds_up(self, model: Model) -> None:
        rows = labelled(seed=9)
        found = evaluate(model, rows)
        assert found.rows == len(rows) == sum(map(sum, found.confusion))
        right = sum(found.confusion[at][at] for at in range(len(found.labels)))
        assert found.accuracy == right / len(rows)
        assert found.macro_f1 == pytest.approx(sum(each.f1 for each in found.per_class) / len(found.per_class))
        assert found.as_dict()["labels"] == found.labels

    def test_counts_a_class_the_model_does_not_know_as_wrong(self, model: Model) -> None:
        assert evaluate(model, [Labelled("低保什么时候发", "民政")]).accuracy == 0

    def test_of_nothing_is_refused(self, model: Model) -> None:
        with pytest.raises(TooLittleToLearn):
            evaluate(model, [])

    def test_over_folds_calls_every_row_once(self) -> None:
        found = cross_validate(labelled(), folds=3)
        assert found.rows == 90
        assert len(found.folds) == 3
        assert found.accuracy > 0.9

    def test_keeps_near_duplicates_in_one_part(self) -> None:
        """Labels drawn at random cannot be guessed, although every text stands there twice."""
        rows = [Labelled(row.detail, "单" if at % 2 else "双") for at, row in enumerate(labelled(40))]
        assert cross_validate([*rows, *rows], folds=3).accuracy < 0.8

    def test_needs_two_folds(self) -> None:
        with pytest.raises(TooLittleToLearn, match="2 or more"):
            cross_validate(labelled(), folds=1)
