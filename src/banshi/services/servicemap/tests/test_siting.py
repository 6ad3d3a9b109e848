"""Where the next sites should be: exactly, and proven."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csc_array

from banshi.services.servicemap.engine.covering import Question, greedy, reduced
from banshi.services.servicemap.engine.demand import serves_points, serves_vertices
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.narrowing import narrowed
from banshi.services.servicemap.engine.reach import reach_of
from banshi.services.servicemap.engine.sites import Site
from banshi.services.servicemap.engine.siting import choose, choose_with_capacity
from banshi.services.servicemap.engine.surveyed import junction_sites, proposed, survey
from banshi.services.servicemap.tests.town import position, real_atlas, road

pytestmark = pytest.mark.anydb
REAL = real_atlas()


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Up to twelve points and seven candidates, each serving some of the points."""
    points, sites = draw(st.integers(1, 12)), draw(st.integers(1, 7))
    serves = draw(st.lists(st.lists(st.booleans(), min_size=sites, max_size=sites), min_size=points, max_size=points))
    people = draw(st.lists(st.integers(0, 9), min_size=points, max_size=points))
    return Question(np.array(people, float), csc_array(np.array(serves, float)))


def served(asked: Question, sites: tuple[int, ...]) -> float:
    """People who reach one of the sites, by counting."""
    dense = asked.serves.toarray()
    return float(asked.people[dense[:, list(sites)].any(axis=1)].sum()) if sites else 0.0


def best_by_trying(asked: Question, k: int) -> float:
    return max(served(asked, sites) for sites in combinations(range(asked.serves.shape[1]), k))


class TestTheChoice:
    @given(questions(), st.integers(1, 4))
    @settings(max_examples=150)
    def test_is_the_best_there_is(self, asked: Question, k: int) -> None:
        k = min(k, asked.serves.shape[1])
        answer = choose(asked, k)
        assert answer.proven
        assert answer.best.people == pytest.approx(best_by_trying(asked, k))
        assert answer.best.people == pytest.approx(served(asked, answer.best.sites))
        assert len(answer.best.sites) <= k
        assert answer.bound == pytest.approx(answer.best.people)

    @given(questions(), st.integers(1, 4))
    def test_stands_beside_a_greedy_one_that_is_never_better_and_never_bad(self, asked: Question, k: int) -> None:
        k = min(k, asked.serves.shape[1])
        quick = greedy(asked, k)
        assert quick.people == pytest.approx(served(asked, quick.sites))
        best = best_by_trying(asked, k)
        assert 0.63 * best - 1e-9 <= quick.people <= best + 1e-9

    @given(questions(), st.integers(1, 4))
    def test_over_the_reduced_question_is_as_good(self, asked: Question, k: int) -> None:
        small, kept = reduced(asked)
        k = min(k, len(kept))
        if k:
            assert best_by_trying(small, k) == pytest.approx(best_by_trying(asked, k))
            assert small.people.sum() <= asked.people.sum()

    @given(questions(), st.integers(1, 4))
    @settings(max_examples=150)
    def test_is_bounded_from_above_and_leaves_out_no_candidate_of_a_better_choice(
        self, asked: Question, k: int
    ) -> None:
        k = min(k, asked.serves.shape[1])
        known = greedy(asked, k).people
        left = narrowed(asked, k, known)
        best = best_by_trying(asked, k)
        assert left.bound >= best - 1e-6
        assert known <= left.people <= best + 1e-6
        if best > left.people + 1e-6:
            kept = [
                tuple(left.kept[list(each)]) for each in combinations(range(len(left.kept)), min(k, len(left.kept)))
            ]
            assert max(served(asked, sites) for sites in kept) == pytest.approx(best)

    @given(questions(), st.integers(1, 3))
    def test_is_the_best_for_people_counted_in_fractions_too(self, asked: Question, k: int) -> None:
        k = min(k, asked.serves.shape[1])
        fractions = Question(asked.people * 0.37 + 0.001, asked.serves)
        assert choose(fractions, k).best.people == pytest.approx(best_by_trying(fractions, k))

    def test_beats_the_greedy_one_where_that_is_led_astray(self) -> None:
        """The middle serves most at first, but the two sides serve everybody."""
        serves = np.array(
            [[1, 1, 0], [1, 1, 0], [0, 1, 0], [1, 0, 0], [0, 1, 1], [0, 0, 1], [0, 0, 1], [0, 1, 1]], float
        )
        serves[2] = [1, 0, 0]
        asked = Question(np.array([2.0, 2, 1, 1, 2, 1, 1, 2]), csc_array(serves))
        answer = choose(asked, 2)
        assert answer.greedy.sites[0] == 1
        assert set(answer.best.sites) == {0, 2}
        assert answer.best.people == 12 > answer.greedy.people

    def test_adds_no_site_that_serves_nobody_more(self) -> None:
        answer = choose(Question(np.ones(2), csc_array(np.array([[1.0, 1.0], [1.0, 0.0]]))), 2)
        assert answer.best.sites == (0,)
        assert answer.proven

    def test_where_nobody_is_left_is_empty(self) -> None:
        answer = choose(Question(np.empty(0), csc_array((0, 3))), 2)
        assert (answer.best.sites, answer.best.people, answer.proven) == ((), 0, True)

    @pytest.mark.parametrize("k", [0, 4])
    def test_of_none_or_of_more_than_there_are_is_refused(self, k: int) -> None:
        with pytest.raises(MapFailure) as failure:
            choose(Question(np.ones(2), csc_array(np.ones((2, 3)))), k)
        assert failure.value.code == "how_many"

    def test_out_of_time_says_that_it_is_not_proven(self) -> None:
        chance = np.random.default_rng(7)
        asked = Question(
            chance.integers(1, 9, 3000).astype(float), csc_array(chance.random((3000, 400)) < 0.02, dtype=float)
        )
        answer = choose(asked, 40, seconds=0.01)
        assert not answer.proven
        assert answer.greedy.people <= answer.best.people <= answer.bound


def held_by_trying(asked: Question, k: int, capacity: np.ndarray) -> float:  # type: ignore[type-arg]
    """The best of all choices, each with its people parted by a linear programme."""
    return max(_parted(asked, sites, capacity) for sites in combinations(range(asked.serves.shape[1]), k))


def _parted(asked: Question, sites: tuple[int, ...], capacity: np.ndarray) -> float:  # type: ignore[type-arg]
    pairs = [(p, s) for p in range(len(asked.people)) for s in sites if asked.serves.toarray()[p, s]]
    if not pairs:
        return 0.0
    rows = [[float(p == point) for p, _s in pairs] for point in range(len(asked.people))]
    rows += [[float(s == site) for _p, s in pairs] for site in sites]
    limits = [*asked.people, *(capacity[site] for site in sites)]
    return -float(linprog([-1.0] * len(pairs), A_ub=rows, b_ub=limits).fun)


class TestTheChoiceWithCapacity:
    @given(questions(), st.integers(1, 3), st.integers(1, 12))
    @settings(max_examples=30)
    def test_is_the_best_there_is(self, asked: Question, k: int, capacity: int) -> None:
        k = min(k, asked.serves.shape[1])
        held = np.full(asked.serves.shape[1], float(capacity))
        answer = choose_with_capacity(asked, k, held)
        assert answer.proven
        assert answer.best.people == pytest.approx(held_by_trying(asked, k, held), abs=1e-5)
        assert answer.greedy.people <= answer.best.people + 1e-6

    def test_spreads_people_over_sites_that_one_could_not_hold(self) -> None:
        asked = Question(np.array([10.0, 10.0]), csc_array(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0]])))
        answer = choose_with_capacity(asked, 2, np.array([12.0, 12.0, 12.0]))
        assert set(answer.best.sites) == {0, 1}
        assert answer.best.people == 20

    def test_counts_only_what_the_places_that_are_there_cannot_hold(self) -> None:
        asked = Question(np.array([10.0]), csc_array(np.array([[1.0, 1.0]])))
        answer = choose_with_capacity(asked, 1, np.array([5.0, 7.0]), standing=(1,))
        assert answer.best.sites == (0,)
        assert answer.best.people == 3

    def test_of_no_positive_number_is_refused(self) -> None:
        with pytest.raises(MapFailure) as failure:
            choose_with_capacity(Question(np.ones(1), csc_array(np.ones((1, 1)))), 1, np.array([0.0]))
        assert failure.value.code == "capacity"


class TestWhoCouldBeServed:
    def test_is_told_alike_for_junctions_and_for_households_on_them(self) -> None:
        candidates = junction_sites(REAL, 20)
        table = reach_of(REAL.graph(), REAL.snapper(), [(c.code, c.lon, c.lat) for c in candidates], 600)
        who = survey(REAL)
        network = REAL.network
        homes = [Site(f"h{v}", network.lon[v] / 1e7, network.lat[v] / 1e7) for v in who.vertices[:80].tolist()]
        points = survey(REAL, homes).points
        assert points is not None
        by_vertex = serves_vertices(table, who.vertices[:80], 600).toarray()
        by_home = serves_points(REAL.graph(), table, points, 600).toarray()
        assert (by_vertex != by_home).mean() < 0.01  # a second of rounding at the limit

    def test_down_a_street_counts_the_households_on_it(self, tmp_path: Path) -> None:
        atlas = road(5000).atlas(tmp_path)
        homes = [Site(f"h{x}", *position(x, 0), people=2) for x in range(0, 5000, 100)]
        points = survey(atlas, homes).points
        assert points is not None
        table = reach_of(atlas.graph(), atlas.snapper(), [("c", *position(2500, 0))], 600)
        assert serves_points(atlas.graph(), table, points, 600).sum() == 17


class TestAProposal:
    def test_brings_as_many_within_time_as_it_says(self) -> None:
        atlas = real_atlas()
        atlas.sites = {code: site for code, site in atlas.sites.items() if site.kind == "hospital"}
        found = proposed(atlas, survey(atlas), junction_sites(atlas, 150), 2)
        assert found.proven
        assert found.after.within - found.before.within == pytest.approx(found.gained, abs=3)
        assert found.gained >= found.gained_greedy > 0

    def test_is_the_middle_of_those_who_are_not_served(self, tmp_path: Path) -> None:
        atlas = road(6000).atlas(tmp_path, there=(400, 0))
        homes = [Site(f"h{x}", *position(x, 0), people=3) for x in (100, 4000, 4300, 4600, 5900)]
        candidates = [Site(f"c{x}", *position(x, 0)) for x in (500, 2000, 4300, 5600)]
        found = proposed(atlas, survey(atlas, homes), candidates, 1)
        assert [site.code for site in found.sites] == ["c4300"]
        assert (found.before.share, found.after.share, found.gained) == (0.2, 0.8, 9)

    def test_with_capacity_needs_more_sites(self, tmp_path: Path) -> None:
        atlas = road(6000).atlas(tmp_path, there=(400, 0))
        homes = [Site(f"h{x}", *position(x, 0), people=30) for x in (4000, 4300, 4600)]
        candidates = [Site(f"c{x}", *position(x, 0)) for x in (4200, 4400)]
        one, two = (proposed(atlas, survey(atlas, homes), candidates, k, capacity=50) for k in (1, 2))
        assert (one.gained, two.gained) == (50, 90)

    def test_for_slow_walkers_reaches_less_far(self, tmp_path: Path) -> None:
        atlas = road(6000).atlas(tmp_path, there=(400, 0))
        homes = [Site(f"h{x}", *position(x, 0), people=3) for x in (4000, 4300, 4800)]
        found = proposed(atlas, survey(atlas, homes), [Site("c", *position(4100, 0))], 1, kmh=3.2)
        assert found.gained == 6
