"""The ledger in public: anybody may read it, cache it and check it."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from banshi.kernel.ledger import keys, merkle, pages, receipts, sealing, tiles
from banshi.kernel.ledger.notes import KeyLink, open_checkpoint, read_chain
from banshi.kernel.ledger.record import Recorded
from banshi.kernel.ledger.slips import slip_file, slip_page
from banshi.kernel.ledger.tests.conftest import COUNTY, NOW
from banshi.kernel.ledger.verify import verify_document

Write = Callable[..., list[Recorded]]


@pytest.fixture
def sealed(written: Write) -> list[Recorded]:
    entries = written(300)
    sealing.seal(NOW)
    entries += written(10)
    sealing.seal(NOW)
    return entries


@pytest.mark.django_db
class TestThePublicLedger:
    def test_says_what_it_is_and_lists_its_checkpoints_and_keys(self, sealed: list[Recorded], client: Client) -> None:
        text = client.get("/ledger/").content.decode()
        assert "311" in text
        assert keys.key_links()[0].vkey in text
        assert "/ledger/checkpoint/301" in text
        assert client.get("/ledger/?before=311").content.decode().count("/ledger/checkpoint/") == 1
        assert client.get("/ledger/?before=x").status_code == 404

    def test_says_so_when_nothing_was_sealed(self, db: None, client: Client) -> None:
        assert "还没有封存过" in client.get("/ledger/").content.decode()
        assert client.get("/ledger/checkpoint").status_code == 404

    def test_gives_a_stranger_everything_for_every_proof(self, sealed: list[Recorded], client: Client) -> None:
        answer = client.get("/ledger/checkpoint")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert "immutable" not in answer["Cache-Control"]
        links = [KeyLink(**link) for link in client.get("/ledger/keys").json()]
        state = open_checkpoint(answer.content.decode(), read_chain(links))

        def load(level: int, index: int) -> bytes:
            width = min(256, state.size // 256**level - index * 256)
            got = client.get("/ledger/" + tiles.tile_path(level, index, width))
            assert (got["Content-Type"], "immutable" in got["Cache-Control"]) == ("application/octet-stream", True)
            assert (len(got.content), got["Access-Control-Allow-Origin"]) == (width * 32, "*")
            return got.content

        assert merkle.tree_root(state.size, tiles.node_from(load)) == state.root
        assert client.get("/ledger/checkpoint/301").content.decode().split("\n")[1] == "301"

    @pytest.mark.parametrize(
        "place",
        ["tile/0/002", "tile/0/001.p/99", "tile/0/../../keys", "tile/0/1", "tile/0/000.p/0", "tile/0/000.p/999", "tile/9/000", "checkpoint/12"],
    )  # fmt: skip
    def test_has_nothing_else_to_give(self, place: str, sealed: list[Recorded], client: Client) -> None:
        assert client.get(f"/ledger/{place}").status_code == 404

    def test_gives_a_consistency_proof_between_any_two_checkpoints(
        self, sealed: list[Recorded], client: Client
    ) -> None:
        answer = client.get("/ledger/consistency?older=301&newer=311")
        assert verify_document(answer.content, "proof").ok
        assert client.get("/ledger/consistency?older=311&newer=301").content == answer.content
        for bad in ("older=300&newer=311", "older=x&newer=311", ""):
            assert client.get(f"/ledger/consistency?{bad}").status_code == 404


class TestTheVerifierPage:
    def test_allows_its_own_script_and_nothing_else(self, client: Client, db: None) -> None:
        answer = client.get("/ledger/verify")
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "attachment" in client.get("/ledger/verify?save")["Content-Disposition"]

    def test_carries_the_same_policy_when_it_is_a_file(self) -> None:
        content, policy = pages.verifier()
        assert f'http-equiv="Content-Security-Policy" content="{policy}"'.encode() in content

    def test_asks_for_nothing_from_outside(self) -> None:
        text = pages.VERIFIER.read_text()
        assert not re.search(r"""(?:src|href)=|url\(|@import|fetch\(|XMLHttp|import\(""", text)

    def test_has_every_word_twice(self) -> None:
        text = pages.VERIFIER.read_text()
        words = dict(re.findall(r'^\s*(\w+): \["([^"]+)", ?"', text, re.MULTILINE))
        assert set(re.findall(r'data-t="(\w+)"', text)) <= set(words)


def slip_view(request: HttpRequest) -> HttpResponse:
    slip = receipts.receipt("slips:150627-0", 0)
    return slip_page(request, slip, number="210526-7KX4QM", facts=[("何事", "路灯不亮")], download_url="/slip.json")  # type: ignore[arg-type]


urlpatterns = [path("slip", slip_view)]


@pytest.mark.django_db
class TestTheSlip:
    def test_shows_fingerprint_code_and_how_to_check(
        self, sealed: list[Recorded], client: Client, settings: object
    ) -> None:
        from django.urls import include

        urlpatterns[1:] = [path("", include("banshi.project.urls"))]
        settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
        text = client.get("/slip").content.decode()
        assert re.sub(r"\s", "", text).count(sealed[0].hash) == 1
        for part in ("<svg", "可核验", "路灯不亮", "/slip.json", "/ledger/verify"):
            assert part in text
        assert "style=" not in text.partition("<main")[2].partition("</main")[0]

    def test_file_is_the_receipt_itself(self, sealed: list[Recorded]) -> None:
        slip = receipts.receipt_of(sealed[0].id)
        answer = slip_file(slip)
        assert verify_document(answer.content, "slip").ok
        assert answer["Content-Disposition"] == 'attachment; filename="receipt-slips-150627-0-0.json"'
        with pytest.raises(receipts.NoSuchEntry):
            receipts.receipt_of(10**9)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
class TestTheConsole:
    def test_seals_exports_and_verifies(self, written: Write, tmp_path: Path) -> None:
        written(9)
        assert run("ledger_seal") == "sealed 10, size 10, files written 2\n"
        assert run("ledger_seal", "--requeue") == "requeued 0\nsealed 0, size 10, files written 0\n"
        exported = run("ledger_export", str(tmp_path), "--county", COUNTY).strip()
        assert exported == str(tmp_path / f"ledger-{COUNTY}-10.jsonl")
        assert "核验通过" in run("ledger_verify", exported, "--lang", "zh")
        assert "ledger: verifies" in run("ledger_verify", "--lang", "en")

    def test_names_what_is_wrong_and_fails(self, written: Write, tmp_path: Path) -> None:
        (entry,) = written(1)
        slip = tmp_path / "slip.json"
        slip.write_bytes(receipts.receipt_bytes(receipts.receipt(entry.subject, 0)))
        with pytest.raises(SystemExit, match="2"):
            run("ledger_verify", str(slip))
        slip.write_bytes(slip.read_bytes().replace(b"person:12", b"person:13"))
        with pytest.raises(SystemExit, match="1"):
            run("ledger_verify", str(slip))
        with pytest.raises(CommandError, match="No such file"):
            run("ledger_verify", str(tmp_path / "none"))

    def test_keeps_the_keys(self, written: Write, tmp_path: Path) -> None:
        assert run("ledger_keys") == ""
        first = run("ledger_keys", "create").split()[-1]
        with pytest.raises(CommandError, match="已有"):
            run("ledger_keys", "create")
        assert "destroyed ledger-" in run("ledger_keys", "rotate")
        shown = run("ledger_keys").splitlines()
        assert (len(shown), first in shown[0], "2–…" in shown[1]) == (2, True, True)
        written(1)
        run("ledger_seal")
        proof = tmp_path / "proof.json"
        proof.write_text(run("ledger_consistency", "1", "3"))
        assert verify_document(proof.read_bytes(), "proof", [first]).ok
        with pytest.raises(CommandError, match="没有条数为 7"):
            run("ledger_consistency", "1", "7")
