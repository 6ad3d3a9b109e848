"""Search at SIZE documents with an access filter: `SIZE=1000000 python bench/search.py`.

Anchor: `LIKE '%word%'` on the same rows in the same run, the way most systems search.
Builds `bench_item` and `search_bench` in BANSHI_DATABASE_URL and drops them at the end
(KEEP=1 leaves them, REUSE=1 measures on what was left).
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.project.settings")

import django

django.setup()

from bench.report import line  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from banshi.kernel.search import index, query  # noqa: E402
from banshi.kernel.search.schema import SearchTable  # noqa: E402

SIZE = int(os.environ.get("SIZE", "100000"))
PAGE = 20
ROUNDS = 15
UNITS = 100
random = np.random.default_rng(20210526)


class Item(models.Model):
    """What a room would filter by."""

    area = models.CharField(max_length=12)
    unit = models.IntegerField()
    level = models.IntegerField()
    text = models.TextField()

    class Meta:
        app_label = "search"
        db_table = "bench_item"
        indexes = [models.Index(fields=["unit", "-id"], name="bench_item_unit")]


def vocabulary() -> list[str]:
    """20,000 invented words of one to three characters; the first are used most.

    The shares of frequent characters and pairs are near those of residents' real messages
    (100 characters 45 %, 10,000 pairs 60 % of a text).
    """
    characters = [chr(c) for c in range(0x4E00, 0x4E00 + 3500)]
    random.shuffle(characters)
    lengths = random.choice([1, 2, 3], size=20_000, p=[0.1, 0.75, 0.15])
    weights = 1 / (np.arange(3500) + 30) ** 1.1
    picked = iter(random.choice(3500, size=int(lengths.sum()), p=weights / weights.sum()))
    return ["".join(characters[next(picked)] for _ in range(n)) for n in lengths]


def items(words: list[str]) -> Iterator[Item]:
    weights = 1 / (np.arange(len(words)) + 20) ** 1.15
    weights /= weights.sum()
    for start in range(0, SIZE, 10_000):
        count = min(10_000, SIZE - start)
        draws = random.choice(len(words), size=(count, 80), p=weights)
        for i in range(count):
            text = "".join([words[j] for j in draws[i]])
            if start + i < SIZE // 10 and i % 20 == 0:
                text += "旧案"  # a word that only old documents carry
            if i % 2:
                text += "反映的问题"  # a phrase that half of them carry
            yield Item(
                id=start + i + 1,
                area=f"15062{i % 8}10{i % 10}",
                unit=int(draws[i][0] * 7 + i) % UNITS,
                level=i % 3,
                text=text,
            )


def build() -> None:
    words = vocabulary()
    with connection.schema_editor() as editor:
        editor.create_model(Item)
        SearchTable("bench").database_forwards("search", editor, None, None)
    spent, batch = 0.0, []
    for item in items(words):
        batch.append(item)
        if len(batch) == 5000 or item.id == SIZE:
            with transaction.atomic():
                Item.objects.bulk_create(batch)
                started = time.perf_counter()
                index.put_many("bench", (text(i) for i in batch), later=True)
                spent += time.perf_counter() - started
            batch = []
    line("search: taking in an import", SIZE / spent, "rows/s", 10_000)
    started = time.perf_counter()
    while index.catch_up("bench", limit=1000):
        pass
    line("search: catching up with it", SIZE / (time.perf_counter() - started), "rows/s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bench_item")


def text(item: Item) -> index.Text:
    return index.Text(item.id, item.area[:6], item.text, marks=[f"u{item.unit}"])


def timed(run: Callable[[], Any]) -> tuple[float, float, Any]:
    took, answer = [], None
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = run()
        took.append((time.perf_counter() - started) * 1000)
    return median(took), quantiles(took, n=20)[-1], answer


def frequent(lowest: float, highest: float, sample: list[str], length: int = 2) -> str:
    """A string of `length` characters that this share of the documents carries."""
    counts: dict[str, int] = {}
    for body in sample:
        for piece in {body[i : i + length] for i in range(len(body) - length)}:
            counts[piece] = counts.get(piece, 0) + 1
    return next(piece for piece, n in sorted(counts.items()) if lowest <= n / len(sample) <= highest)


def cases() -> dict[str, str]:
    sample = list(Item.objects.order_by("id")[SIZE // 2 : SIZE // 2 + 4000].values_list("text", flat=True))
    middle = sample[1000]
    return {
        "one word, every second text": "反映",
        "one word, 10 %": frequent(0.09, 0.12, sample),
        "one word, 1 %": frequent(0.009, 0.011, sample),
        "one word, 0.1 %": frequent(0.001, 0.0012, sample),
        "one word, rare": frequent(0.00025, 0.00026, sample),
        "one word, only in old texts": "旧案",
        "one word, nowhere": "龘龖",
        "two words, common": f"{frequent(0.09, 0.12, sample)} 反映",
        "two words, 1 % and 1 %": f"{frequent(0.009, 0.0105, sample)} {frequent(0.0106, 0.012, sample)}",
        "phrase, every second text": "“反映的问题”",
        "phrase of seven characters, one text": f"“{middle[40:47]}”",
        "phrase of common pairs, nowhere": "“反映的反映”",
        "one character, common": frequent(0.3, 0.6, sample, 1),
        "one character, rare": frequent(0.0005, 0.002, sample, 1),
    }


def measure() -> bool:
    supervisor = Item.objects.filter(area__startswith="15062", level__lte=1)
    handler = Item.objects.filter(unit=17, level__lte=1)
    met = True
    for name, typed in cases().items():
        like = typed.strip("“”").split()[0]
        anchor, _, _ = timed(lambda like=like: list(supervisor.filter(text__contains=like).order_by("-id")[:PAGE]))
        for who, rows, within in (("county", supervisor, []), ("unit", handler, ["u17"])):
            p50, p95, found = timed(
                lambda rows=rows, typed=typed, within=within: list(
                    query.newest(rows, "bench", typed, size=PAGE, within=within)
                )
            )
            met &= line(f"search: {name} ({who}: {len(found)}, p95 {p95:.1f})", p50, "ms", 30, anchor, anchor / p50)
        listed = timed(
            lambda typed=typed: list(supervisor.filter(query.matching("bench", typed)).order_by("unit", "-id")[:PAGE])
        )
        met &= line(f"search: {name}: in another order ({len(listed[2])})", listed[0], "ms", 30)
        p50, _, found = timed(lambda typed=typed: query.count(supervisor, "bench", typed))
        line(f"search: {name}: count up to 1,000 ({found})", p50, "ms")
    one = Item(id=SIZE + 1, area="150627101", unit=3, level=0, text="反映的问题" * 40)

    def write() -> None:
        with transaction.atomic():
            index.put_many("bench", [text(one)])

    p50, _, _ = timed(write)
    line("search: one document written again", p50, "ms", 3)
    return met


def clear() -> None:
    with connection.schema_editor() as editor:
        SearchTable("bench").database_backwards("search", editor, None, None)
        editor.delete_model(Item)


def main() -> None:
    print(f"# search, {SIZE:,} documents, {connection.vendor}")
    try:
        if not os.environ.get("REUSE"):
            build()
        measure()
    finally:
        if not os.environ.get("KEEP"):
            clear()


if __name__ == "__main__":
    main()
