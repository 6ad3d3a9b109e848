"""Trains on a site's own history, and says whether what came out may take the place of the model in use.

The newest rows, which the model in use was not trained on, are held out: a model trained on all the others and the model
in use both answer them. Where only one of two is right, the toss of a coin decides which if they are equally good; the new
one is clearly worse when the old one alone is right more often than such a coin would show once in twenty times. Only then
it is not taken. What is taken is trained on every row, the held-out ones included; its figures are cross-validated.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from banshi.services.requests.triage.classify import LEAST_PER_LABEL, answers, cross_validate, train
from banshi.services.requests.triage.features import joined
from banshi.services.requests.triage.model import Model
from banshi.services.requests.triage.readers import Labelled
from banshi.services.requests.triage.report import Report, report
from banshi.services.requests.triage.similar import groups

FOLDS = 5
LEAST_OF_CLASS = 2 * LEAST_PER_LABEL + FOLDS
"""A class with fewer different texts is left out: it can be neither learned nor measured."""
HELD_SHARE = 0.2
MOST_HELD = 1000
DOUBT = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """The new and the old model on the same rows, which neither was trained on."""

    rows: int
    new_accuracy: float
    new_macro_f1: float
    old_accuracy: float
    old_macro_f1: float
    only_new: int
    only_old: int
    """Rows that one of the two alone got right."""

    @property
    def clearly_worse(self) -> bool:
        """Whether the old model's lead is more than chance."""
        return clearly_worse(self.only_old, self.only_new)


@dataclass(frozen=True)
class Learned:
    """A model trained on all rows, how such a model does on unseen ones, and how it does beside the one in use."""

    model: Model
    figures: Report
    comparison: Comparison | None


def clearly_worse(only_old: int, only_new: int) -> bool:
    """Whether so many rows won by the old model alone, of those won by one of the two, are more than chance."""
    together = only_old + only_new
    as_many = sum(comb(together, times) for times in range(only_old, together + 1))
    return only_old > only_new and as_many / 2**together < DOUBT


def learnable(rows: Sequence[Labelled], least: int = LEAST_OF_CLASS) -> tuple[list[int], dict[str, int]]:
    """The places of the rows whose class has enough different texts, and the classes left out with how many rows they have.

    Near duplicates count once: they always stay together, so that many of them make no class that can be measured.
    """
    alike = groups(joined(row.detail, row.title) for row in rows)
    different = Counter(label for label, _group in {(row.label, at) for row, at in zip(rows, alike, strict=True)})
    few = {label: number for label, number in sorted(_counted(rows).items()) if different[label] < least}
    return [at for at, row in enumerate(rows) if row.label not in few], few


def _counted(rows: Sequence[Labelled]) -> Counter[str]:
    return Counter(row.label for row in rows)


def learn(rows: Sequence[Labelled], fresh: Sequence[int], old: Model | None, *, folds: int = FOLDS) -> Learned:
    """Train on rows given oldest first. `fresh`: places of those that `old` was not trained on. Raises: TooLittleToLearn."""
    held = _held_out(rows, fresh)
    compared = _compared(rows, held, old) if old is not None and held else None
    return Learned(train(rows), cross_validate(rows, folds=folds), compared)


def _held_out(rows: Sequence[Labelled], fresh: Sequence[int]) -> list[int]:
    """The newest of the fresh rows, leaving every class enough of the others to be learned."""
    left = _counted(rows)
    most = min(MOST_HELD, int(HELD_SHARE * len(rows)))
    held: list[int] = []
    for at in sorted(fresh, reverse=True):
        if len(held) == most:
            break
        if left[rows[at].label] > LEAST_PER_LABEL:
            left[rows[at].label] -= 1
            held.append(at)
    return sorted(held)


def _compared(rows: Sequence[Labelled], held: Sequence[int], old: Model) -> Comparison:
    apart = set(held)
    new = train([row for at, row in enumerate(rows) if at not in apart])
    asked = [rows[at] for at in held]
    truth, by_new, by_old = [row.label for row in asked], answers(new, asked), answers(old, asked)
    said_new, said_old = report(truth, by_new), report(truth, by_old)
    right = [(new == is_, old == is_) for is_, new, old in zip(truth, by_new, by_old, strict=True)]
    return Comparison(
        rows=len(asked),
        new_accuracy=said_new.accuracy,
        new_macro_f1=said_new.macro_f1,
        old_accuracy=said_old.accuracy,
        old_macro_f1=said_old.macro_f1,
        only_new=right.count((True, False)),
        only_old=right.count((False, True)),
    )
