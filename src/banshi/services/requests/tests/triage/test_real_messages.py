"""On the public messages in BANSHI_REAL_DATA: the floors below which the helpers may not fall. No message stands here."""

import os
from pathlib import Path

import pytest

from banshi.services.requests.triage.classify import evaluate, load, read_labelled, train
from banshi.services.requests.triage.hot import HotIssue, hot_issues
from banshi.services.requests.triage.readers import Message, read_messages
from banshi.services.requests.triage.similar import NEAR_DUPLICATE, groups, signature, similarity

pytestmark = [pytest.mark.anydb, pytest.mark.realdata]


@pytest.fixture(scope="module")
def folder() -> Path:
    return Path(os.environ["BANSHI_REAL_DATA"]) / "messages"


@pytest.fixture(scope="module")
def messages(folder: Path) -> list[Message]:
    return read_messages(folder / "hot-issues.xlsx")


@pytest.fixture(scope="module")
def found(messages: list[Message]) -> tuple[HotIssue, ...]:
    return hot_issues(messages)


class TestTheClassifier:
    def test_reaches_its_floor_on_unseen_messages_and_survives_its_file(self, folder: Path, tmp_path: Path) -> None:
        rows = read_labelled(folder / "train_details.jsonl")
        assert len(rows) == 5698
        parts = [group % 4 for group in groups([row.detail for row in rows])]  # near duplicates in the same part
        unseen = [row for row, part in zip(rows, parts, strict=True) if not part]
        model = train([row for row, part in zip(rows, parts, strict=True) if part])
        reached = evaluate(model, unseen)
        assert reached.accuracy >= 0.90
        assert reached.macro_f1 >= 0.895
        model.write(tmp_path / "model")
        kept = load(tmp_path / "model")
        for row in unseen[:50]:
            assert kept.suggest(row.detail) == model.suggest(row.detail)


@pytest.mark.xdist_group("hot issues")  # so that they are found once
class TestHotIssues:
    def test_put_the_two_largest_matters_on_top(self, messages: list[Message], found: tuple[HotIssue, ...]) -> None:
        assert len(messages) == 4326
        largest = sorted(found, key=lambda issue: -issue.size)[:2]
        assert all(issue.size >= 45 for issue in largest)
        assert set(largest) <= set(found[:4])

    def test_are_disjoint(self, found: tuple[HotIssue, ...]) -> None:
        ids = [number for issue in found for number in issue.ids]
        assert len(ids) == len(set(ids))


class TestSignatures:
    def test_find_nearly_all_near_duplicates(self, messages: list[Message]) -> None:
        texts = [message.detail for message in messages]
        together: dict[int, list[str]] = {}
        for text, group in zip(texts, groups(texts), strict=True):
            together.setdefault(group, []).append(text)
        pairs = [
            (same[0], other)
            for same in together.values()
            for other in same[1:]
            if similarity(same[0], other) >= NEAR_DUPLICATE
        ]
        assert len(pairs) > 100
        met = sum(bool(set(signature(one)) & set(signature(other))) for one, other in pairs)
        assert met >= 0.98 * len(pairs)
