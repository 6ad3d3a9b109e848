"""A trained classifier: suggests classes, says what it rests on, and is kept in a file that holds numbers only.

Shape of the file: a NumPy archive without pickled objects. `header` is JSON (format, version, labels, rows it was trained
on, seed), `grams` the vocabulary as UTF-8 lines, then the arrays; `digest` is the SHA-256 of all of it. The vocabulary
holds pieces of residents' texts: a model is kept as confidential as the requests it was trained on.
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from banshi.services.requests.triage.errors import ModelRefused
from banshi.services.requests.triage.features import Block, Floats, joined, runs
from banshi.services.requests.triage.text import all_words, checked

FORMAT = "banshi-triage-classifier"
VERSION = 1
LARGEST = 1 << 30
EVIDENCE = 6
LOOKED_AT = 80
ARRAYS = ("run_rarity", "word_rarity", "weights", "intercept", "slope", "shift")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class for a text. `confidence` is a calibrated probability; `rests_on` are the words that spoke for it most."""

    label: str
    confidence: float
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """A linear classifier over `runs` and `words`; `weights` has a row a gram and a column a label."""

    labels: tuple[str, ...]
    runs: Block
    words: Block
    weights: Floats
    intercept: Floats
    slope: Floats
    shift: Floats
    trained_on: int
    seed: int
    digest: str = ""
    """Of the file it was read from; a suggestion names its model by it."""

    def suggest(self, text: str, title: str = "", *, top: int = 3) -> tuple[Suggestion, ...]:
        """The `top` likeliest classes of a message, likeliest first. Raises: TextRefused."""
        normal = joined(checked(text), title)
        found = all_words(normal)
        run_columns, run_values = self.runs.weigh(runs(normal))
        word_columns, word_values = self.words.weigh(found)
        columns = np.concatenate([run_columns, word_columns + len(self.runs.grams)])
        spoken = np.concatenate([run_values, word_values])[:, None] * self.weights[columns]
        chance = self.probabilities((spoken.sum(axis=0) + self.intercept)[None, :])[0]
        order = np.argsort(-chance, kind="stable")[: max(1, top)]
        return tuple(
            Suggestion(self.labels[at], float(chance[at]), self._rests_on(columns, spoken, int(at))) for at in order
        )

    def probabilities(self, scores: NDArray[Any]) -> NDArray[np.float64]:
        """Calibrated probabilities from raw scores, a row a text."""
        scaled = scores.astype(np.float64) * self.slope + self.shift
        grown = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True), np.float64)

    def _rests_on(self, columns: NDArray[np.intp], spoken: NDArray[Any], label: int) -> tuple[str, ...]:
        """Words of the text by how much more they speak for this label than for the others on average; no word inside a stronger one."""
        gain = spoken[:, label] - spoken.mean(axis=1)
        weight: dict[str, float] = {}
        for at in np.argsort(-gain, kind="stable")[:LOOKED_AT].tolist():
            column, value = int(columns[at]), float(gain[at])
            inside = column - len(self.runs.grams)
            gram = self.words.grams[inside] if inside >= 0 else self.runs.grams[column]
            weight[gram] = weight.get(gram, 0.0) + value
        known = [gram for gram in weight if gram in self.words.column] or list(weight)
        strong = sorted(
            (gram for gram in known if len(gram) > 1 and weight[gram] > 0), key=lambda gram: (-weight[gram], gram)
        )
        kept: list[str] = []
        for gram in strong:
            if not any(gram in other or other in gram for other in kept):
                kept.append(gram)
        return tuple(kept[:EVIDENCE])

    def write(self, path: Path) -> str:
        """Writes the model in one step, readable by its owner only, and gives its digest."""
        header = {
            "format": FORMAT,
            "version": VERSION,
            "labels": self.labels,
            "trained_on": self.trained_on,
            "seed": self.seed,
        }
        header["runs"] = len(self.runs.grams)
        parts: dict[str, NDArray[Any]] = {
            "header": _bytes(json.dumps(header, ensure_ascii=False, sort_keys=True)),
            "grams": _bytes("\n".join((*self.runs.grams, *self.words.grams))),
            "run_rarity": self.runs.rarity,
            "word_rarity": self.words.rarity,
        }
        parts |= {name: getattr(self, name) for name in ARRAYS[2:]}
        digest = _digest(parts)
        buffer = io.BytesIO()
        np.savez(buffer, **parts, digest=_bytes(digest))  # type: ignore[arg-type]  # its stub mistakes ** for allow_pickle
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(buffer.getvalue())
        beside.replace(path)
        return digest


def load(path: Path) -> Model:
    """The model in a file. Nothing in the file is executed. Raises: ModelRefused when it is not one, or was changed."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST:
                _refuse(f"{path.name}: more than {LARGEST} bytes unpacked")
        with np.load(path, allow_pickle=False) as stored:
            parts = {name: stored[name] for name in ("header", "grams", *ARRAYS)}
            digest = bytes(stored["digest"]).decode()
        header = json.loads(bytes(parts["header"]))
        grams = bytes(parts["grams"]).decode().split("\n")
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ModelRefused(
            f"{path.name}: {error}", "a file written by `banshi requests triage train`", "train again"
        ) from error
    if header.get("format") != FORMAT or header.get("version") != VERSION:
        _refuse(f"{path.name}: {header.get('format')} version {header.get('version')}")
    if _digest(parts) != digest:
        _refuse(f"{path.name}: its digest does not fit its content")
    return _model(header, grams, parts, digest)


def _model(header: Mapping[str, Any], grams: list[str], parts: Mapping[str, NDArray[Any]], digest: str) -> Model:
    split = int(header["runs"])
    return Model(
        labels=tuple(header["labels"]),
        runs=Block.of(grams[:split], parts["run_rarity"]),
        words=Block.of(grams[split:], parts["word_rarity"]),
        **{name: parts[name] for name in ARRAYS[2:]},
        trained_on=int(header["trained_on"]),
        seed=int(header["seed"]),
        digest=digest,
    )


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _digest(parts: Mapping[str, NDArray[Any]]) -> str:
    total = hashlib.sha256()
    for name in sorted(parts):
        content = np.ascontiguousarray(parts[name])
        total.update(f"{name}:{content.dtype.str}:{content.shape}:".encode())
        total.update(content.tobytes())
    return total.hexdigest()


def _refuse(given: str) -> None:
    raise ModelRefused(given, f"{FORMAT} version {VERSION}", "train again with this version of the program")
