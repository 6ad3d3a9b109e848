"""`banshi draws replay`: the same words as the script, and the very byte that was changed."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from banshi.kernel.draws import replay
from banshi.kernel.draws.document import draw_bytes
from banshi.kernel.draws.tests.conftest import Desk, ctx
from banshi.kernel.draws.tests.files import Document, documents, flipped
from banshi.kernel.ledger.forensics import Change
from banshi.kernel.ledger.keys import key_links
from banshi.kernel.ledger.notes import PublicKey

OTHER = PublicKey("banshi.example", bytes(32)).vkey


def replayed(document: Document, *keys: str) -> replay.Replay:
    return replay.replay(json.dumps(document).encode(), "draw", keys)


@pytest.mark.django_db
class TestAReplay:
    def test_says_how_the_draw_ended(self, desk: Desk) -> None:
        made = documents(desk)
        assert {name: replayed(document).verdict for name, document in made.items()} == {
            "plain": "holds",
            "mixed": "holds",
            "pending": "pending",
            "cancelled": "cancelled",
        }

    def test_names_the_part_of_every_changed_field(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(replay, "name_change", lambda content, stated: Change("entry", "", content))  # else minutes
        for name, original in documents(desk).items():
            for part, changed in flipped(original):
                assert part in replayed(changed).wrong, f"{name} {part}"

    def test_names_the_byte_of_an_entry_that_was_changed(self, desk: Desk) -> None:
        plain = documents(desk)["plain"]
        plain["ledger"][0]["entry"]["body"]["title"] = plain["ledger"][0]["entry"]["body"]["title"].replace(
            "5月", "6月"
        )
        (wrong,) = [checked for checked in replayed(plain).parts if not checked.right]
        assert wrong.part == "ledger[0]"
        assert wrong.detail.startswith("body byte")
        assert "b'6' should be b'5'" in wrong.detail

    def test_checks_signature_and_hour_with_a_key_that_the_reader_trusts(self, desk: Desk) -> None:
        mixed, key = documents(desk)["mixed"], key_links()[0].vkey
        assert replayed(mixed, key).verdict == "holds"
        (signature,) = [each for each in replayed(mixed, key).parts if each.part == "signature"]
        assert signature.detail == "2021-05-26T02:01:00Z"
        assert replayed(mixed, OTHER).wrong == ("signature",)

    @pytest.mark.parametrize(
        "data",
        [
            b"", b"[]", b"{}", b"null", b"\xff", b'{"ledger":1}', b'{"ledger":[]}', b'{"ledger":[1]}', b'{"ledger":[{}]}',
            b'{"format":"banshi-draw/1","ledger":[{"entry":{"body":{},"kind":"draws.revealed"},"hash":"zz"}],"list":3}',
            b'"' + b"[" * 10**5, b"[" * 10**5, b'{"list":"\\ud800"}',
        ],
    )  # fmt: skip
    def test_of_what_is_no_draw_says_so(self, data: bytes) -> None:
        assert replay.replay(data, "draw").verdict == "wrong"

    def test_refuses_what_is_not_part_of_a_draws_file(self, desk: Desk) -> None:
        made = documents(desk)
        assert replayed({**made["plain"], "note": "x"}).wrong == ("format",)
        assert replayed({**made["pending"], "result": ["T001"]}).verdict == "wrong"


@pytest.mark.django_db
class TestTheConsole:
    def test_replays_a_file_and_says_what_is_wrong(self, desk: Desk, tmp_path: Path) -> None:
        number, file = desk.draw().number, tmp_path / "draw.json"
        file.write_bytes(draw_bytes(number, ctx(3).now))
        out = io.StringIO()
        call_command("draws_replay", str(file), "--lang", "en", stdout=out)
        assert out.getvalue().splitlines()[-1] == "draw.json: the draw holds: whoever replays it gets this result"
        file.write_bytes(file.read_bytes().replace(b"T005", b"T505"))
        with pytest.raises(SystemExit, match="1"):
            call_command("draws_replay", str(file), "--lang", "zh", stdout=out)
        assert "不符" in out.getvalue()
        with pytest.raises(CommandError, match="No such file"):
            call_command("draws_replay", str(tmp_path / "none"))

    def test_replays_without_django(self, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        number, file = desk.draw().number, tmp_path / "draw.json"
        file.write_bytes(draw_bytes(number, ctx(3).now))
        assert replay.main([str(file), "--lang", "zh"]) == 0
        assert capsys.readouterr().out.endswith("属实：谁来重算都是这个结果\n")
