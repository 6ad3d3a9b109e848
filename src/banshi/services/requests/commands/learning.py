"""The classifier learns from what people decided; what it learned is put in use, or not, on the record.

Not among the names of `commands`: what learns is large, and only the worker and the console load it.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings

from banshi.kernel.commands import Context, command
from banshi.kernel.ledger.record import Subject, record
from banshi.services.requests.queries.guard import ROOM
from banshi.services.requests.queries.learning import (
    LEAST_ROWS,
    History,
    Record,
    history,
    model_path,
    record_path,
    trained,
)
from banshi.services.requests.triage.errors import ModelRefused, TooLittleToLearn
from banshi.services.requests.triage.learning import FOLDS, Learned, learn, learnable
from banshi.services.requests.triage.model import Model, load

LEAST_CLASSES = 2


class Outcome(StrEnum):
    """What became of a try to learn."""

    IN_USE = "in_use"
    WORSE = "worse"
    TOO_FEW = "too_few"
    NOTHING_NEW = "nothing_new"


@dataclass(frozen=True, slots=True)
class Retrained:
    """The outcome, the rows it rests on, and what is now known of the model in use."""

    outcome: Outcome
    rows: int
    record: Record | None


def retrain(ctx: Context, /, *, least: int = LEAST_ROWS, folds: int = FOLDS) -> Retrained:
    """Train on this site's own history and put the model in use, unless it is clearly worse than the one there.

    A history that is too small, or was tried before, changes nothing, and that is no command.
    """
    given, known = history(), trained()
    if known is not None and known.seen == given.fingerprint and model_path().exists():
        return Retrained(Outcome.NOTHING_NEW, len(given.rows), known)
    places, few = learnable(given.rows)
    rows = [given.rows[at] for at in places]
    if len(rows) < least or len({row.label for row in rows}) < LEAST_CLASSES:
        return Retrained(Outcome.TOO_FEW, len(rows), known)
    until = known.until if known else 0
    fresh = [at for at, place in enumerate(places) if given.decided[place] > until]
    try:
        learned = learn(rows, fresh, _in_use(), folds=folds)
    except TooLittleToLearn:
        return Retrained(Outcome.TOO_FEW, len(rows), known)
    worse = learned.comparison is not None and learned.comparison.clearly_worse
    told = _told(ctx, learned, given, few, worse)
    if worse:
        _refuse_model(ctx, told=told, figures=_brief(learned))
    else:
        _put_in_use(ctx, model=learned.model, told=told, figures=_brief(learned))
    return Retrained(Outcome.WORSE if worse else Outcome.IN_USE, len(rows), trained())


@command
def _put_in_use(ctx: Context, /, *, model: Model, told: Mapping[str, Any], figures: Mapping[str, int]) -> None:
    """Replace the model and its figures. The entry comes first: without it the files stay as they are."""
    path = model_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}.new")
    digest = model.write(waiting)
    record(ctx, _subject(), "requests.model_trained", {**figures, "in_use": True, "digest": digest})
    waiting.replace(path)
    _write(record_path(), {"in_use": {**told["model"], "digest": digest}, "last": told["last"]})


@command
def _refuse_model(ctx: Context, /, *, told: Mapping[str, Any], figures: Mapping[str, int]) -> None:
    """Note that a model was trained and not taken; the one in use stays."""
    record(ctx, _subject(), "requests.model_trained", {**figures, "in_use": False})
    _write(record_path(), {"in_use": _kept(), "last": told["last"]})


def _subject() -> Subject:
    return Subject(ROOM, "classifier", settings.BANSHI_COUNTY)


def _in_use() -> Model | None:
    """The model there is; one that cannot be read is none."""
    try:
        return load(model_path())
    except ModelRefused:
        return None


def _told(ctx: Context, learned: Learned, given: History, few: Mapping[str, int], worse: bool) -> dict[str, Any]:
    """What is kept beside the model: of the model itself, and of this try."""
    figures, compared = learned.figures, asdict(learned.comparison) if learned.comparison else None
    at = ctx.now.isoformat()
    return {
        "model": {
            "at": at,
            "rows": figures.rows,
            "accuracy": figures.accuracy,
            "macro_f1": figures.macro_f1,
            "per_class": [asdict(each) for each in figures.per_class],
            "left_out": dict(few),
            "until": max(given.decided),
            "compared": compared,
        },
        "last": {
            "at": at,
            "outcome": Outcome.WORSE if worse else Outcome.IN_USE,
            "rows": figures.rows,
            "compared": compared,
            "seen": given.fingerprint,
        },
    }


def _brief(learned: Learned) -> dict[str, int]:
    """The figures as the ledger keeps them, in thousandths."""
    told = {
        "rows": learned.figures.rows,
        "accuracy": round(learned.figures.accuracy * 1000),
        "macro_f1": round(learned.figures.macro_f1 * 1000),
    }
    if learned.comparison is None:
        return told
    compared = learned.comparison
    return told | {"compared": compared.rows, "only_new": compared.only_new, "only_old": compared.only_old}


def _kept() -> Mapping[str, Any]:
    """What stands of the model in use, as it was written."""
    try:
        found = json.loads(record_path().read_text(encoding="utf-8")).get("in_use")
    except (OSError, ValueError, AttributeError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, told: Mapping[str, Any]) -> None:
    """The figures in one step, readable by their owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False, indent=2)
    beside.replace(path)
