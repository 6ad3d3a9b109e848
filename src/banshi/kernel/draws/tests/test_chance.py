"""The drawing: the same on every machine, fair, and as it was asked for."""

import json
import runpy
from collections import Counter
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.draws import rules
from banshi.kernel.draws.chance import Box, Drawn, Throws, draw
from banshi.kernel.draws.pages import SCRIPT
from banshi.kernel.draws.rules import Entrant, Spec
from banshi.kernel.draws.tests.conftest import tokens

pytestmark = pytest.mark.anydb
VECTORS = json.loads((Path(rules.__file__).parent / "data" / "vectors.json").read_text())
STANDALONE = runpy.run_path(str(SCRIPT))["draw"]
SEEDS = st.binary(min_size=32, max_size=32).map(bytes.hex)
PUBLIC = ["", "", ""]


@st.composite
def draws(box: st.DrawFn) -> tuple[list[Entrant], Spec]:
    """A sound list over up to three strata with musts and weights, and a spec that fits it."""
    names = box(st.lists(st.text("abcdefgh0123", min_size=1, max_size=4), min_size=1, max_size=25, unique=True))
    heaviest = box(st.sampled_from([1, 1, 5, 1000]))
    entrants = [
        Entrant(name, box(st.sampled_from(["", "城区", "乡镇"])), box(st.integers(1, heaviest)), box(st.booleans()))
        for name in names
    ]
    counts = {}
    for stratum in {entrant.stratum for entrant in entrants}:
        here = [entrant for entrant in entrants if entrant.stratum == stratum]
        counts[stratum] = box(st.integers(sum(entrant.must for entrant in here), len(here)))
    return entrants, Spec.of_strata(counts)


def seed_of(number: int) -> str:
    return rules.digest(f"test {number}")


def strayed(found: "Counter[Any]", expected: dict[Any, float]) -> float:
    """Pearson's chi-square of what was found."""
    assert set(found) <= set(expected)
    return sum((found[face] - wanted) ** 2 / wanted for face, wanted in expected.items())


class TestTheVectors:
    @pytest.mark.parametrize("vector", VECTORS["throws"], ids=lambda vector: str(vector["faces"]))
    def test_of_throws_hold(self, vector: dict[str, Any]) -> None:
        throws = Throws(bytes.fromhex(vector["key"]))
        assert [throws.below(vector["faces"]) for _ in vector["numbers"]] == vector["numbers"]
        assert throws.count == vector["blocks"]

    @pytest.mark.parametrize("vector", VECTORS["draws"], ids=lambda vector: str(vector["name"]))
    def test_of_draws_hold_here_and_in_the_stand_alone_script(self, vector: dict[str, Any]) -> None:
        entrants, spec = [Entrant(**row) for row in vector["list"]], Spec.read(vector["spec"])
        assert rules.flaw(entrants, spec) is None
        found = [drawn.token for drawn in draw(entrants, spec, vector["seed"], vector["public"])]
        assert found == vector["result"]
        assert [*STANDALONE(vector["list"], vector["spec"], vector["seed"], vector["public"])] == vector["result"]

    def test_throw_some_numbers_away(self) -> None:
        assert any(vector["blocks"] > len(vector["numbers"]) for vector in VECTORS["throws"])


class TestADraw:
    @given(draws(), SEEDS, st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3))
    def test_is_the_same_in_the_script_that_knows_nothing_of_us(
        self, given: tuple[list[Entrant], Spec], seed: str, public: list[str]
    ) -> None:
        entrants, spec = given
        found = draw(entrants, spec, seed, public)
        rows = json.loads(rules.list_text(entrants))
        assert [*STANDALONE(rows, spec.plain(), seed, public)] == [drawn.token for drawn in found]

    @given(draws(), SEEDS)
    def test_meets_every_quota_with_everybody_who_must_be_in_it(
        self, given: tuple[list[Entrant], Spec], seed: str
    ) -> None:
        entrants, spec = given
        found = draw(entrants, spec, seed, PUBLIC)
        by_token = {entrant.token: entrant for entrant in entrants}
        assert len({drawn.token for drawn in found}) == len(found) == spec.count
        assert Counter(drawn.stratum for drawn in found) == Counter(
            {q.stratum: q.count for q in spec.quotas if q.count}
        )
        for drawn in found:
            entrant = by_token[drawn.token]
            assert drawn == Drawn(entrant.token, entrant.stratum, entrant.must)
        assert {each.token for each in entrants if each.must} <= {drawn.token for drawn in found}

    @given(st.permutations(tokens(7)), SEEDS)
    def test_does_not_depend_on_the_order_in_which_the_list_was_given(self, shuffled: list[Entrant], seed: str) -> None:
        assert draw(shuffled, Spec.of(4), seed, PUBLIC) == draw(tokens(7), Spec.of(4), seed, PUBLIC)

    @given(st.integers(1, 40), SEEDS)
    def test_of_as_many_as_there_are_is_an_order_of_all(self, count: int, seed: str) -> None:
        found = [drawn.token for drawn in draw(tokens(count), Spec.of(count), seed, PUBLIC)]
        assert sorted(found) == [entrant.token for entrant in tokens(count)]

    def test_is_another_for_any_other_list_seed_spec_or_public_value(self) -> None:
        seed, count = seed_of(0), 40
        found = [
            [drawn.token for drawn in draw(entrants, spec, used, public)][:20]
            for entrants, spec, used, public in [
                (tokens(count), Spec.of(count), seed, PUBLIC),
                (tokens(count), Spec.of(count - 1), seed, PUBLIC),
                (tokens(count), Spec.of(count), seed_of(1), PUBLIC),
                (tokens(count), Spec.of(count), seed, ["", "x", ""]),
                (tokens(count), Spec.of(count), seed, ["x", "", ""]),
                ([*tokens(count - 1), Entrant("T040", weight=2)], Spec.of(count), seed, PUBLIC),
            ]
        ]
        assert len({tuple(result) for result in found}) == len(found)


class TestFairness:
    """Chi-square at fixed seeds: the bounds are the 99.9 % points of the distribution."""

    def test_every_order_of_four_is_as_likely(self) -> None:
        found = Counter(
            tuple(drawn.token for drawn in draw(tokens(4), Spec.of(4), seed_of(number), PUBLIC))
            for number in range(4800)
        )
        assert len(found) == 24
        assert strayed(found, dict.fromkeys(found, 200.0)) < 49.7  # 23 degrees of freedom

    def test_everybody_is_drawn_as_often(self) -> None:
        found: Counter[str] = Counter()
        for number in range(2000):
            found.update(drawn.token for drawn in draw(tokens(10), Spec.of(3), seed_of(number), PUBLIC))
        # Drawing without putting back strays less than independent throws: 7/9 of it.
        assert strayed(found, {each.token: 600.0 for each in tokens(10)}) < 27.9 * 7 / 9

    def test_the_first_pick_is_in_proportion_to_the_tickets(self) -> None:
        entrants = [Entrant(f"w{weight}", weight=weight) for weight in (1, 2, 3, 4, 10)]
        found = Counter(draw(entrants, Spec.of(1), seed_of(number), PUBLIC)[0].token for number in range(4000))
        assert strayed(found, {each.token: 4000 * each.weight / 20 for each in entrants}) < 18.5  # 4 degrees

    def test_later_picks_are_in_proportion_to_the_tickets_left(self) -> None:
        entrants = [Entrant(f"w{weight}", weight=weight) for weight in (1, 2, 3)]
        found = Counter(
            tuple(drawn.token for drawn in draw(entrants, Spec.of(2), seed_of(number), PUBLIC))
            for number in range(6000)
        )
        expected = {
            (f"w{one}", f"w{two}"): 6000 * prod((one, two)) / (6 * (6 - one))
            for one in (1, 2, 3)
            for two in (1, 2, 3)
            if one != two
        }
        assert strayed(found, expected) < 20.5  # 5 degrees

    def test_no_face_of_a_die_is_favoured(self) -> None:
        throws = Throws(bytes(32))
        found = Counter(throws.below(5) for _ in range(10000))
        assert strayed(found, dict.fromkeys(range(5), 2000.0)) < 18.5
        assert 1.5 < throws.count / 10000 < 1.7  # of eight numbers in three bits, three do not count


class TestABox:
    @given(st.lists(st.integers(1, 9), min_size=1, max_size=30), st.randoms(use_true_random=False))
    def test_finds_the_holder_of_each_ticket_as_counting_them_would(self, weights: list[int], chance: Any) -> None:
        box, left = Box(weights), list(enumerate(weights))
        while left:
            assert box.tickets == sum(weight for _place, weight in left)
            ticket = chance.randrange(box.tickets)
            laid_out = [place for place, weight in left for _ in range(weight)]
            assert box.take(ticket) == laid_out[ticket]
            left = [each for each in left if each[0] != laid_out[ticket]]
        assert box.tickets == 0

    def test_is_quick_enough_for_a_hundred_thousand(self) -> None:
        entrants = tokens(100_000, weight=3)
        found = draw(entrants, Spec.of(2000), seed_of(0), PUBLIC)
        assert len({drawn.token for drawn in found}) == 2000

    def test_without_tickets_has_nothing_to_throw_for(self) -> None:
        with pytest.raises(ValueError, match="0 faces"):
            Throws(bytes(32)).below(Box([]).tickets)
