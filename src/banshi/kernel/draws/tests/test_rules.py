"""What may be drawn from, and the one form in which it counts."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.draws import rules
from banshi.kernel.draws.refusals import FLAWS
from banshi.kernel.draws.rules import Entrant, Quota, Spec, flaw
from banshi.kernel.draws.tests.conftest import tokens

pytestmark = pytest.mark.anydb
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


class TestTheCanonicalForm:
    @given(st.dictionaries(st.text("abcxyz_", min_size=1), TEXT | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans()))
    def test_is_rfc_8785(self, value: dict[str, Any]) -> None:
        assert rules.canonical(value).encode() == rfc8785.dumps(value)

    @given(st.permutations(tokens(6)))
    def test_of_a_list_does_not_depend_on_the_order_in_which_it_came(self, entrants: list[Entrant]) -> None:
        assert rules.list_text(entrants) == rules.list_text(tokens(6))

    def test_of_a_list_says_everything_about_each(self) -> None:
        text = rules.list_text([Entrant("T1", "城区", weight=3, must=True)])
        assert text == '[{"must":true,"stratum":"城区","token":"T1","weight":3}]'
        assert rules.read_list(text) == [Entrant("T1", "城区", weight=3, must=True)]

    @given(st.dictionaries(TEXT, st.integers(0, 9), min_size=1))
    def test_of_a_spec_has_its_strata_in_order(self, counts: dict[str, int]) -> None:
        spec = Spec.of_strata(counts)
        assert [each["stratum"] for each in spec.plain()["quotas"]] == sorted(counts)
        assert Spec.read(json.loads(rules.canonical(spec.plain()))) == spec
        assert Spec(tuple(reversed(spec.quotas))).plain() == spec.plain()


class TestASoundList:
    @pytest.mark.parametrize(
        ("entrants", "spec"),
        [
            (tokens(1), Spec.of(1)),
            (tokens(5), Spec.of(5)),
            (tokens(5, weight=rules.MOST_TICKETS), Spec.of(2)),
            ([*tokens(4), Entrant("x.y_z:1-2", must=True)], Spec.of(1)),
            ([Entrant("a", "城区"), Entrant("b", "苏木 乡镇")], Spec.of_strata({"城区": 1, "苏木 乡镇": 0})),
            ([Entrant("0" * 64)], Spec.of(1)),
        ],
    )
    def test_has_no_flaw(self, entrants: list[Entrant], spec: Spec) -> None:
        assert flaw(entrants, spec) is None

    @pytest.mark.parametrize(
        ("entrants", "spec", "code"),
        [
            ([], Spec.of(1), "empty"),
            (tokens(3), Spec.of(0), "empty"),
            (tokens(3) + tokens(1), Spec.of(1), "twice"),
            ([Entrant("张三")], Spec.of(1), "token"),
            ([Entrant("")], Spec.of(1), "token"),
            ([Entrant("T 1")], Spec.of(1), "token"),
            ([Entrant("T1\n")], Spec.of(1), "token"),
            ([Entrant("x" * 81)], Spec.of(1), "token"),
            ([Entrant("13800138001")], Spec.of(1), "personal"),
            ([Entrant("8613800138001")], Spec.of(1), "personal"),
            ([Entrant("15272219900307123X")], Spec.of(1), "personal"),
            ([Entrant("a", weight=0)], Spec.of(1), "weight"),
            ([Entrant("a", weight=-3)], Spec.of(1), "weight"),
            ([Entrant("a", weight=rules.MOST_TICKETS + 1)], Spec.of(1), "weight"),
            ([Entrant("a", weight=1.5)], Spec.of(1), "weight"),  # type: ignore[arg-type]
            ([Entrant("a", weight=True)], Spec.of(1), "weight"),
            ([Entrant("a", " 城区")], Spec.of_strata({" 城区": 1}), "stratum"),
            ([Entrant("a", "城\n区")], Spec.of_strata({"城\n区": 1}), "stratum"),
            ([Entrant("a", "\ud800")], Spec.of_strata({"\ud800": 1}), "stratum"),
            ([Entrant("a", "区" * 41)], Spec.of_strata({"区" * 41: 1}), "stratum"),
            (tokens(3), Spec.of_strata({"城区": 1}), "strata"),
            ([Entrant("a", "城区")], Spec.of_strata({"城区": 1, "乡镇": 1}), "strata"),
            (tokens(3), Spec((Quota(1), Quota(1))), "strata"),
            (tokens(3), Spec.of(4), "count"),
            (tokens(3, must=True), Spec.of(2), "count"),
            (tokens(3), Spec((Quota(-1), Quota(2, "b"))), "strata"),
        ],
    )
    def test_is_nothing_else(self, entrants: list[Entrant], spec: Spec, code: str) -> None:
        found = flaw(entrants, spec)
        assert found is not None
        assert found.code == code
        assert str(FLAWS[code]) % {"about": found.about}

    def test_is_not_endless(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "MOST_ENTRANTS", 2)
        found = flaw(tokens(3), Spec.of(1))
        assert found is not None
        assert (found.code, found.about) == ("too_many", "3")


class TestASeed:
    def test_is_told_by_the_hash_of_its_bytes(self) -> None:
        assert rules.seed_hash("00" * 32) == "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"

    @pytest.mark.parametrize("seed", ["", "00", "00" * 31, "00" * 33, "AB" * 32, "zz" * 32, " " + "00" * 32])
    def test_is_nothing_but_32_bytes_in_hex(self, seed: str) -> None:
        with pytest.raises(ValueError, match="hex"):
            rules.seed_hash(seed)
