"""Figures as of a day: counted in commands, folded by a job, read in one statement."""

from banshi.kernel.publication.figures.events import Tally, UnknownMeasure, count, count_many
from banshi.kernel.publication.figures.folding import close, close_all, fold, rebuild
from banshi.kernel.publication.figures.measures import Measure, measures
from banshi.kernel.publication.figures.reading import Figures, read

__all__ = [
    "Figures",
    "Measure",
    "Tally",
    "UnknownMeasure",
    "close",
    "close_all",
    "count",
    "count_many",
    "fold",
    "measures",
    "read",
    "rebuild",
]
