"""Verify receipts, consistency proofs and exports from files alone: no database, no settings, no network.

python -m banshi.kernel.ledger.verify FILE [--key VKEY]… [--lang zh|en]
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeGuard

import rfc8785

from banshi.kernel.ledger import merkle
from banshi.kernel.ledger.canonical import canonical_json, commitment
from banshi.kernel.ledger.findings import Language, Report
from banshi.kernel.ledger.forensics import Change, name_change
from banshi.kernel.ledger.notes import BadNote, Checkpoint, KeyLink, Term, open_checkpoint, read_chain

RECEIPT = "banshi-receipt/1"
CONSISTENCY = "banshi-consistency/1"
EXPORT = "banshi-ledger-export/1"
ENTRY_FIELDS = {
    "actor": str,
    "at": str,
    "body": dict,
    "county": str,
    "kind": str,
    "position": int,
    "previous": str,
    "subject": str,
    "v": int,
}


def verify_file(path: Path, trusted: Sequence[str] = ()) -> Report:
    """Verify whatever the ledger issued: a receipt, a consistency proof or an export."""
    with path.open("rb") as file:
        head = file.read(1 << 20)
    if b'\n{"' in head:  # one JSON object a line
        from banshi.kernel.ledger.verify_export import verify_export

        return verify_export(path, trusted)
    return verify_document(path.read_bytes(), path.name, trusted)


def verify_document(data: bytes, name: str, trusted: Sequence[str] = ()) -> Report:
    """Verify a receipt or a consistency proof. `trusted` are vkeys, one of which must be in its chain of keys."""
    report = Report(name)
    document = read_canonical(data, report, name)
    if document is None:
        return report
    if document.get("format") == CONSISTENCY:
        _consistency(document, report, trusted)
    elif document.get("format") == RECEIPT:
        _receipt(document, report, trusted)
    else:
        report.found("form", name, "format", f"{RECEIPT}, {CONSISTENCY}")
    return report


def read_canonical(data: bytes, report: Report, place: str) -> dict[str, Any] | None:
    """The JSON object in `data`, which must be laid out as issued (RFC 8785, one line break may follow)."""
    try:
        text = data.decode()
        document = json.loads(text)
        issued = canonical_json(document).encode()
    except UnicodeDecodeError as error:
        report.found("unreadable", place, detail=f"byte {error.start}")
        return None
    except json.JSONDecodeError as error:
        report.found("unreadable", place, detail=f"byte {len(text[: error.pos].encode())}: {error.msg}")
        return None
    except (rfc8785.CanonicalizationError, RecursionError, ValueError) as error:
        report.found("unreadable", place, detail=str(error)[:80])
        return None
    given = data.removesuffix(b"\n")
    if given != issued:
        at = next((at for at, (one, two) in enumerate(zip(given, issued, strict=False)) if one != two), len(issued))
        report.found("layout", place, detail=f"byte {at}")
    if not isinstance(document, dict):
        report.found("form", place, detail="{…}")
        return None
    return document


def read_keys(given: Any, report: Report, trusted: Sequence[str]) -> list[Term]:
    """The terms of the given chain of keys; empty, with a finding, if it does not hold or is not trusted."""
    try:
        links = [KeyLink(link["vkey"], link["handover"]) for link in given]
        if any(set(link) != {"vkey", "handover"} for link in given):
            raise BadNote("key chain", "extra fields")
        terms = read_chain(links)
    except (BadNote, TypeError, KeyError, AttributeError) as error:
        report.found("keys", report.about, "keys", str(error))
        return []
    report.facts["key"] = terms[-1].key.fingerprint
    report.key_unchecked = not trusted
    if trusted and not {term.key.vkey for term in terms} & set(trusted):
        report.found("trust", report.about, "keys", terms[-1].key.fingerprint)
        return []
    return terms


def read_checkpoint(note: Any, terms: Sequence[Term], report: Report, field: str) -> Checkpoint | None:
    """The checkpoint in `note`, or None with a finding."""
    try:
        return open_checkpoint(str(note), terms)
    except BadNote as error:
        report.found("checkpoint", report.about, field, str(error))
        return None


def hash_from_hex(text: Any) -> bytes:
    """32 bytes from strict lower-case hex; empty if it is anything else."""
    try:
        data = bytes.fromhex(text)
    except (ValueError, TypeError):
        return b""
    return data if len(data) == 32 and data.hex() == text else b""


def _receipt(document: dict[str, Any], report: Report, trusted: Sequence[str]) -> None:
    sealed = {"checkpoint", "keys", "proof"} <= set(document)
    expected = {"entry", "format", "hash"} | ({"checkpoint", "keys", "proof"} if sealed else set())
    entry = document.get("entry")
    if not expected <= set(document) <= expected | {"openings"}:
        report.found("form", report.about, ", ".join(sorted(expected ^ set(document) - {"openings"})))
        return
    if not _well_formed(entry):
        report.found("form", report.about, "entry")
        return
    report.facts |= {name: str(entry[name]) for name in ("subject", "position", "kind", "at", "actor", "county")}
    content = canonical_json(entry).encode()
    report.facts["fingerprint"] = sha256(content).hexdigest()
    _openings(document, report)
    report.pending = not sealed
    proven = sealed and _proven(document, report, trusted, sha256(content).digest())
    if sha256(content).digest() != (stated := hash_from_hex(document["hash"])):
        change = Change("hash", "", content) if proven else name_change(content, stated)
        report.found(change.code, report.about, change.field, change.detail)
    elif proven is False and sealed:
        report.found("proof", report.about, "proof")


def _proven(document: dict[str, Any], report: Report, trusted: Sequence[str], digest: bytes) -> bool | None:
    """Whether the proof leads from the entry to the checkpoint; None, with a finding, if that cannot be said."""
    terms = read_keys(document["keys"], report, trusted)
    checkpoint = read_checkpoint(document["checkpoint"], terms, report, "checkpoint") if terms else None
    proof = document["proof"]
    steps = proof.get("path") if isinstance(proof, dict) and set(proof) == {"index", "path"} else None
    path = [hash_from_hex(step) for step in steps] if isinstance(steps, list) else [b""]
    if b"" in path or type(proof["index"]) is not int:
        report.found("form", report.about, "proof")
        return None
    report.facts["index"] = str(proof["index"])
    if checkpoint is None:
        return None
    report.facts |= {"origin": checkpoint.origin, "checkpoint": str(checkpoint.size), "root": checkpoint.root.hex()}
    root = merkle.root_from_inclusion(merkle.leaf_hash(digest), proof["index"], checkpoint.size, path)
    return root == checkpoint.root


def _well_formed(entry: Any) -> TypeGuard[dict[str, Any]]:
    return (
        isinstance(entry, dict)
        and set(entry) == set(ENTRY_FIELDS)
        and all(type(entry[name]) is kind for name, kind in ENTRY_FIELDS.items())
        and entry["v"] == 1
    )


def _openings(document: dict[str, Any], report: Report) -> None:
    openings = document.get("openings", {})
    commitments = document["entry"]["body"].get("sealed", {})
    for name in openings if isinstance(openings, dict) else ():
        opening = openings[name]
        try:
            salt = bytes.fromhex(opening["salt"])
            matches = set(opening) == {"salt", "value"} and salt.hex() == opening["salt"]
            matches = matches and commitment(salt, opening["value"]) == commitments.get(name)
        except (TypeError, KeyError, ValueError, AttributeError):
            matches = False
        if not matches:
            report.found("opening", report.about, f"openings.{name}")
    if not isinstance(openings, dict):
        report.found("form", report.about, "openings")


def _consistency(document: dict[str, Any], report: Report, trusted: Sequence[str]) -> None:
    if set(document) != {"format", "keys", "newer", "older", "path"} or not isinstance(document["path"], list):
        report.found("form", report.about)
        return
    terms = read_keys(document["keys"], report, trusted)
    if not terms:
        return
    older = read_checkpoint(document["older"], terms, report, "older")
    newer = read_checkpoint(document["newer"], terms, report, "newer")
    path = [hash_from_hex(step) for step in document["path"]]
    if older is None or newer is None:
        return
    report.facts |= {"older": str(older.size), "newer": str(newer.size)}
    if b"" in path or not merkle.consistent(older.size, older.root, newer.size, newer.root, path):
        report.found("consistency", report.about, "path")


def language_of_shell() -> Language:
    """English where the shell says so, else Chinese."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if said.startswith("en") else "zh"


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify one file and print the report; 0 if it holds, 1 if not, 2 if it is still pending."""
    parser = argparse.ArgumentParser(
        prog="banshi ledger verify", description="Verify a receipt, proof or export offline."
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", action="append", default=[], metavar="VKEY", help="a public key that you trust")
    parser.add_argument("--lang", choices=["zh", "en"], default=language_of_shell())
    options = parser.parse_args(arguments)
    report = verify_file(options.file, options.key)
    for line in report.lines(options.lang):
        sys.stdout.write(line + "\n")
    return exit_code(report)


def exit_code(report: Report) -> int:
    return 1 if not report.ok else 2 if report.pending else 0


if __name__ == "__main__":
    sys.exit(main())
