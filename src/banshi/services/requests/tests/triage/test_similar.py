from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.services.requests.tests.triage.examples import DAY, KILN, WELL, labelled
from banshi.services.requests.triage.similar import (
    BANDS,
    CHAIN_DAYS,
    NEAR_DUPLICATE,
    PLACE_KEYS,
    Matter,
    groups,
    likeness,
    shared_topics,
    signature,
    similarity,
)

pytestmark = pytest.mark.anydb
TEXTS = st.text(st.sampled_from("水电路灯村小区学校医院井泵坏了不走。,! \nAb1"), max_size=60)


class TestSimilarity:
    @given(TEXTS, TEXTS)
    def test_is_between_nothing_and_one_and_the_same_both_ways(self, one: str, other: str) -> None:
        assert 0 <= similarity(one, other) <= 1
        assert similarity(one, other) == similarity(other, one)
        assert 0 <= shared_topics(one, other) == shared_topics(other, one) <= 1

    @given(TEXTS.filter(lambda text: any(letter.isalnum() for letter in text)))
    def test_is_one_for_a_text_that_only_changed_its_blanks_and_marks(self, text: str) -> None:
        changed = "\n".join(f"{letter} " for letter in text) + "!!"
        assert similarity(text, changed) == 1
        assert signature(text)[:BANDS] == signature(changed)[:BANDS]

    def test_stays_high_when_a_word_is_added(self) -> None:
        text = KILN[0][1]
        assert similarity(text, text + "谢谢领导。") >= NEAR_DUPLICATE

    def test_is_low_for_another_matter(self) -> None:
        assert similarity(KILN[0][1], WELL[0][1]) < 0.1


class TestASignature:
    @given(TEXTS)
    def test_is_a_few_numbers_that_a_database_can_hold(self, text: str) -> None:
        keys = signature(text)
        assert len(keys) <= BANDS + PLACE_KEYS
        assert len(set(keys)) == len(keys)
        assert all(0 <= key < 1 << 63 for key in keys)

    def test_is_the_same_for_ever(self) -> None:
        assert signature("柳树屯的机井坏了")[:2] == (1149790868816710130, 5330693667997865552)

    def test_is_empty_for_a_text_without_a_letter(self) -> None:
        assert signature(" …… ") == ()

    def test_shares_a_key_with_a_near_duplicate(self) -> None:
        text = KILN[1][1]
        assert set(signature(text)) & set(signature(text.replace("很呛人", "实在呛人")))

    def test_shares_a_key_with_another_text_about_the_same_place(self) -> None:
        assert set(signature(KILN[0][1])) & set(signature(KILN[3][1]))

    def test_shares_no_key_with_another_matter(self) -> None:
        assert not set(signature(KILN[0][1])) & set(signature(WELL[0][1]))


class TestLikeness:
    def test_of_the_same_text_is_a_duplicate(self) -> None:
        found = likeness(Matter(KILN[0][1], DAY), Matter(KILN[0][1] + "!", DAY + timedelta(days=400)))
        assert found is not None
        assert (found.kind, found.score) == ("duplicate", 1)

    def test_of_one_matter_at_one_place_is_a_chain(self) -> None:
        found = likeness(Matter(KILN[0][1], DAY), Matter(KILN[2][1], DAY + timedelta(days=9)))
        assert found is not None
        assert found.kind == "chain"
        assert "向阳小区" in found.places

    def test_of_one_matter_long_after_is_nothing(self) -> None:
        late = DAY + timedelta(days=CHAIN_DAYS, seconds=1)
        assert likeness(Matter(KILN[0][1], DAY), Matter(KILN[2][1], late)) is None

    def test_of_another_matter_at_the_same_place_is_nothing(self) -> None:
        other = "向阳小区的快递柜经常打不开，取件要等半天。"
        assert likeness(Matter(KILN[0][1], DAY), Matter(other, DAY)) is None

    def test_of_the_same_matter_at_another_place_is_nothing(self) -> None:
        other = KILN[2][1].replace("向阳小区", "和平小区")
        assert likeness(Matter(KILN[0][1], DAY), Matter(other, DAY)) is None


class TestGroups:
    def test_hold_near_duplicates_together_and_others_apart(self) -> None:
        texts = [row.detail for row in labelled(8)]
        found = groups([*texts, *(f"{text}望回复。" for text in texts)])
        assert found[: len(texts)] == found[len(texts) :]
        assert len(set(found)) == len(texts)
