"""Name the byte that was changed in an entry."""

from dataclasses import dataclass
from hashlib import sha256

LONGEST = 4096  # bytes; beyond this the search would take seconds


@dataclass(frozen=True, slots=True)
class Change:
    """Which field of an entry was changed, what is known of it, and the content as it should be."""

    field: str
    detail: str
    content: bytes

    @property
    def code(self) -> str:
        return "fingerprint" if self.field == "hash" else "content"


def name_change(content: bytes, stated: bytes) -> Change:
    """Why the SHA-256 of `content` is not `stated`, if one byte of either was changed.

    Where more was changed, the field is "entry" and the content is given back as it is.
    """
    computed = sha256(content).hexdigest()
    if sum(one != two for one, two in zip(computed, stated.hex(), strict=False)) == 1 or len(stated) != 32:
        return Change("hash", "", content)
    found = changed_byte(content, stated)
    if found is None:
        return Change("entry", "", content)
    place, byte = found
    right = content[:place] + bytes((byte,)) + content[place + 1 :]
    detail = f"byte {place}: {content[place : place + 1]!r} should be {bytes((byte,))!r}"
    return Change(field_at(right, place), detail, right)


def changed_byte(content: bytes, digest: bytes) -> tuple[int, int] | None:
    """If changing one byte of `content` gives `digest`: where, and which byte belongs there.

    Single bits are tried first: that is how storage and transmission err.
    """
    if len(content) > LONGEST:
        return None
    bits = [1 << bit for bit in range(8)]
    others = [change for change in range(1, 256) if change not in bits]
    for changes in (bits, others):
        for place, byte in enumerate(content):
            head, tail = sha256(content[:place]), content[place + 1 :]
            for change in changes:
                attempt = head.copy()
                attempt.update(bytes((byte ^ change,)) + tail)
                if attempt.digest() == digest:
                    return place, byte ^ change
    return None


def field_at(content: bytes, place: int) -> str:
    """Which field of a canonical entry the byte at `place` belongs to."""
    starts = [(content.find(f',"{name}":'.encode()), name) for name in ("at", "body")]
    starts += [
        (content.rfind(f',"{name}":'.encode()), name)
        for name in ("county", "kind", "position", "previous", "subject", "v")
    ]
    return max([(start, name) for start, name in starts if 0 <= start <= place], default=(0, "actor"))[1]
