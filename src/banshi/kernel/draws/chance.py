"""The drawing itself: from a seed and a public value to the same result on every machine.

No floating point, no random module, nothing that a version of Python or a processor could
do differently: HMAC-SHA-256 in counter mode, numbers by rejection, tickets out of a box.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from banshi.kernel.draws.rules import ALGORITHM, Entrant, Spec, canonical, digest, list_text, listed

BLOCK_BITS = 256


@dataclass(frozen=True, slots=True)
class Drawn:
    """One place of the result; `must` was in it without a draw."""

    token: str
    stratum: str
    must: bool


class Throws:
    """An endless row of throws of a die, with as many faces each time as are asked for.

    Throw `i` is HMAC-SHA-256(key, i as 8 bytes, big-endian). Of its 256 bits as many are
    read, from the left, as the highest face needs; a number beyond the last face does not
    count, and the next throw decides. So every face is exactly as likely as any other.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.count = 0

    def below(self, faces: int) -> int:
        """A number from 0 to `faces` - 1.

        Raises:
            ValueError: there is no die without faces.
        """
        if faces < 1:
            raise ValueError(f"no die has {faces} faces")
        unread = BLOCK_BITS - (faces - 1).bit_length()
        while True:
            block = hmac.digest(self._key, self.count.to_bytes(8, "big"), "sha256")
            self.count += 1
            number = int.from_bytes(block, "big") >> unread
            if number < faces:
                return number


class Box:
    """Tickets laid end to end in the order of the list; whoever is drawn takes all of theirs out.

    A Fenwick tree finds the holder of a ticket in log(n) steps, so that a hundred thousand
    can be put in order within a second.
    """

    def __init__(self, weights: Sequence[int]) -> None:
        self.tickets = sum(weights)
        self._weights = list(weights)
        self._sums = [0, *weights]
        for at in range(1, len(self._sums)):
            above = at + (at & -at)
            if above < len(self._sums):
                self._sums[above] += self._sums[at]
        self._top = 1 << len(weights).bit_length()

    def take(self, ticket: int) -> int:
        """The place in the list of who holds this ticket; their tickets leave the box."""
        at, step = 0, self._top
        while step := step >> 1:
            if at + step < len(self._sums) and self._sums[at + step] <= ticket:
                at += step
                ticket -= self._sums[at]
        self._remove(at)
        return at

    def _remove(self, place: int) -> None:
        weight = self._weights[place]
        self.tickets -= weight
        at = place + 1
        while at < len(self._sums):
            self._sums[at] -= weight
            at += at & -at


def key_of(entrants: Sequence[Entrant], spec: Spec, seed: str, public: Sequence[str]) -> bytes:
    """The key of the throws: HMAC-SHA-256 under the seed of everything that was fixed and of the public values."""
    terms = {
        "algorithm": ALGORITHM,
        "list_hash": digest(list_text(entrants)),
        "public": list(public),
        "spec": spec.plain(),
    }
    return hmac.digest(bytes.fromhex(seed), canonical(terms).encode(), "sha256")


def draw(entrants: Sequence[Entrant], spec: Spec, seed: str, public: Sequence[str]) -> list[Drawn]:
    """The result, place by place, stratum by stratum in the order of their names.

    In each stratum come first those who must be in it, in the order of the list, then those
    drawn, in the order in which they were drawn. With one ticket each this is Fisher and
    Yates' shuffle in its first form; with more, each pick is in proportion to the tickets
    of those still in the box.

    The list and the spec must be sound (`rules.flaw`).
    """
    throws = Throws(key_of(entrants, spec, seed, public))
    rows = listed(entrants)
    found: list[Drawn] = []
    for quota in sorted(spec.quotas, key=lambda quota: quota.stratum):
        here = [entrant for entrant in rows if entrant.stratum == quota.stratum]
        musts = [entrant for entrant in here if entrant.must]
        others = [entrant for entrant in here if not entrant.must]
        box = Box([entrant.weight for entrant in others])
        picked = [others[box.take(throws.below(box.tickets))] for _pick in range(quota.count - len(musts))]
        found += [Drawn(entrant.token, quota.stratum, entrant.must) for entrant in musts + picked]
    return found
