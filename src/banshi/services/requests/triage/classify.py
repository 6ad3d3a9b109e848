"""Trains, measures and loads the classifier of messages: detail text and, if known, title → class.

A linear support vector machine, balanced over the classes, on tf-idf of character runs and overlapping dictionary words
(`features`), with one slope and a shift a class that turn its scores into probabilities, learned on folds it was not
fitted on. On unseen messages of the public set of seven classes it reaches accuracy 0.910 and macro-F1 0.905 (five folds, near
duplicates kept together, standard deviation 0.002 to 0.005 between folds), short of the 0.93 and 0.92 asked for; what was tried:
docs/decisions/0010-triage-classifier.md.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from banshi.services.requests.triage.errors import TooLittleToLearn
from banshi.services.requests.triage.features import counted_runs, joined, learn
from banshi.services.requests.triage.model import Model, Suggestion, load
from banshi.services.requests.triage.readers import Labelled, read_labelled
from banshi.services.requests.triage.report import ClassReport, Report, report
from banshi.services.requests.triage.similar import groups
from banshi.services.requests.triage.text import all_words, checked

__all__ = [
    "ClassReport",
    "Labelled",
    "Model",
    "Report",
    "Suggestion",
    "answers",
    "cross_validate",
    "evaluate",
    "load",
    "read_labelled",
    "train",
]

STRENGTH = 0.4
NEAR_ENOUGH = 1e-2
"""Where fitting stops: weights then differ by a ten-thousandth from those that take a third longer, answers do not."""
INNER_FOLDS = 4
LEAST_PER_LABEL = 8
LEAST_LABELS = 2
Ints = NDArray[np.intp]


def train(rows: Sequence[Labelled], *, seed: int = 0) -> Model:
    """A classifier learned from the rows. The same rows and seed give the same model. Raises: TooLittleToLearn, TextRefused."""
    labels, truth = _labels(rows, LEAST_PER_LABEL)
    normals = _normals(rows)
    run_block, word_block, matrix = learn(normals)
    apart = np.array(groups(normals))
    unseen = np.zeros((len(rows), len(labels)))
    for fit, held in _folds(truth, apart, INNER_FOLDS, seed):
        weights, intercept = _fitted(matrix[fit], truth[fit], len(labels), seed)
        unseen[held] = matrix[held] @ weights + intercept
    weights, intercept = _fitted(matrix, truth, len(labels), seed)
    slope, shift = _calibrated(unseen, truth)
    return Model(labels, run_block, word_block, weights, intercept, slope, shift, trained_on=len(rows), seed=seed)


def evaluate(model: Model, rows: Sequence[Labelled]) -> Report:
    """How the model does on rows it has not seen; rows it was trained on flatter it. Raises: TooLittleToLearn, TextRefused."""
    if not rows:
        raise TooLittleToLearn("no rows", "one row or more", "give a file with rows the model was not trained on")
    return report([row.label for row in rows], answers(model, rows))


def answers(model: Model, rows: Sequence[Labelled]) -> list[str]:
    """The class that the model finds likeliest for each row. Raises: TextRefused."""
    return _called(model, _normals(rows))


def cross_validate(rows: Sequence[Labelled], *, folds: int = 5, seed: int = 0) -> Report:
    """How a model trained on such rows does on unseen ones; near duplicates always stay in the same part. Raises: TooLittleToLearn."""
    if folds < LEAST_LABELS:
        raise TooLittleToLearn(f"{folds} folds", "2 or more", "use 5 or 10 folds")
    _, truth = _labels(rows, max(LEAST_PER_LABEL, folds) + LEAST_PER_LABEL)
    normals = _normals(rows)
    called = [""] * len(rows)
    right = []
    for fit, held in _folds(truth, np.array(groups(normals)), folds, seed):
        model = train([rows[at] for at in fit], seed=seed)
        said = _called(model, [normals[at] for at in held])
        for at, label in zip(held.tolist(), said, strict=True):
            called[at] = label
        right.append(float(np.mean([rows[at].label == label for at, label in zip(held.tolist(), said, strict=True)])))
    return report([row.label for row in rows], called, right)


def _normals(rows: Sequence[Labelled]) -> list[str]:
    return [joined(checked(row.detail, f"detail of row {number}"), row.title) for number, row in enumerate(rows, 1)]


def _labels(rows: Sequence[Labelled], least: int) -> tuple[tuple[str, ...], Ints]:
    """The labels in order, and each row's place among them."""
    counted = Counter(row.label for row in rows)
    if len(counted) < LEAST_LABELS:
        raise TooLittleToLearn(
            f"{len(counted)} classes in {len(rows)} rows", "2 or more classes", "add rows of other classes"
        )
    rare = {label: number for label, number in sorted(counted.items()) if number < least}
    if rare:
        listed = "、".join(f"{label} {number}" for label, number in rare.items())
        raise TooLittleToLearn(
            f"too few rows of {listed}", f"{least} or more of each class", "add rows, or take these classes out"
        )
    labels = tuple(sorted(counted))
    return labels, np.array([labels.index(row.label) for row in rows], np.intp)


def _folds(truth: Ints, apart: Ints, folds: int, seed: int) -> Iterator[tuple[Ints, Ints]]:
    """Parts with about the same share of every class; what belongs together is never torn apart."""
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    yield from splitter.split(truth, truth, apart)


def _fitted(matrix: csr_matrix, truth: Ints, labels: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights, a row a gram and a column a label, and intercepts."""
    weights = np.zeros((matrix.shape[1], labels), np.float32)
    intercept = np.full(labels, -1.0, np.float32)
    machine = LinearSVC(C=STRENGTH, tol=NEAR_ENOUGH, class_weight="balanced", random_state=seed).fit(matrix, truth)
    there = machine.classes_
    if len(there) == LEAST_LABELS:
        weights[:, there] = np.stack([-machine.coef_[0], machine.coef_[0]], axis=1)
        intercept[there] = [-machine.intercept_[0], machine.intercept_[0]]
    else:
        weights[:, there], intercept[there] = machine.coef_.T, machine.intercept_
    return weights, intercept


def _calibrated(scores: NDArray[Any], truth: Ints) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The slope and shifts under which the softmax of unseen scores fits the truth best, held near no shift by a small penalty."""
    rows = np.arange(len(truth))

    def surprise(values: NDArray[np.float64]) -> float:
        scaled = scores * np.exp(values[0]) + values[1:]
        scaled -= scaled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[rows, truth]) + 1e-3 * np.sum(values**2))

    best = minimize(surprise, np.zeros(scores.shape[1] + 1), method="L-BFGS-B").x
    return np.array([np.exp(best[0])], np.float32), best[1:].astype(np.float32)


def _called(model: Model, normals: Sequence[str]) -> list[str]:
    split = len(model.runs.grams)
    scores = model.runs.of_runs(map(counted_runs, normals)) @ model.weights[:split]
    scores = scores + model.words.matrix(map(all_words, normals)) @ model.weights[split:]
    return [model.labels[at] for at in model.probabilities(scores + model.intercept).argmax(axis=1)]
