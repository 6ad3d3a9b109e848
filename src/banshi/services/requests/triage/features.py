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
POINT = 21
"""Bits of a character in the number of a run; a text holds no NUL, so that every run has its own."""
LETTER = (1 << POINT) - 1
Floats = NDArray[np.float32]
Codes = NDArray[np.uint64]
Counted = tuple[Codes, NDArray[np.intp]]
Weighed = tuple[NDArray[np.intp], Floats]


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
        return cls.of(kept, _rarity([seen[gram] for gram in kept], len(texts)))

    def weigh(self, grams: Iterable[str]) -> Weighed:
        """The columns of the known grams in increasing order, and their weights, of length one together."""
        column = self.column
        times = {column[gram]: number for gram, number in Counter(grams).items() if gram in column}
        columns = np.array(sorted(times), np.intp)
        return columns, self._scaled(columns, np.array([times[at] for at in columns.tolist()], np.float32))

    def matrix(self, texts: Iterable[Sequence[str]]) -> csr_matrix:
        """The weights of many texts, one a row."""
        return self._stacked([self.weigh(grams) for grams in texts])

    def of_runs(self, texts: Iterable[Counted]) -> csr_matrix:
        """The same as `matrix` of a block of runs, many times faster."""
        codes = np.array([_code(gram) for gram in self.grams], np.uint64)
        order = np.argsort(codes)
        return self._stacked([self._weigh_runs(codes[order], order, *counted) for counted in texts])

    def _weigh_runs(self, known: Codes, order: NDArray[np.intp], codes: Codes, times: NDArray[np.intp]) -> Weighed:
        at = np.searchsorted(known, codes)
        there = at < len(known)
        there[there] = known[at[there]] == codes[there]
        columns = order[at[there]]
        sorting = np.argsort(columns)
        return columns[sorting], self._scaled(columns[sorting], times[there][sorting].astype(np.float32))

    def _scaled(self, columns: NDArray[np.intp], times: Floats) -> Floats:
        weights = (1 + np.log(times)) * self.rarity[columns]
        length = float(np.linalg.norm(weights))
        return (weights / length if length else weights).astype(np.float32)

    def _stacked(self, rows: Sequence[Weighed]) -> csr_matrix:
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([np.zeros(0, np.intp), *(columns for columns, _ in rows)])
        weights = np.concatenate([np.zeros(0, np.float32), *(weights for _, weights in rows)])
        return csr_matrix((weights, columns, ends), shape=(len(rows), len(self.grams)), dtype=np.float32)


def counted_runs(normal: str) -> Counted:
    """The `runs` of a text as numbers, each once, and how often each stands in it."""
    points = np.frombuffer(normal.encode("utf-32-le"), "<u4").astype(np.uint64)
    second, third = points[1:] << np.uint64(POINT), points[2:] << np.uint64(2 * POINT)
    found = np.concatenate([points, points[:-1] | second, points[:-2] | second[:-1] | third])
    return np.unique(found, return_counts=True)


def learn(normals: Sequence[str]) -> tuple[Block, Block, csr_matrix]:
    """The two blocks learned from the texts, and the texts in them."""
    text_runs, text_words = [counted_runs(normal) for normal in normals], [all_words(normal) for normal in normals]
    run_block, word_block = _learned_runs(text_runs), Block.learned(text_words, WORDS_SEEN_IN)
    return run_block, word_block, hstack([run_block.of_runs(text_runs), word_block.matrix(text_words)]).tocsr()


def _learned_runs(texts: Sequence[Counted]) -> Block:
    """The runs that stand in enough of the texts."""
    codes, seen = np.unique(np.concatenate([codes for codes, _times in texts]), return_counts=True)
    often = seen >= RUNS_SEEN_IN
    kept = sorted(zip(map(_run, codes[often].tolist()), seen[often].tolist(), strict=True))
    return Block.of([gram for gram, _times in kept], _rarity([times for _gram, times in kept], len(texts)))


def _rarity(seen: Sequence[int], texts: int) -> Floats:
    return (np.log((1 + texts) / (1 + np.array(seen, np.float64))) + 1).astype(np.float32)


def _code(run: str) -> int:
    return sum(ord(letter) << POINT * at for at, letter in enumerate(run))


def _run(code: int) -> str:
    return "".join(chr(code >> POINT * at & LETTER) for at in range(LONGEST) if code >> POINT * at)
