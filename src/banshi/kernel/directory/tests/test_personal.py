"""Personal values at rest."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from banshi.kernel.directory import personal
from banshi.kernel.directory.personal import Unreadable, keyed_index, keyed_indexes, rotate, seal, unseal

KEY = base64.b64encode(b"k" * 32).decode()


class TestASealedValue:
    def test_reads_back_for_the_same_purpose(self) -> None:
        assert unseal(seal("+8613800138000", "person.phone"), "person.phone") == "+8613800138000"

    def test_tells_nothing_and_is_never_twice_the_same(self) -> None:
        first, second = (seal("13800138000", "person.phone") for _ in range(2))
        assert first != second
        assert b"138" not in first

    def test_of_nothing_is_nothing(self) -> None:
        assert seal("", "person.phone") == b""
        assert unseal(b"", "person.phone") == ""

    def test_moved_to_another_column_is_refused(self) -> None:
        with pytest.raises(Unreadable, match="person\\.identity"):
            unseal(seal("13800138000", "person.phone"), "person.identity")

    @pytest.mark.parametrize("at", [2, 14, -1])
    def test_with_one_flipped_byte_is_refused(self, at: int) -> None:
        damaged = bytearray(seal("13800138000", "person.phone"))
        damaged[at] ^= 1
        with pytest.raises(Unreadable):
            unseal(bytes(damaged), "person.phone")

    def test_whose_key_is_gone_says_which(self) -> None:
        sealed = b"\x00\x09" + seal("13800138000", "person.phone")[2:]
        with pytest.raises(Unreadable, match="key 9"):
            unseal(sealed, "person.phone")


class TestAKeyedIndex:
    def test_is_the_same_for_the_same_value_and_purpose_only(self) -> None:
        assert keyed_index("a", "phone") == keyed_index("a", "phone")
        assert keyed_index("a", "phone") != keyed_index("a", "identity")
        assert keyed_index("a", "phone") != keyed_index("b", "phone")

    def test_of_nothing_is_nothing_so_that_blanks_never_match(self) -> None:
        assert keyed_index("", "phone") == ""
        assert keyed_indexes("", "phone") == []


class TestTheRingOfKeys:
    def test_is_made_at_first_use_for_its_owner_alone(self, tmp_path: object) -> None:
        seal("a", "x")
        assert personal._file().stat().st_mode & 0o077 == 0

    def test_reads_old_values_and_finds_old_indexes_after_a_rotation(self) -> None:
        sealed, index = seal("a", "x"), keyed_index("a", "x")
        assert rotate() == 2
        assert unseal(sealed, "x") == "a"
        assert seal("a", "x")[:2] == b"\x00\x02"
        assert keyed_index("a", "x") != index
        assert index in keyed_indexes("a", "x")

    def test_may_come_from_the_environment_and_is_then_its_keepers_to_rotate(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BANSHI_PERSONAL_KEYS", f"1:{KEY}")
        assert unseal(seal("a", "x"), "x") == "a"
        assert not personal._file().exists()
        with pytest.raises(ImproperlyConfigured, match="yourself"):
            rotate()

    @pytest.mark.parametrize("given", ["1", "x:" + KEY, "1:short", "0:" + KEY, "1:" + KEY[:-4], ","])
    def test_refuses_what_is_not_a_key_and_says_how_one_is_written(
        self, given: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BANSHI_PERSONAL_KEYS", given)
        with pytest.raises(ImproperlyConfigured, match="key"):
            seal("a", "x")
