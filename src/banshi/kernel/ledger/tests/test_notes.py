"""Signed notes, checkpoints and the chain of keys."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.ledger.notes import (
    BadNote,
    Checkpoint,
    KeyLink,
    PublicKey,
    SigningKey,
    handover_text,
    open_checkpoint,
    open_note,
    read_chain,
    sign_checkpoint,
    sign_note,
)

pytestmark = pytest.mark.anydb

# The example of golang.org/x/mod/sumdb/note.
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def signer(seed: int = 1, name: str = "banshi.example/150627") -> SigningKey:
    return SigningKey(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


def rotated(*sizes: int) -> tuple[list[SigningKey], list[KeyLink]]:
    """Keys that handed over at the given sizes."""
    keys = [signer(seed) for seed in range(1, len(sizes) + 2)]
    links = [KeyLink(keys[0].public.vkey, None)]
    for old, new, size in zip(keys, keys[1:], sizes, strict=False):
        links.append(KeyLink(new.public.vkey, sign_note(handover_text(old.public, new.public, size), old, new)))
    return keys, links


class TestNote:
    def test_the_published_example_opens(self) -> None:
        key = PublicKey.parse(VKEY)
        opened = open_note(NOTE, [key])
        assert (opened.text, opened.signers) == (NOTE.rpartition("\n\n")[0] + "\n", {key})
        assert key.vkey == VKEY

    def test_signatures_of_witnesses_are_passed_over(self) -> None:
        witness = signer(9, "witness.example")
        note = sign_note("a\n", signer(), witness)
        assert open_note(note, [signer().public]).signers == {signer().public}
        assert open_note(note, [signer().public, witness.public]).signers == {signer().public, witness.public}

    def test_a_note_of_strangers_alone_is_refused(self) -> None:
        with pytest.raises(BadNote, match="unknown key"):
            open_note(sign_note("a\n", signer(9)), [signer().public])

    def test_a_checkpoint_says_when_it_was_signed_and_must(self) -> None:
        terms = read_chain([KeyLink(signer().public.vkey, None)])
        state = Checkpoint(signer().name, 3, b"r" * 32, 1_621_990_923)
        assert open_checkpoint(sign_checkpoint(state, signer()), terms) == state
        with pytest.raises(BadNote, match="no signature with time"):
            open_checkpoint(sign_note(state.text, signer()), terms)

    def test_the_secret_is_not_shown(self) -> None:
        assert repr(signer()) == "SigningKey('banshi.example/150627')"

    @pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u3000b"])
    def test_a_name_that_the_form_cannot_carry_is_refused(self, name: str) -> None:
        with pytest.raises(BadNote, match="BANSHI_ORIGIN"):
            signer(1, name)

    @given(st.data())
    def test_no_byte_of_a_checkpoint_note_can_be_flipped(self, data: st.DataObject) -> None:
        key = signer()
        note = sign_checkpoint(Checkpoint(key.name, 12345, b"\x07" * 32, 1_621_990_923), key).encode()
        flipped = bytearray(note)
        flipped[data.draw(st.integers(0, len(note) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        with pytest.raises((BadNote, UnicodeDecodeError)):
            open_checkpoint(flipped.decode(), read_chain([KeyLink(key.public.vkey, None)]))


def test_every_single_byte_change_of_a_vkey_is_found() -> None:
    vkey = signer().public.vkey
    for place in range(len(vkey)):
        for bit in range(7):
            changed = vkey[:place] + chr(ord(vkey[place]) ^ 1 << bit) + vkey[place + 1 :]
            with pytest.raises(BadNote):
                PublicKey.parse(changed)


@pytest.mark.parametrize(
    "text", ["o\n1\n", "o\n01\nAAAA\n", "o\n1\nAAAA\nextra\n", "o\n-1\nAAAA\n", "o\n1\nAAAA\n", "o\n٣\nAAAA\n"]
)
def test_a_checkpoint_is_read_strictly(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


class TestKeyChain:
    def test_each_key_counts_for_the_sizes_of_its_term(self) -> None:
        keys, links = rotated(10, 25)
        terms = read_chain(links)
        assert [(term.key, term.first, term.last) for term in terms] == [
            (keys[0].public, 0, 10),
            (keys[1].public, 11, 25),
            (keys[2].public, 26, None),
        ]
        for size, place in [(10, 0), (11, 1), (25, 1), (26, 2)]:
            note = sign_checkpoint(Checkpoint(keys[0].name, size, b"r" * 32), keys[place])
            assert open_checkpoint(note, terms).size == size

    def test_a_retired_or_future_key_cannot_sign(self) -> None:
        keys, links = rotated(10)
        for size, place in [(11, 0), (10, 1)]:
            with pytest.raises(BadNote, match="key out of office"):
                open_checkpoint(
                    sign_checkpoint(Checkpoint(keys[0].name, size, b"r" * 32), keys[place]), read_chain(links)
                )

    def test_a_hand_over_needs_both_signatures(self) -> None:
        old, new = signer(1), signer(2)
        for signers in ([old], [new]):
            note = sign_note(handover_text(old.public, new.public, 3), *signers)
            with pytest.raises(BadNote):
                read_chain([KeyLink(old.public.vkey, None), KeyLink(new.public.vkey, note)])

    def test_a_hand_over_between_other_keys_does_not_join(self) -> None:
        old, new, other = signer(1), signer(2), signer(3)
        note = sign_note(handover_text(old.public, other.public, 3), old, new)
        with pytest.raises(BadNote, match="other keys"):
            read_chain([KeyLink(old.public.vkey, None), KeyLink(new.public.vkey, note)])

    def test_hand_overs_go_forward_only(self) -> None:
        _keys, links = rotated(10, 3)
        with pytest.raises(BadNote):
            read_chain(links)

    @pytest.mark.parametrize("links", [[], [KeyLink(signer().public.vkey, "x")]])
    def test_it_begins_with_a_first_key(self, links: list[KeyLink]) -> None:
        with pytest.raises(BadNote, match="first key"):
            read_chain(links)

    def test_a_checkpoint_of_another_ledger_is_refused(self) -> None:
        note = sign_checkpoint(Checkpoint("other.example", 3, b"r" * 32), signer())
        with pytest.raises(BadNote, match="origin"):
            open_checkpoint(note, read_chain([KeyLink(signer().public.vkey, None)]))
