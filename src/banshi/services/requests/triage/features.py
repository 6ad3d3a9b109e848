"""Turns a message into the weighted grams that the classifier reads.

Two kinds stand side by side, each scaled to length one: runs of one to three characters, and the dictionary words found
in the text, overlapping ones included. A gram counts 1 + ln(times), multiplied by how rare it is among the training rows.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from banshi.services.requests.triage.text import all_words, normalise

LONGEST = 3
RUNS_SEEN_IN = 4
WORDS_SEEN_IN = 2
READ_FIRST = 1000
READ_LAST = 300
Floats = NDArray[np.float32]


def joined(detail: str, title: str = "") -> str:
    """The text that is classified: the title, when there is one, before the detail; of a long text its beginning and its end."""
    normal = normalise(f"{title}。{detail}" if title else detail)
    return normal if len(normal) <= READ_FIRST + READ_LAST else normal[:READ_FIRST] + normal[-READ_LAST:]


def runs(normal: str) -> list[str]:
    """Every run of one to three characters."""
    return [normal[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(normal) - size + 1)]


@dataclass(frozen=True)
class Block:
    """The grams of one kind that were seen in training, in the order of their columns, and how rare each is."""

    grams: tuple[str, ...]
    rarity: Floats
    column: dict[str, int]

    @classmethod
    def of(cls, grams: Sequence[str], rarity: Floats) -> "Block":
        return cls(tuple(grams), rarity, {gram: at for at, gram in enumerate(grams)})

    @classmethod
    def learned(cls, texts: Sequence[Sequence[str]], seen_in: int) -> "Block":
        """The grams that stand in `seen_in` texts or more."""
        seen: Counter[str] = Counter()
        for grams in texts:
            seen.update(set(grams))
        kept = sorted(gram for gram, times in seen.items() if times >= seen_in)
        times = np.array([seen[gram] for gram in kept], np.float64)
        return cls.of(kept, (np.log((1 + len(texts)) / (1 + times)) + 1).astype(np.float32))

    def weigh(self, grams: Iterable[str]) -> tuple[NDArray[np.intp], Floats]:
        """The columns of the known grams in increasing order, and their weights, of length one together."""
        column = self.column
        times = {column[gram]: number for gram, number in Counter(grams).items() if gram in column}
        columns = np.array(sorted(times), np.intp)
        weights = (1 + np.log(np.array([times[at] for at in columns.tolist()], np.float32))) * self.rarity[columns]
        length = float(np.linalg.norm(weights))
        return columns, (weights / length if length else weights).astype(np.float32)

    def matrix(self, texts: Sequence[Sequence[str]]) -> csr_matrix:
        """The weights of many texts, one a row."""
        rows = [self.weigh(grams) for grams in texts]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([np.zeros(0, np.intp), *(columns for columns, _ in rows)])
        weights = np.concatenate([np.zeros(0, np.float32), *(weights for _, weights in rows)])
        return csr_matrix((weights, columns, ends), shape=(len(texts), len(self.grams)), dtype=np.float32)


def learn(normals: Sequence[str]) -> tuple[Block, Block, csr_matrix]:
    """The two blocks learned from the texts, and the texts in them."""
    text_runs, text_words = [runs(normal) for normal in normals], [all_words(normal) for normal in normals]
    run_block, word_block = Block.learned(text_runs, RUNS_SEEN_IN), Block.learned(text_words, WORDS_SEEN_IN)
    return run_block, word_block, hstack([run_block.matrix(text_runs), word_block.matrix(text_words)]).tocsr()
