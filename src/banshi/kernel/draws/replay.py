"""Replay a draw from its file alone: no database, no settings, no network.

python -m banshi.kernel.draws.replay FILE [--key VKEY]… [--lang zh|en]

It says the same as the stand-alone script that the page gives out, and more: which byte of
an entry was changed, and, with a key that you trust, whether the checkpoint is signed.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from banshi.kernel.draws import chance, rules
from banshi.kernel.ledger import merkle
from banshi.kernel.ledger.canonical import canonical_json
from banshi.kernel.ledger.findings import Language
from banshi.kernel.ledger.forensics import name_change
from banshi.kernel.ledger.notes import BadNote, Checkpoint, PublicKey, open_note
from banshi.kernel.ledger.verify import language_of_shell

PARTS: dict[str, tuple[str, str]] = {
    "file": ("文件能读懂", "the file can be read"),
    "format": ("格式", "the form"),
    "ledger": ("账本上的记录与指纹一致，前后相接", "the entries match their fingerprints and join"),
    "list": ("名单就是封定的名单", "the list is the one that was fixed"),
    "seed": ("种子就是封定的种子", "the seed is the one that was fixed"),
    "checkpoint": ("检查点的条数不少于封定的条数", "the checkpoint covers as many entries as was fixed"),
    "signature": (
        "检查点由您信任的密钥签字，不早于封定的时刻",
        "the checkpoint is signed by a key that you trust, no sooner than was fixed",
    ),
    "proof": ("封定的记录在检查点之下", "the commitment is covered by the checkpoint"),
    "result": ("重算的结果与公布的一致", "the result is the one that was drawn"),
}
VERDICTS: dict[str, tuple[str, str]] = {
    "holds": ("属实：谁来重算都是这个结果", "the draw holds: whoever replays it gets this result"),
    "pending": ("完好，尚未开签", "intact, not drawn yet"),
    "cancelled": ("完好，已作废，没有结果", "intact; it was cancelled and has no result"),
    "wrong": ("不符，请勿采信", "does NOT hold"),
}
SHAPE = {"format", "ledger", "list"}


@dataclass(frozen=True, slots=True)
class Checked:
    """One part of the file: whether it is right, and what more is known."""

    part: str
    right: bool
    detail: str = ""


@dataclass(slots=True)
class Replay:
    """What a replay found."""

    name: str
    parts: list[Checked] = field(default_factory=list)
    end: str = "pending"
    """How the file says the draw ended."""

    @property
    def wrong(self) -> tuple[str, ...]:
        """The parts that are not right."""
        return tuple(checked.part for checked in self.parts if not checked.right)

    @property
    def verdict(self) -> str:
        return "wrong" if self.wrong else self.end

    @property
    def exit_code(self) -> int:
        return {"holds": 0, "wrong": 1}.get(self.verdict, 2)

    def lines(self, language: Language) -> Iterator[str]:
        """The report as lines of text, the verdict last."""
        english = language == "en"
        marks = ("WRONG", "ok   ") if english else ("不符", "对  ")
        for checked in self.parts:
            more = f" — {checked.detail}" if checked.detail else ""
            yield f"{marks[checked.right]}  {checked.part}: {PARTS[checked.part.partition('[')[0]][english]}{more}"
        yield f"{self.name}: {VERDICTS[self.verdict][english]}"


def replay_file(path: Path, trusted: Sequence[str] = ()) -> Replay:
    """Replay the draw in a file. `trusted` are vkeys of the ledger; without, the signature is not looked at."""
    return replay(path.read_bytes(), path.name, trusted)


def replay(data: bytes, name: str, trusted: Sequence[str] = ()) -> Replay:
    """Replay the draw in `data`, part by part."""
    found = Replay(name)
    try:
        document = json.loads(data)
        rules.canonical(document).encode()
    except (ValueError, RecursionError) as error:
        found.parts.append(Checked("file", False, str(error)[:80]))
        return found
    reading = _Reading(document, trusted)
    for part, check in reading.checks():
        try:
            detail = check()
            found.parts.append(Checked(part, True, detail))
        except _Wrong as wrong:
            found.parts.append(Checked(part, False, str(wrong)))
        except (BadNote, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            found.parts.append(Checked(part, False, f"{type(error).__name__}: {error}"[:80]))
    found.end = reading.end
    return found


class _Wrong(Exception):
    """A part is not right; says what is known of it."""


def _need(right: object, detail: str = "") -> None:
    if not right:
        raise _Wrong(detail)


Check = Callable[[], str]


class _Reading:
    """A draw's file, taken apart only as far as it can be read."""

    def __init__(self, document: Any, trusted: Sequence[str]) -> None:
        self.file = document if isinstance(document, dict) else {}
        self.trusted = trusted
        chain = self.file.get("ledger")
        self.entries = len(chain) if isinstance(chain, list) else 0
        self.end = self._end()

    def checks(self) -> Iterator[tuple[str, Check]]:
        """The parts in order, each with its check, which says what it found."""
        yield "format", self.form
        for at in range(self.entries):
            yield f"ledger[{at}]", partial(self.entry, at)
        yield "list", self.listed
        if self.end == "holds" or "result" in self.file:
            yield "seed", self.seed
            yield "checkpoint", self.checkpoint
            if self.trusted:
                yield "signature", self.signature
            yield "proof", self.proof
            yield "result", self.result

    def _end(self) -> str:
        """How the last entry says that the draw ended."""
        try:
            kind = str(self.file["ledger"][-1]["entry"]["kind"])
        except (LookupError, TypeError):
            return "pending"
        return {"draws.revealed": "holds", "draws.cancelled": "cancelled"}.get(kind, "pending")

    @property
    def terms(self) -> dict[str, Any]:
        body: dict[str, Any] = self.file["ledger"][0]["entry"]["body"]
        return body

    @property
    def told(self) -> dict[str, Any]:
        body: dict[str, Any] = self.file["ledger"][-1]["entry"]["body"]
        return body

    def form(self) -> str:
        _need(self.file["format"] == self.terms["algorithm"] == rules.ALGORITHM, rules.ALGORITHM)
        shape = SHAPE | ({"proof", "result"} if self.end == "holds" else set())
        _need(set(self.file) == shape, ", ".join(sorted(set(self.file) ^ shape)))
        return f"{self.file['ledger'][0]['entry']['subject']} {self.terms['title']}"

    def entry(self, at: int) -> str:
        each = self.file["ledger"][at]
        _need(set(each) == {"entry", "hash"}, "entry, hash")
        content, stated = canonical_json(each["entry"]).encode(), bytes.fromhex(each["hash"])
        _need(stated.hex() == each["hash"], "hash")
        if sha256(content).digest() != stated:
            change = name_change(content, stated)
            raise _Wrong(f"{change.field} {change.detail}".strip())
        before = self.file["ledger"][at - 1]["hash"] if at else ""
        _need(each["entry"]["previous"] == before and each["entry"]["position"] == at, "previous")
        _need(each["entry"]["subject"] == self.file["ledger"][0]["entry"]["subject"], "subject")
        return f"{each['entry']['kind']} {each['entry']['at']}"

    def listed(self) -> str:
        entrants = [rules.Entrant(**row) for row in self.file["list"]]
        text = rules.canonical(self.file["list"])
        _need(rules.digest(text) == self.terms["list_hash"], rules.digest(text))
        flaw = rules.flaw(entrants, self.spec())
        _need(flaw is None and text == rules.list_text(entrants), f"{flaw.code} {flaw.about}" if flaw else "")
        return f"{len(entrants)}"

    def spec(self) -> rules.Spec:
        return rules.Spec.read(self.terms["spec"])

    def seed(self) -> str:
        _need(rules.seed_hash(self.told["seed"]) == self.terms["seed_hash"])
        return str(self.told["seed"])

    def state(self) -> Checkpoint:
        return Checkpoint.parse(str(self.told["checkpoint"]).partition("\n\n")[0] + "\n")

    def checkpoint(self) -> str:
        state = self.state()
        _need(state.size >= self.terms["min_size"], f"{state.size} < {self.terms['min_size']}")
        return f"{state.origin} {state.size} {state.root.hex()}"

    def signature(self) -> str:
        keys = [PublicKey.parse(vkey) for vkey in self.trusted]
        opened = open_note(self.told["checkpoint"], keys)
        seconds = max(opened.times.values(), default=0)
        at = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat() + "Z"
        _need(at >= self.terms["not_before"], f"{at} < {self.terms['not_before']}")
        return at

    def proof(self) -> str:
        state, proof = self.state(), self.file["proof"]
        _need(set(proof) == {"index", "path"} and type(proof["index"]) is int)
        path = [bytes.fromhex(step) for step in proof["path"]]
        leaf = merkle.leaf_hash(bytes.fromhex(self.file["ledger"][0]["hash"]))
        _need(merkle.root_from_inclusion(leaf, proof["index"], state.size, path) == state.root)
        return f"{proof['index']} < {state.size}"

    def result(self) -> str:
        entrants = [rules.Entrant(**row) for row in self.file["list"]]
        spec, fingerprint = self.spec(), str(self.file["ledger"][0]["hash"])
        _need(rules.flaw(entrants, spec) is None)
        public = rules.public_values(fingerprint, self.state().text, str(self.told["external"]))
        tokens = [drawn.token for drawn in chance.draw(entrants, spec, self.told["seed"], public)]
        _need(tokens == self.file["result"], " ".join(tokens[:5]))
        _need(rules.digest(rules.canonical(tokens)) == self.told["result_hash"], "result_hash")
        return " ".join(tokens[:5]) + (" …" if len(tokens) > 5 else "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Replay one file and print what was found; 0 if it holds, 1 if not, 2 if there is no result."""
    parser = argparse.ArgumentParser(prog="banshi draws replay", description="Replay a public draw from its file.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", action="append", default=[], metavar="VKEY", help="a key of the ledger that you trust")
    parser.add_argument("--lang", choices=["zh", "en"], default=language_of_shell())
    options = parser.parse_args(arguments)
    found = replay_file(options.file, options.key)
    for line in found.lines(options.lang):
        sys.stdout.write(line + "\n")
    return found.exit_code


if __name__ == "__main__":
    sys.exit(main())
