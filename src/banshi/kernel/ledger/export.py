"""A county's entries as one file that anybody can verify without us.

One JSON object a line, each in RFC 8785 form:

1. `{"checkpoint":…,"county":…,"format":"banshi-ledger-export/1","keys":[…]}`
2. in the order of the tree, an entry of the county `{"entry":{…},"hash":"…"}`, or for a run of
   other counties' leaves the hashes of its complete subtrees `{"hash":"…","level":n}`
3. `{"manifest":…}`: a signed note with the count, length and SHA-256 of all lines before it
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import Conflict
from banshi.kernel.ledger import merkle
from banshi.kernel.ledger.canonical import canonical_json
from banshi.kernel.ledger.keys import signing_key
from banshi.kernel.ledger.models import Checkpoint
from banshi.kernel.ledger.notes import sign_note
from banshi.kernel.ledger.proofs import latest
from banshi.kernel.ledger.receipts import key_chain
from banshi.kernel.ledger.rows import sealed_rows
from banshi.kernel.ledger.verify import EXPORT
from banshi.kernel.ledger.verify_export import manifest_text

Progress = Callable[[int, int], None]


class NothingSealed(Conflict):
    """There is no checkpoint yet, so nothing could be proven."""

    code = "nothing_sealed"
    message = _("账本还没有封存过，没有可导出的内容。请先运行 banshi ledger seal。")


class LeafGone(Conflict):
    """A sealed entry is missing, so the export could not be verified."""

    code = "leaf_gone"
    message = _("第 %(index)s 片叶子对应的记录丢失，无法导出。请先运行 banshi ledger verify 查明。")


def export(target: Path, county: str, progress: Progress = lambda _done, _size: None) -> Path:
    """Write everything sealed so far to `target`, a file or a folder; returns the file written.

    The file appears under its name only when it is whole.

    Raises:
        NothingSealed: there is no checkpoint yet.
        LeafGone: the ledger is damaged.
    """
    checkpoint = latest()
    if checkpoint is None:
        raise NothingSealed()
    path = target / f"ledger-{county}-{checkpoint.size}.jsonl" if target.is_dir() else target
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        _write(file, checkpoint, county, progress)
    part.replace(path)
    return path


def _write(file: BinaryIO, checkpoint: Checkpoint, county: str, progress: Progress) -> None:
    digest, length, entries = sha256(), 0, 0
    header = {"checkpoint": checkpoint.note, "county": county, "format": EXPORT, "keys": key_chain()}
    for count, lines in _chunks(checkpoint.size, county, canonical_json(header).encode() + b"\n"):
        file.write(lines)
        digest.update(lines)
        length += len(lines)
        entries += count
        progress(entries, checkpoint.size)
    key = signing_key()
    manifest = sign_note(manifest_text(key.name, county, entries, length, digest.hexdigest()), key)
    file.write(canonical_json({"manifest": manifest}).encode() + b"\n")


def _chunks(size: int, county: str, header: bytes) -> Iterator[tuple[int, bytes]]:
    """(number of entries, their lines), chunk by chunk."""
    yield 0, header
    expected = 0
    foreign: list[bytes] = []
    for rows in sealed_rows(size):
        lines: list[bytes] = []
        count = 0
        for row in rows:
            if row.leaf != expected:
                raise LeafGone(index=expected)
            expected += 1
            if row.county != county:
                foreign.append(merkle.leaf_hash(bytes(row.hash)))
                continue
            lines.extend(_subtrees(foreign, row.leaf))
            foreign = []
            lines.append(b'{"entry":%b,"hash":"%b"}\n' % (row.canonical(), bytes(row.hash).hex().encode()))
            count += 1
        yield count, b"".join(lines)
    if expected != size:
        raise LeafGone(index=expected)
    yield 0, b"".join(_subtrees(foreign, size))


def _subtrees(leaves: list[bytes], end: int) -> Iterator[bytes]:
    """The lines that stand for `leaves`, which end before leaf `end`: the fewest complete subtrees."""
    start = end - len(leaves)
    at = start
    while at < end:
        level = min((at & -at).bit_length() - 1 if at else 63, (end - at).bit_length() - 1)
        digest = merkle.fold(leaves[at - start : at - start + (1 << level)])
        yield b'{"hash":"%b","level":%d}\n' % (digest.hex().encode(), level)
        at += 1 << level
