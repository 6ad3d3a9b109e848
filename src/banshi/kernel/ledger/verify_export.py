"""Verify an export, line by line, while it streams by. No Django."""

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from banshi.kernel.ledger import merkle
from banshi.kernel.ledger.findings import Chains, Report
from banshi.kernel.ledger.forensics import name_change
from banshi.kernel.ledger.notes import BadNote, Checkpoint, Term, open_note
from banshi.kernel.ledger.verify import (
    EXPORT,
    read_canonical,
    read_checkpoint,
    read_keys,
)

MANIFEST = "banshi ledger export 1"
MOST_FINDINGS = 50
BLOCK = 4096

HEAD = b'{"entry":'
TAIL = re.compile(
    rb',"county":("[^"\\]*"),"kind":"[^"\\]*","position":(0|[1-9][0-9]*),'
    rb'"previous":"([0-9a-f]{64}|)","subject":("(?:[^"\\]|\\.)*"),"v":1\},"hash":"([0-9a-f]{64})"\}\n'
)
AFTER_ENTRY = len(',"hash":""}\n') + 64
AFTER_LINE = AFTER_ENTRY + len(',"v":1}')
SUBTREE_LINE = re.compile(rb'\{"hash":"([0-9a-f]{64})","level":([0-9]|[1-5][0-9])\}\n')


def manifest_text(origin: str, county: str, entries: int, length: int, digest: str) -> str:
    """What the ledger's key signs about all lines before the manifest."""
    return f"{MANIFEST}\n{origin}\n{county}\n{entries}\n{length}\n{digest}\n"


def verify_export(path: Path, trusted: Sequence[str] = ()) -> Report:
    """Verify every entry, every chain, the tree, the checkpoint, the keys and the manifest of an export."""
    report = Report(path.name)
    with path.open("rb") as file:
        first = file.readline()
        county, terms, checkpoint = _header(first, report, trusted)
        reading = _Reading(report, county, first)
        while lines := file.readlines(1 << 20):
            reading.take(lines)
        reading.finish(terms, checkpoint)
    return report


def _header(line: bytes, report: Report, trusted: Sequence[str]) -> tuple[str, list[Term], Checkpoint | None]:
    document = read_canonical(line, report, "line 1")
    if document is None:
        return "", [], None
    if set(document) != {"checkpoint", "county", "format", "keys"} or document["format"] != EXPORT:
        report.found("form", "line 1", "format")
    terms = read_keys(document.get("keys"), report, trusted)
    checkpoint = read_checkpoint(document.get("checkpoint"), terms, report, "checkpoint") if terms else None
    county = str(document.get("county"))
    report.facts["county"] = county
    if checkpoint is not None:
        report.facts |= {"origin": checkpoint.origin, "checkpoint": str(checkpoint.size), "root": checkpoint.root.hex()}
    return county, terms, checkpoint


class _Reading:
    """What is known while the lines stream by."""

    def __init__(self, report: Report, county: str, first: bytes) -> None:
        self.report = report
        self.county = f'"{county}"'.encode()
        self.county_key = b',"county":' + self.county + b',"kind":'
        self.chains = Chains()
        self.tree = merkle.Frontier()
        self.leaves: list[bytes] = []
        self.digest = sha256(first)
        self.length = len(first)
        self.line = 1
        self.entries = 0
        self.last = b""

    def take(self, lines: list[bytes]) -> None:
        """The next lines; the last of the file is kept back for `finish`."""
        lines = [self.last, *lines] if self.last else lines
        self.last = lines.pop()
        for start in range(0, len(lines), BLOCK):
            block = lines[start : start + BLOCK]
            joined = b"".join(block)
            self.digest.update(joined)
            self.length += len(joined)
            if not self._quickly(block):
                for line in block:
                    self._check(line)
            self.tree.extend(self.leaves)
            self.leaves.clear()

    def _quickly(self, block: list[bytes]) -> bool:
        """Take a block of entries if all of it is as it should be; else change nothing, so that `_check` can name what is not."""
        digests = [sha256(line[len(HEAD) : -AFTER_ENTRY]).digest() for line in block]
        stated = b"".join([line[-67:-3] for line in block])
        if b"".join(digests).hex().encode() != stated:
            return False
        try:
            if not self.chains.follow(self._link(line) for line in block):
                return False
        except ValueError:
            return False
        self.line += len(block)
        self.entries += len(block)
        self.leaves.extend([sha256(b"\x00" + digest).digest() for digest in digests])
        return True

    def _link(self, line: bytes) -> tuple[bytes, int, bytes, bytes]:
        """(subject, position, previous, hash) of an entry's line whose hash is right.

        Raises:
            ValueError: the line is another county's, or no entry at all.
        """
        at = line.rfind(b',"position":')
        position, _key, rest = line[at + 12 : -AFTER_LINE].partition(b',"previous":"')
        previous, _key, subject = rest.partition(b'","subject":')
        if not line.startswith(HEAD) or not line.startswith(self.county_key, line.rfind(b',"county":', 0, at)):
            raise ValueError("not an entry of this county")
        return subject, int(position), previous, line[-67:-3]

    def _check(self, line: bytes) -> None:
        self.line += 1
        # A string can hold no bare quote, so the last `,"county":` is the entry's own.
        tail = TAIL.fullmatch(line, line.rfind(b',"county":')) if line.startswith(HEAD) else None
        if tail is not None:
            self._entry(line[len(HEAD) : -AFTER_ENTRY], tail)
        elif (match := SUBTREE_LINE.fullmatch(line)) is not None:
            self._subtree(int(match[2]), bytes.fromhex(match[1].decode()))
        else:
            self._found("unreadable", "", "")

    def _entry(self, content: bytes, tail: re.Match[bytes]) -> None:
        county, position, previous, subject, stated = tail.groups()
        computed = sha256(content)
        leaf = computed.digest()
        if computed.hexdigest().encode() != stated:
            change = name_change(content, bytes.fromhex(stated.decode()))
            self._found(change.code, change.field, change.detail, subject, position)
            if change.content != content:  # go on with what was there before the change
                self._check_again(change.content, stated)
                return
            leaf = leaf if change.field == "hash" else bytes.fromhex(stated.decode())
        if county != self.county:
            self._found("foreign", "county", "", subject, position)
        wrong = self.chains.step(subject, int(position), previous, leaf.hex().encode())
        if wrong:
            self._found(wrong, "position" if wrong == "position" else "previous", "", subject, position)
        self.entries += 1
        self.leaves.append(sha256(b"\x00" + leaf).digest())

    def _check_again(self, content: bytes, stated: bytes) -> None:
        line = HEAD + content + b',"hash":"' + stated + b'"}\n'
        tail = TAIL.fullmatch(line, line.rfind(b',"county":'))
        if tail is not None:
            self._entry(content, tail)

    def _subtree(self, level: int, digest: bytes) -> None:
        self.tree.extend(self.leaves)
        self.leaves.clear()
        try:
            self.tree.push(level, digest)
        except ValueError as error:
            self._found("form", "level", str(error))

    def _found(self, code: str, field: str, detail: str, subject: bytes = b"", position: bytes = b"") -> None:
        if len(self.report.findings) >= MOST_FINDINGS:
            return
        place = f"line {self.line}"
        if subject:
            place += f" ({subject[1:-1].decode(errors='replace')} #{position.decode()})"
        self.report.found(code, place, field, detail)

    def finish(self, terms: list[Term], checkpoint: Checkpoint | None) -> None:
        """Check the manifest, and the root against the checkpoint."""
        self.line += 1
        self.report.facts |= {"entries": str(self.entries), "subjects": str(len(self.chains))}
        self._manifest(terms, checkpoint)
        if checkpoint is None or self.report.findings:
            return
        if (self.tree.size, self.tree.root()) != (checkpoint.size, checkpoint.root):
            self.report.found("root", self.report.about, "", f"{self.tree.size} / {checkpoint.size}")

    def _manifest(self, terms: list[Term], checkpoint: Checkpoint | None) -> None:
        document = read_canonical(self.last, self.report, f"line {self.line}")
        if document is None:
            return
        if set(document) != {"manifest"} or not self.last.endswith(b"\n"):
            self._found("manifest", "manifest", "")
            return
        try:
            text = open_note(str(document["manifest"]), [term.key for term in terms]).text
        except BadNote as error:
            if terms:
                self._found("manifest", "manifest", str(error))
            return
        county = self.county.decode().strip('"')
        if (signed := text.split("\n")[2:3]) != [county]:
            self.report.findings[:] = [finding for finding in self.report.findings if finding.code != "foreign"]
            self.report.found("manifest", "line 1", "county", f"{county} / {signed}")
            return
        origin = checkpoint.origin if checkpoint else text.split("\n")[1]
        expected = manifest_text(origin, county, self.entries, self.length, self.digest.hexdigest())
        if text != expected and not self.report.findings:
            self._found("manifest", "manifest", "")
