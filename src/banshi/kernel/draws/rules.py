"""What a draw is made of, in its canonical form. Pure: no Django, no clock, no chance.

docs/draws.md describes every form, so that anybody can write a replay of their own.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Self

ALGORITHM = "banshi-draw/1"
SEED_BYTES = 32
MOST_ENTRANTS = 200_000
MOST_TICKETS = 1_000_000
"""Of one entrant."""
TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:-]{0,79}")
PERSONAL = re.compile(r"(?:\+?86)?1[3-9]\d{9}|\d{17}[\dXx]")
"""A mobile number or an identity number: never a token."""
STRATUM = re.compile(r"(?:[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,38}[^\s\x00-\x1f\x7f])?)?")


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who takes part, by a token that names nobody.

    `weight` is how many tickets lie in the box for them; `must` puts them into the result
    without a draw, within the count of their stratum.
    """

    token: str
    stratum: str = ""
    weight: int = 1
    must: bool = False


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of one stratum are wanted; the stratum "" is everybody who names none."""

    count: int
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Spec:
    """What is drawn: a count for each stratum. As many as there are entrants is an order of all."""

    quotas: tuple[Quota, ...]

    @classmethod
    def of(cls, count: int) -> Self:
        """So many out of all. `Spec.of(len(entrants))` draws the order in which all come."""
        return cls((Quota(count),))

    @classmethod
    def of_strata(cls, counts: Mapping[str, int]) -> Self:
        """So many out of each stratum."""
        return cls(tuple(Quota(count, stratum) for stratum, count in sorted(counts.items())))

    @property
    def count(self) -> int:
        return sum(quota.count for quota in self.quotas)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """The spec as it stands in a draw's file."""
        return cls(tuple(Quota(**quota) for quota in given["quotas"]))

    def plain(self) -> dict[str, Any]:
        """The spec as plain data, the strata in the order of their names."""
        quotas = sorted(self.quotas, key=lambda quota: quota.stratum)
        return {"quotas": [asdict(quota) for quota in quotas]}


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a list and a spec cannot be drawn from."""

    code: str
    about: str = ""


def canonical(value: Any) -> str:
    """`value` as RFC 8785 text. For ASCII keys, text and whole numbers the standard library writes the same."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """The SHA-256 of a text, in hex."""
    return sha256(text.encode()).hexdigest()


def seed_hash(seed: str) -> str:
    """What is told of a seed before it is opened: the SHA-256 of its bytes.

    Raises:
        ValueError: not 32 bytes in lower-case hex.
    """
    raw = bytes.fromhex(seed)
    if len(raw) != SEED_BYTES or raw.hex() != seed:
        raise ValueError(f"a seed is {SEED_BYTES} bytes in lower-case hex")
    return sha256(raw).hexdigest()


def listed(entrants: Iterable[Entrant]) -> list[Entrant]:
    """The entrants in the one order that counts: by token, which is ASCII."""
    return sorted(entrants, key=lambda entrant: entrant.token)


def list_text(entrants: Iterable[Entrant]) -> str:
    """The list as it is hashed; the order in which it was given leaves no trace."""
    rows = [
        {"must": each.must, "stratum": each.stratum, "token": each.token, "weight": each.weight}
        for each in listed(entrants)
    ]
    return canonical(rows)


def read_list(text: str) -> list[Entrant]:
    """The entrants of a canonical list."""
    return [Entrant(**row) for row in json.loads(text)]


def public_values(fingerprint: str, checkpoint: str, external: str) -> list[str]:
    """What joins the seed: the fingerprint of the commitment, the deciding checkpoint's text, a value from outside."""
    return [fingerprint, checkpoint, external]


def flaw(entrants: Sequence[Entrant], spec: Spec) -> Flaw | None:
    """The first thing that is wrong with a list and what is to be drawn from it; None where all is well."""
    if not entrants or not spec.count:
        return Flaw("empty")
    if len(entrants) > MOST_ENTRANTS:
        return Flaw("too_many", str(len(entrants)))
    seen: set[str] = set()
    for entrant in entrants:
        found = _entrant_flaw(entrant)
        if found is not None:
            return found
        if entrant.token in seen:
            return Flaw("twice", entrant.token)
        seen.add(entrant.token)
    return _quota_flaw(entrants, spec)


def _entrant_flaw(entrant: Entrant) -> Flaw | None:
    if not TOKEN.fullmatch(entrant.token):
        return Flaw("token", entrant.token[:80])
    if PERSONAL.fullmatch(entrant.token):
        return Flaw("personal")
    if type(entrant.weight) is not int or not 1 <= entrant.weight <= MOST_TICKETS:
        return Flaw("weight", entrant.token)
    return None if STRATUM.fullmatch(entrant.stratum) and _is_text(entrant.stratum) else Flaw("stratum", entrant.token)


def _is_text(words: str) -> bool:
    """Whether UTF-8 can carry the words: half a surrogate pair it cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in words)


def _quota_flaw(entrants: Sequence[Entrant], spec: Spec) -> Flaw | None:
    here: dict[str, int] = {}
    musts: dict[str, int] = {}
    for entrant in entrants:
        here[entrant.stratum] = here.get(entrant.stratum, 0) + 1
        musts[entrant.stratum] = musts.get(entrant.stratum, 0) + entrant.must
    wanted = {quota.stratum: quota.count for quota in spec.quotas}
    if len(wanted) != len(spec.quotas) or set(wanted) != set(here):
        return Flaw("strata", "、".join(sorted(set(wanted) ^ set(here))))
    for stratum, count in wanted.items():
        if not musts[stratum] <= count <= here[stratum]:
            return Flaw("count", stratum)
    return None
