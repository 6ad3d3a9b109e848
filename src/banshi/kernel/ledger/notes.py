"""Signed notes (C2SP signed-note, Ed25519), checkpoints (C2SP tlog-checkpoint) and the chain of keys.

Every form is read strictly: what is not byte for byte as it would be written is refused, so
that no byte of a note can be changed unnoticed.

No Django and no key files here: the offline verifier stands on this module.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
COSIGNATURE = b"\x04"
HANDOVER = "banshi ledger key hand-over 1"


class BadNote(ValueError):
    """A note, checkpoint or key that is not what it claims to be. `reason` names the flaw."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


def to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """Decode base64, refusing any text that is not the one way to write these bytes."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or to_base64(data) != text:
        raise BadNote("base64", text[:24])
    return data


@dataclass(frozen=True)
class PublicKey:
    """A named Ed25519 key that can check notes."""

    name: str
    public: bytes

    @cached_property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @cached_property
    def cosigner_id(self) -> bytes:
        """The four bytes by which a signature with a time (C2SP tlog-cosignature) names its key."""
        return sha256(self.name.encode() + b"\n" + COSIGNATURE + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key in the form that C2SP tools read: name+id+base64."""
        return f"{self.name}+{self.id.hex()}+{to_base64(ED25519 + self.public)}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the vkey in groups of four, for reading aloud or printing in a gazette."""
        digest = sha256(self.vkey.encode()).hexdigest()
        return " ".join(digest[start : start + 4] for start in range(0, 32, 4))

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read a vkey.

        Raises:
            BadNote: it is not an Ed25519 key, or its name, id and key do not belong together.
        """
        name, _plus, rest = vkey.partition("+")
        key_id, _plus, material = rest.partition("+")
        data = from_base64(material)
        key = cls(name, data[1:])
        if not _good_name(name) or data[:1] != ED25519 or len(data) != 33 or key.id.hex() != key_id:
            raise BadNote("vkey", vkey[:60])
        return key

    def signed_at(self, text: str, signature: bytes) -> int | None:
        """The second since 1970 at which this key signed `text`, or None if it did not."""
        time = int.from_bytes(signature[:8], "big")
        return time if self.signed(_timed(text, time), signature[8:]) else None

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether `signature` over `text` is this key's."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


def _timed(text: str, time: int) -> str:
    """What a cosignature signs."""
    return f"cosignature/v1\ntime {time}\n{text}"


def _good_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


@dataclass(frozen=True)
class SigningKey:
    """A key that can sign notes. Its secret part is never shown in `repr` or logs."""

    name: str
    private: Ed25519PrivateKey

    def __post_init__(self) -> None:
        if not _good_name(self.name):
            raise BadNote("name", f"{self.name!r} may hold neither spaces nor plus; set BANSHI_ORIGIN")

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"

    @cached_property
    def public(self) -> PublicKey:
        return PublicKey(self.name, self.private.public_key().public_bytes_raw())

    def signature_line(self, text: str) -> str:
        return f"— {self.name} {to_base64(self.public.id + self.private.sign(text.encode()))}\n"

    def timed_line(self, text: str, time: int) -> str:
        signature = self.private.sign(_timed(text, time).encode())
        return f"— {self.name} {to_base64(self.public.cosigner_id + time.to_bytes(8, 'big') + signature)}\n"


def sign_note(text: str, *signers: SigningKey) -> str:
    """`text`, which ends with a line break, as a note signed by every signer."""
    if not text.endswith("\n"):
        raise ValueError("the text of a note ends with a line break")
    return text + "\n" + "".join(key.signature_line(text) for key in signers)


@dataclass(frozen=True, slots=True)
class Opened:
    """The text of a note, who signed it, and when those who said so did."""

    text: str
    signers: frozenset[PublicKey]
    times: Mapping[PublicKey, int]


def open_note(note: str, keys: Sequence[PublicKey]) -> Opened:
    """Read a note and check every signature by one of `keys`.

    Signatures by other keys, e.g. of witnesses, are passed over as the standard asks.

    Raises:
        BadNote: malformed, signed by none of `keys`, or a signature of one of them is wrong.
    """
    text, gap, signatures = note.rpartition("\n\n")
    lines = signatures.split("\n")
    if not gap or not text or lines.pop() != "" or not lines:
        raise BadNote("note", "no signature block")
    text += "\n"
    signers: set[PublicKey] = set()
    times: dict[PublicKey, int] = {}
    for line in lines:
        name, key_id, signature = _read_signature(line)
        for key in keys:
            if (name, key_id) == (key.name, key.id):
                if not key.signed(text, signature):
                    raise BadNote("signature", name)
                signers.add(key)
            elif (name, key_id) == (key.name, key.cosigner_id):
                time = key.signed_at(text, signature)
                if time is None:
                    raise BadNote("signature with time", name)
                times[key] = time
    if not signers:
        raise BadNote("unknown key", lines[0].split(" ")[1])
    return Opened(text, frozenset(signers), times)


def _read_signature(line: str) -> tuple[str, bytes, bytes]:
    """(name, key id, signature) of a signature line."""
    dash, _space, rest = line.partition(" ")
    name, _space, material = rest.partition(" ")
    data = from_base64(material)
    if dash != "—" or not _good_name(name) or len(data) < 5:
        raise BadNote("signature line", line[:60])
    return name, data[:4], data[4:]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of the whole ledger: its name, how many leaves, and the root over them."""

    origin: str
    size: int
    root: bytes
    time: int = 0
    """Seconds since 1970 when it was signed; carried by the second signature, not by the text."""

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a checkpoint.

        Raises:
            BadNote: not exactly an origin, a size and a root.
        """
        lines = text.split("\n")
        if len(lines) != 4 or not lines[1].isascii() or not lines[1].isdigit():
            raise BadNote("checkpoint", "not three lines of origin, size and root")
        checkpoint = cls(lines[0], int(lines[1]), from_base64(lines[2]))
        if checkpoint.text != text or len(checkpoint.root) != 32:
            raise BadNote("checkpoint", "size or root is not written as the standard asks")
        return checkpoint


@dataclass(frozen=True, slots=True)
class KeyLink:
    """One key of the ledger and the note in which the key before handed over to it."""

    vkey: str
    handover: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """A key and the sizes of tree for which its signature counts: first ≤ size, size ≤ last if given."""

    key: PublicKey
    first: int
    last: int | None

    def covers(self, size: int) -> bool:
        return self.first <= size and (self.last is None or size <= self.last)


def handover_text(old: PublicKey, new: PublicKey, size: int) -> str:
    """What both keys sign when the old one ends with checkpoint `size`."""
    return f"{HANDOVER}\n{old.vkey}\n{new.vkey}\n{size}\n"


def read_chain(links: Sequence[KeyLink]) -> list[Term]:
    """Check every hand-over from the first key on and say when each key was in office.

    Raises:
        BadNote: empty, or a hand-over that does not join its two keys.
    """
    if not links or links[0].handover is not None:
        raise BadNote("key chain", "it must begin with a first key")
    key = PublicKey.parse(links[0].vkey)
    terms = [Term(key, 0, None)]
    for link in links[1:]:
        old, new = terms[-1], PublicKey.parse(link.vkey)
        note = open_note(link.handover or "", [old.key, new])
        text, size = note.text, note.text.removesuffix("\n").rpartition("\n")[2]
        if not size.isascii() or not size.isdigit() or text != handover_text(old.key, new, int(size)):
            raise BadNote("hand-over", "it names other keys")
        if len(note.signers) != 2 or int(size) < old.first:
            raise BadNote("hand-over", "it is not signed by both keys in their order")
        terms[-1] = Term(old.key, old.first, int(size))
        terms.append(Term(new, int(size) + 1, None))
    return terms


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The note of a checkpoint: one plain signature and one that carries `checkpoint.time`."""
    text = checkpoint.text
    return text + "\n" + key.signature_line(text) + key.timed_line(text, checkpoint.time)


def open_checkpoint(note: str, terms: Sequence[Term]) -> Checkpoint:
    """The checkpoint in `note`, signed by the key that was in office at its size.

    Raises:
        BadNote: malformed, not signed by a key of the chain, by one out of office, or of another ledger.
    """
    opened = open_note(note, [term.key for term in terms])
    checkpoint = Checkpoint.parse(opened.text)
    for term in terms:
        if term.key in opened.signers and term.covers(checkpoint.size):
            if checkpoint.origin != term.key.name:
                raise BadNote("origin", checkpoint.origin)
            if term.key not in opened.times:
                raise BadNote("no signature with time", term.key.name)
            return replace(checkpoint, time=opened.times[term.key])
    raise BadNote("key out of office", f"size {checkpoint.size}")
