"""Receipts, consistency proofs and exports verify offline, and one flipped byte anywhere is found and named."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from banshi.kernel.ledger import keys, receipts, sealing
from banshi.kernel.ledger.export import NothingSealed, export
from banshi.kernel.ledger.findings import FACTS, WORDS, Report
from banshi.kernel.ledger.models import Checkpoint, Entry
from banshi.kernel.ledger.record import Recorded, Subject, erase_openings
from banshi.kernel.ledger.tests.conftest import COUNTY, CTX, NOW
from banshi.kernel.ledger.verify import verify_document, verify_file

Write = Callable[..., list[Recorded]]
PHONE = {"phone": "13900000000"}


def check(slip: dict[str, Any], *trusted: str) -> Report:
    return verify_document(receipts.receipt_bytes(slip), "slip", trusted)


def codes(report: Report) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in report.findings]


@pytest.fixture
def sealed(written: Write) -> list[Recorded]:
    """Forty slips of two counties, sealed in two runs with a new key between."""
    first = written(20)
    written(13, county="152224")
    sealing.seal(NOW)
    keys.rotate_key(CTX)
    more = written(7)
    sealing.seal(NOW)
    return first + more


@pytest.mark.django_db
class TestAReceipt:
    def test_of_every_entry_verifies_offline(self, sealed: list[Recorded]) -> None:
        for subject, position in Entry.objects.values_list("subject", "position"):
            report = check(receipts.receipt(subject, position))
            assert (report.findings, report.pending) == ([], False)

    def test_is_pending_before_sealing_and_can_be_completed_later(self, written: Write) -> None:
        (entry,) = written(1)
        slip = receipts.receipt(entry.subject, 0, PHONE)
        report = check(slip)
        assert (report.ok, report.pending, slip["hash"]) == (True, True, entry.hash)
        sealing.seal(NOW)
        whole = receipts.completed(slip)
        assert (check(whole).pending, whole["openings"]) == (False, slip["openings"])

    def test_of_another_ledger_cannot_be_completed_here(self, written: Write) -> None:
        (entry,) = written(1)
        slip = receipts.receipt(entry.subject, 0)
        slip["entry"]["actor"] = "person:13"
        with pytest.raises(receipts.NoSuchEntry):
            receipts.completed(slip)

    def test_of_nothing_is_not_found(self, db: None) -> None:
        with pytest.raises(receipts.NoSuchEntry, match="slips:9"):
            receipts.receipt("slips:9", 0)

    def test_is_signed_by_a_key_that_the_reader_trusts(self, sealed: list[Recorded]) -> None:
        slip = receipts.receipt(sealed[0].subject, 0)
        first, second = [link.vkey for link in keys.key_links()]
        assert check(slip, first).ok
        assert check(slip, second).ok
        other = "other.example+" + second.partition("+")[2]
        assert codes(check(slip, other)) == [("trust", "keys")]
        assert check(slip).key_unchecked

    def test_carries_a_sealed_value_only_when_the_holder_asks(self, sealed: list[Recorded]) -> None:
        subject = sealed[0].subject
        assert "13900000000" not in receipts.receipt_bytes(receipts.receipt(subject, 0)).decode()
        slip = receipts.receipt(subject, 0, PHONE)
        assert check(slip).ok
        slip["openings"]["phone"]["value"] = "13900000001"
        assert codes(check(slip)) == [("opening", "openings.phone")]
        with pytest.raises(receipts.OpeningErased):
            receipts.receipt(subject, 0, {"phone": "13900000001"})

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (lambda slip: slip["entry"].update(kind="slips.burnt"), ("content", "entry")),
            (lambda slip: slip["entry"].update(position=1), ("content", "position")),
            (lambda slip: slip.update(hash="00" * 32), ("fingerprint", "hash")),
            (lambda slip: slip["proof"].update(index=5), ("proof", "proof")),
            (lambda slip: slip["proof"]["path"].pop(), ("proof", "proof")),
            (lambda slip: slip["proof"]["path"].append("zz"), ("form", "proof")),
            (lambda slip: slip["proof"].update(path=5), ("form", "proof")),
            (lambda slip: slip.update(proof=[]), ("form", "proof")),
            (lambda slip: slip["keys"].pop(), ("checkpoint", "checkpoint")),
            (lambda slip: slip["keys"].reverse(), ("keys", "keys")),
            (lambda slip: slip["keys"][0].update(extra=1), ("keys", "keys")),
            (lambda slip: slip.update(checkpoint="x"), ("checkpoint", "checkpoint")),
            (lambda slip: slip.update(note="extra"), ("form", "note")),
            (lambda slip: slip.update(format="other/1"), ("form", "format")),
            (lambda slip: slip.update(openings=[]), ("form", "openings")),
            (lambda slip: slip["entry"].update(v=2), ("form", "entry")),
            (lambda slip: slip["entry"].update(position=True), ("form", "entry")),
        ],
    )
    def test_that_was_changed_is_refused_by_name(
        self, change: Callable[[dict[str, Any]], object], code: tuple[str, str], sealed: list[Recorded]
    ) -> None:
        slip = json.loads(receipts.receipt_bytes(receipts.receipt(sealed[0].subject, 0)))
        change(slip)
        assert code in codes(check(slip))

    def test_laid_out_in_another_way_is_not_the_original(self, sealed: list[Recorded]) -> None:
        slip = receipts.receipt(sealed[0].subject, 0)
        report = verify_document(json.dumps(slip, indent=1).encode(), "slip")
        assert [finding.code for finding in report.findings] == ["layout"]

    @pytest.mark.parametrize(
        "data", [b"", b"{", b"[]", b"\xff", b'{"a":NaN}', b'{"a":1e999}', b"[" * 100_000, b"null", b'{"entry":{}}']
    )
    def test_that_is_no_receipt_at_all_is_refused_without_an_exception(self, data: bytes) -> None:
        assert not verify_document(data, "slip").ok

    @pytest.mark.anydb  # the verifier sees the document alone
    def test_names_any_flipped_byte(self, sealed: list[Recorded]) -> None:
        data = receipts.receipt_bytes(receipts.receipt(sealed[4].subject, sealed[4].position))
        for place in range(len(data)):
            flipped = bytearray(data)
            flipped[place] ^= 1 << place % 8
            report = verify_document(bytes(flipped), "slip")
            assert report.findings, f"byte {place}: {data[max(0, place - 20) : place + 20]!r}"


@pytest.mark.django_db
def test_a_byte_changed_inside_an_entry_is_named_with_its_field(sealed: list[Recorded]) -> None:
    data = receipts.receipt_bytes(receipts.receipt(sealed[0].subject, 0))
    for field, at in [
        ("actor", b"person:12"),
        ("body", b'"number":0'),
        ("county", b'"150627"'),
        ("kind", b"slips.w"),
        ("at", b"2021-"),
    ]:
        place = data.index(at, data.index(b'"entry":')) + 2
        flipped = bytearray(data)
        flipped[place] ^= 1
        (finding,) = verify_document(bytes(flipped), "slip").findings
        assert (finding.code, finding.field) == ("content", field)
        assert repr(data[place : place + 1]) in finding.detail


@pytest.mark.django_db
class TestAConsistencyProof:
    def test_between_any_two_checkpoints_verifies(self, sealed: list[Recorded], written: Write) -> None:
        for count in (1, 5, 300):
            written(count)
            sealing.seal(NOW)
        sizes = list(Checkpoint.objects.values_list("size", flat=True))
        for older in sizes:
            for newer in sizes:
                assert check(receipts.consistency_document(older, newer)).findings == []

    @pytest.mark.anydb  # the verifier sees the document alone
    def test_names_any_flipped_byte(self, sealed: list[Recorded]) -> None:
        sizes = Checkpoint.objects.order_by("size").values_list("size", flat=True)
        data = receipts.receipt_bytes(receipts.consistency_document(*sizes))
        for place in range(len(data)):
            flipped = bytearray(data)
            flipped[place] ^= 1 << place % 8
            assert verify_document(bytes(flipped), "proof").findings, place

    def test_needs_two_checkpoints_that_were_signed(self, sealed: list[Recorded]) -> None:
        with pytest.raises(receipts.NoSuchCheckpoint, match="12345"):
            receipts.consistency_document(34, 12345)


@pytest.mark.django_db
class TestAnExport:
    def test_holds_the_county_alone_and_verifies(self, sealed: list[Recorded], tmp_path: Path) -> None:
        path = export(tmp_path, COUNTY)
        report = verify_file(path)
        assert (report.findings, report.facts["entries"]) == ([], "29")  # 27 slips and two key entries
        other = export(tmp_path / "other.jsonl", "152224")
        assert (verify_file(other).findings, verify_file(other).facts["entries"]) == ([], "13")
        assert "150627" not in other.read_text().partition("\n")[2].replace("manifest", "")
        assert verify_file(export(tmp_path / "none.jsonl", "000000")).findings == []

    def test_needs_a_checkpoint(self, written: Write, tmp_path: Path) -> None:
        with pytest.raises(NothingSealed):
            export(tmp_path, COUNTY)
        assert list(tmp_path.glob("*.jsonl")) == []

    @pytest.mark.anydb  # the verifier sees the document alone
    def test_names_a_flipped_byte_wherever_it_is_by_its_line(self, sealed: list[Recorded], tmp_path: Path) -> None:
        data = export(tmp_path / "x.jsonl", COUNTY).read_bytes()
        chance = random.Random(1)
        places = {chance.randrange(len(data)) for _ in range(400)} | {at for at, byte in enumerate(data) if byte == 10}
        for place in sorted(places):
            flipped = bytearray(data)
            flipped[place] ^= 1 << chance.randrange(8)
            (tmp_path / "y.jsonl").write_bytes(flipped)
            report = verify_file(tmp_path / "y.jsonl")
            line = data[:place].count(b"\n") + 1
            named = [finding.place.split(" (")[0] for finding in report.findings]
            if line == 1:
                assert named, place
            elif data[place : place + 1] != b"\n" and b'"hash":"' in data.split(b"\n")[line - 1][:9]:
                assert named, place  # a bare subtree hash: the tree's root no longer fits
            else:
                assert f"line {line}" in named or f"line {line + 1}" in named, (place, line, named)

    @pytest.mark.parametrize(
        ("tamper", "code"),
        [
            (lambda lines: lines[:5] + lines[6:], "position"),
            (lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]], "root"),
            (lambda lines: [*lines[:5], lines[4], *lines[5:]], "position"),
            (lambda lines: lines[:-1], "form"),
            (lambda lines: lines[:-3] + lines[-1:], "manifest"),
        ],
    )
    def test_with_lines_left_out_moved_or_doubled_is_refused(
        self, tamper: Callable[[list[bytes]], list[bytes]], code: str, sealed: list[Recorded], tmp_path: Path
    ) -> None:
        path = export(tmp_path / "x.jsonl", COUNTY)
        path.write_bytes(b"".join(tamper(path.read_bytes().splitlines(keepends=True))))
        assert not verify_file(path).ok


@pytest.mark.django_db
def test_erasure_leaves_every_proof_valid_and_nothing_to_guess_from(sealed: list[Recorded], tmp_path: Path) -> None:
    subject = sealed[0].subject
    before = receipts.receipt(subject, 0)
    room, key = subject.split(":")
    assert erase_openings(Subject(room, key, COUNTY), ["phone"]) > 0
    assert receipts.receipt(subject, 0) == before
    assert check(before).ok
    assert verify_file(export(tmp_path, COUNTY)).ok
    with pytest.raises(receipts.OpeningErased):
        receipts.receipt(subject, 0, PHONE)


@pytest.mark.django_db
def test_files_verify_without_settings_or_database(sealed: list[Recorded], tmp_path: Path) -> None:
    slip, whole = tmp_path / "slip.json", export(tmp_path / "x.jsonl", COUNTY)
    slip.write_bytes(receipts.receipt_bytes(receipts.receipt(sealed[0].subject, 0)))
    program = (
        "import sys; from banshi.kernel.ledger.verify import main; code = main(sys.argv[1:]);"
        "assert 'django' not in sys.modules; sys.exit(code)"
    )
    for path in (slip, whole):
        for language, verdict in (("zh", "核验通过"), ("en", "verifies")):
            run = subprocess.run(
                [sys.executable, "-c", program, str(path), "--lang", language],
                capture_output=True,
                text=True,
                env={"PYTHONIOENCODING": "utf-8"},
                cwd=tmp_path,
                check=False,
            )
            assert (run.returncode, verdict in run.stdout) == (0, True), run.stderr
    slip.write_bytes(slip.read_bytes().replace(b"person:12", b"person:13"))
    run = subprocess.run(
        [sys.executable, "-m", "banshi.kernel.ledger.verify", str(slip), "--lang", "zh"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, "[actor]" in run.stdout, "核验未通过" in run.stdout) == (1, True, True)


def test_every_word_is_there_in_both_languages() -> None:
    for zh, en in [*WORDS.values(), *FACTS.values()]:
        assert zh != en
        assert en.isascii()


@pytest.mark.django_db
def test_the_forty_line_verifier_of_the_documentation_works(sealed: list[Recorded], tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[5] / "docs" / "ledger.md").read_text()
    code = page.partition("## A verifier in forty lines")[2].partition("```python\n")[2].partition("```")[0]
    program, slip = tmp_path / "verifier.py", tmp_path / "slip.json"
    program.write_text(code)
    slip.write_bytes(receipts.receipt_bytes(receipts.receipt(sealed[0].subject, 0)))
    good = subprocess.run([sys.executable, str(program), str(slip)], capture_output=True, text=True, check=False)
    assert (good.returncode, "verifies: slips:" in good.stdout) == (0, True), good.stderr
    for old, new in [(b"person:12", b"person:13"), (b'"index":0', b'"index":1'), (b"hand-over 1", b"hand-over 2")]:
        slip.write_bytes(receipts.receipt_bytes(receipts.receipt(sealed[0].subject, 0)).replace(old, new))
        assert (
            subprocess.run([sys.executable, str(program), str(slip)], capture_output=True, check=False).returncode != 0
        )
