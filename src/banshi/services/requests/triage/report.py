"""How well a classifier does, in figures that can be checked against each other."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ClassReport:
    """One class: of those called so, the part that is (precision); of those that are, the part found (recall)."""

    label: str
    rows: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a measurement. `confusion[i][j]`: rows of class i called class j, in the order of `labels`.

    `folds` holds the accuracy of every part of a cross-validation, and is empty for a single measurement.
    """

    rows: int
    accuracy: float
    macro_f1: float
    per_class: tuple[ClassReport, ...]
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    folds: tuple[float, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON."""
        return asdict(self)


def report(truth: Sequence[str], called: Sequence[str], folds: Sequence[float] = ()) -> Report:
    """The figures for what is true and what it was called; a class without rows counts 0 in the macro average only if it was called."""
    labels = tuple(sorted({*truth, *called}))
    at = {label: number for number, label in enumerate(labels)}
    table = [[0] * len(labels) for _ in labels]
    for is_, said in zip(truth, called, strict=True):
        table[at[is_]][at[said]] += 1
    classes = tuple(_class(label, number, table) for number, label in enumerate(labels))
    right = sum(table[number][number] for number in range(len(labels)))
    return Report(
        rows=len(truth),
        accuracy=right / len(truth) if truth else 0.0,
        macro_f1=sum(each.f1 for each in classes) / len(classes) if classes else 0.0,
        per_class=classes,
        labels=labels,
        confusion=tuple(tuple(row) for row in table),
        folds=tuple(folds),
    )


def _class(label: str, number: int, table: Sequence[Sequence[int]]) -> ClassReport:
    right, rows, said = table[number][number], sum(table[number]), sum(row[number] for row in table)
    return ClassReport(
        label=label,
        rows=rows,
        precision=right / said if said else 0.0,
        recall=right / rows if rows else 0.0,
        f1=2 * right / (rows + said) if rows + said else 0.0,
    )
