"""The engine: find, cut out, mark, and look again until nothing is left. No database here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from banshi.kernel.publication.redaction.kinds import KINDS, Kind
from banshi.kernel.publication.redaction.names import declared, told
from banshi.kernel.publication.redaction.patterns import Found, numbers, shadow

_OPAQUE = "\ue000"
"""Stands for each character of a mark while looking again; no pattern contains it."""


@dataclass(frozen=True, slots=True)
class Manual:
    """A phrase that a member of staff hid, and why."""

    phrase: str
    reason: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the public text; `kind` is set where it is a mark."""

    text: str
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out. Never leaves the house; staff see it beside the public text."""

    kind: Kind
    original: str
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class Redacted:
    """The public face of a text."""

    segments: tuple[Segment, ...]
    removed: tuple[Removed, ...]

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)


def redact(
    text: str,
    *,
    names: Sequence[str] = (),
    addresses: Sequence[str] = (),
    manual: Sequence[Manual] = (),
    keep: Sequence[str] = (),
) -> Redacted:
    """The text without personal data; a mark such as 〔电话〕 in the place of each find.

    `names` and `addresses`: of the resident and others known in the matter. `manual`: what staff
    hid besides. `keep`: what staff decided may be shown, e.g. the name of a public office; it
    never brings back a number. Redacting twice changes nothing.
    """
    pieces: list[tuple[str, Removed | None]] = [(text, None)]
    while True:
        plain = "".join(_OPAQUE * len(KINDS[gone.kind].mark) if gone else shadow(piece) for piece, gone in pieces)
        spans = _chosen(_finds(plain, names, addresses, manual), plain, keep)
        if not spans:
            break
        pieces = _cut(pieces, spans, manual)
    segments = tuple(
        Segment(KINDS[gone.kind].mark, gone.kind) if gone else Segment(piece) for piece, gone in pieces if piece
    )
    return Redacted(segments, tuple(gone for _piece, gone in pieces if gone))


def _finds(plain: str, names: Sequence[str], addresses: Sequence[str], manual: Sequence[Manual]) -> Iterator[Found]:
    """All finds, those that win over an overlapping one first."""
    for start, end, _kind in declared(plain, [shadow(hidden.phrase) for hidden in manual]):
        yield start, end, Kind.MANUAL
    yield from numbers(plain)
    for start, end, _kind in declared(plain, [shadow(address) for address in addresses]):
        yield start, end, Kind.ADDRESS
    yield from declared(plain, [shadow(name) for name in names])
    yield from told(plain)


def _chosen(finds: Iterator[Found], plain: str, keep: Sequence[str]) -> list[Found]:
    """Finds that do not overlap an earlier one, a mark or what is kept, in the order of the text."""
    kept = {shadow(phrase) for phrase in keep}
    taken = bytearray(character == _OPAQUE for character in plain)
    chosen = []
    for start, end, kind in finds:
        if start == end or any(taken[start:end]) or (kind is Kind.NAME and plain[start:end] in kept):
            continue
        taken[start:end] = b"\x01" * (end - start)
        chosen.append((start, end, kind))
    return sorted(chosen)


def _cut(
    pieces: list[tuple[str, Removed | None]], spans: list[Found], manual: Sequence[Manual]
) -> list[tuple[str, Removed | None]]:
    """The pieces with the spans cut out; a span lies within one piece of text."""
    cut: list[tuple[str, Removed | None]] = []
    at = 0
    waiting = iter([*spans, (1 << 60, 1 << 60, Kind.NAME)])
    start, end, kind = next(waiting)
    for piece, gone in pieces:
        length = len(KINDS[gone.kind].mark) if gone else len(piece)
        last = at
        while gone is None and start < at + length:
            original = piece[start - at : end - at]
            cut += [
                (piece[last - at : start - at], None),
                (original, Removed(kind, original, _reason(kind, original, manual))),
            ]
            last = end
            start, end, kind = next(waiting)
        cut.append((piece[last - at :], gone) if gone is None else (piece, gone))
        at += length
    return [(piece, gone) for piece, gone in cut if piece]


def _reason(kind: Kind, original: str, manual: Sequence[Manual]) -> str | Promise:
    if kind is Kind.MANUAL:
        bare = _bare(original)
        return next((hidden.reason for hidden in manual if _bare(hidden.phrase) == bare), KINDS[kind].reason)
    return KINDS[kind].reason


def _bare(text: str) -> str:
    return "".join(shadow(text).split()).replace("·", "").casefold()
