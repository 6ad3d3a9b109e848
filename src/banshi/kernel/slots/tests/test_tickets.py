"""Tickets and door lists: checked without a database, and every change is noticed."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.ledger import keys as ledger_keys
from banshi.kernel.ledger.notes import Checkpoint, PublicKey, SigningKey, sign_checkpoint
from banshi.kernel.slots import check, commands, doors, queries, tickets
from banshi.kernel.slots.check import WORDS, Verdict
from banshi.kernel.slots.doors import BadList, Party
from banshi.kernel.slots.numbers import ALPHABET
from banshi.kernel.slots.refusals import NotBooked
from banshi.kernel.slots.rules.terms import Change, Member
from banshi.kernel.slots.tests.conftest import ALICE, BAO, ENDS, NOW, STARTS, Desk, ctx, house
from banshi.kernel.slots.tickets import BadTicket, Ticket

SINCE = STARTS - timedelta(hours=2)
MINUTE = timedelta(minutes=1)
SAID = Ticket("S210526-7KX4QM2A", "B210526-0123ABCD", 3, SINCE, ENDS)


def key(seed: int = 1, name: str = "banshi.example") -> SigningKey:
    return SigningKey(name, Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32)))


OURS = key()
TEXT = tickets.issue(SAID, OURS)
HEAD = {
    "ends": "2021-05-29T13:00:00Z", "made": "2021-05-29T09:00:00Z", "opens": "2021-05-29T09:00:00Z", "place": "place:17",
    "session": SAID.session, "starts": "2021-05-29T11:00:00Z", "state": "open", "title": "昭君新村故事会",
}  # fmt: skip


def door_list(*parties: Party, **changes: str) -> doors.Doors:
    text = doors.build(HEAD | changes, "5a17", parties or [Party(SAID.booking, 3, False)], [OURS.public], OURS)
    return doors.read(json.loads(text), [OURS.public])


def said(text: str = TEXT, now: datetime = STARTS, **rest: Any) -> str:
    return check.check(text, [OURS.public], now, **rest).code


@pytest.mark.anydb
class TestATicket:
    def test_is_short_enough_for_a_small_code(self) -> None:
        assert len(TEXT) == tickets.LETTERS == 144
        code = segno.make(TEXT, error="m")
        assert (code.mode, code.version) == ("alphanumeric", 6)

    def test_says_what_was_signed(self) -> None:
        assert tickets.read(TEXT, [OURS.public]) == SAID
        assert tickets.read(f" {TEXT}\n", [key(2).public, OURS.public]) == SAID

    @given(st.integers(1, 200), st.integers(1_000_000_000, 2_900_000_000), st.integers(0, 31 * 24 * 3600))
    def test_says_any_seats_and_times(self, seats: int, second: int, seconds: int) -> None:
        start = datetime.fromtimestamp(second, UTC)
        ticket = Ticket(SAID.session, SAID.booking, seats, start, start + timedelta(seconds=seconds))
        found = tickets.read(tickets.issue(ticket, OURS), [OURS.public])
        assert (found.seats, found.since) == (seats, start)
        assert timedelta() <= found.until - ticket.until < MINUTE

    def test_with_any_bit_of_any_byte_flipped_is_refused(self) -> None:
        data = tickets._read(TEXT)
        for bit in range(len(data) * 8):
            flipped = bytearray(data)
            flipped[bit // 8] ^= 1 << bit % 8
            with pytest.raises(BadTicket):
                tickets.read(tickets._written(bytes(flipped)), [OURS.public])

    def test_with_any_letter_changed_is_refused(self) -> None:
        for at, letter in enumerate(TEXT):
            for other in (ALPHABET[(ALPHABET.index(letter) + 1) % 32], letter.lower() if letter.isalpha() else "O"):
                with pytest.raises(BadTicket):
                    tickets.read(TEXT[:at] + other + TEXT[at + 1 :], [OURS.public])

    @given(st.text(ALPHABET + "ILOUabc -", max_size=150))
    def test_made_up_is_refused(self, text: str) -> None:
        with pytest.raises(BadTicket):
            tickets.read(text, [OURS.public])

    def test_of_another_key_is_refused_even_under_our_keys_id(self) -> None:
        with pytest.raises(BadTicket, match="key"):
            tickets.read(tickets.issue(SAID, key(2)), [OURS.public])
        foreign = tickets._read(tickets.issue(SAID, key(2)))
        forged = tickets._written(foreign[:1] + OURS.public.id + foreign[5:])
        with pytest.raises(BadTicket, match="signature"):
            tickets.read(forged, [OURS.public])

    def test_is_not_signed_by_whatever_else_the_ledgers_key_signs(self) -> None:
        note = sign_checkpoint(Checkpoint("banshi.example", 7, bytes(32)), OURS)
        assert not any(line.startswith(tickets.SIGNED.strip()) for line in note.splitlines())
        assert doors.SIGNED.split("/")[0] != tickets.SIGNED.split("/")[0]


@pytest.mark.anydb
class TestCheckingATicket:
    @pytest.mark.parametrize(
        ("now", "code"), [(SINCE - MINUTE, "early"), (SINCE, "good"), (ENDS - MINUTE, "good"), (ENDS, "over")]
    )
    def test_looks_at_the_clock(self, now: datetime, code: str) -> None:
        assert said(now=now) == code

    def test_knows_a_ticket_that_this_device_has_let_in(self) -> None:
        assert said(seen={SAID.booking}) == "used"

    def test_names_what_is_forged(self) -> None:
        assert said("nonsense") == "form"
        assert said(tickets.issue(SAID, key(2))) == "key"

    def test_with_a_door_list_follows_the_list(self) -> None:
        assert said(listed=door_list()) == "good"
        assert said(listed=door_list(session="S210526-00000000")) == "other"
        assert said(listed=door_list(state="cancelled")) == "cancelled"
        assert said(listed=door_list(Party("B210526-ZZZZZZZZ", 1, False))) == "unlisted"
        assert said(listed=door_list(Party(SAID.booking, 3, True))) == "used"

    def test_with_a_door_list_a_moved_session_lets_old_tickets_in_at_its_new_time(self) -> None:
        moved = door_list(opens="2021-05-30T09:00:00Z", ends="2021-05-30T13:00:00Z")
        day = timedelta(days=1)
        assert said(now=STARTS + day) == "over"
        assert said(now=STARTS + day, listed=moved) == "good"
        assert said(now=STARTS, listed=moved) == "early"

    @pytest.mark.parametrize("code", WORDS)
    def test_says_it_in_words_and_by_an_exit_code(self, code: str) -> None:
        verdict = Verdict(code, SAID)
        assert list(verdict.lines("zh"))[-1] == WORDS[code][0]
        assert list(verdict.lines("en"))[-1] == WORDS[code][1]
        assert verdict.exit_code == {"good": 0, "form": 1, "key": 1, "signature": 1}.get(code, 2)


@pytest.mark.anydb
class TestADoorList:
    def test_finds_a_party_by_its_number_and_by_a_name_and_holds_neither(self) -> None:
        text = doors.build(HEAD, "5a17", [Party(SAID.booking, 3, False, ("阿 丽玛", ""))], [OURS.public], OURS)
        assert "阿丽玛" not in text
        assert SAID.booking not in text
        found = doors.read(json.loads(text), [OURS.public])
        assert found.party(SAID.booking) == doors.Listed(3, False)
        assert found.named("阿丽玛") == (doors.hashed("5a17", SAID.booking),)
        assert found.named("宝音") == ()

    @pytest.mark.parametrize("field", [*HEAD, "salt", "keys", "parties", "format", "signature"])
    def test_with_anything_changed_is_refused(self, field: str) -> None:
        text = doors.build(HEAD, "5a17", [Party(SAID.booking, 3, False)], [OURS.public], OURS)
        content = json.loads(text)
        content[field] = [] if field in {"keys", "parties"} else "00" * 64
        with pytest.raises(BadList):
            doors.read(content, [OURS.public])

    def test_that_is_none_is_refused(self) -> None:
        for other in ({}, {"signature": 1}, {"signature": "00"}):
            with pytest.raises(BadList):
                doors.read(other, [OURS.public])


@pytest.mark.django_db
class TestTheHouse:
    @pytest.fixture(autouse=True)
    def set_up(self) -> None:
        ledger_keys.ensure_key(house())

    def vkey(self) -> str:
        return ledger_keys.key_links()[0].vkey

    def test_gives_a_ticket_that_the_console_finds_valid(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        text = queries.ticket(desk.book(ALICE, BAO))
        call_command("slots_verify", text, key=[self.vkey()], at=STARTS, lang="en")
        assert capsys.readouterr().out.splitlines()[-2:] == [
            "valid: 2021-05-29 17:00 – 2021-05-29 21:00",
            "valid: let them in",
        ]
        with pytest.raises(SystemExit) as left:
            call_command("slots_verify", text[::-1], key=[self.vkey()], at=STARTS, lang="zh")
        assert left.value.code == 1

    def test_gives_the_same_ticket_again_and_old_ones_stay_good_after_a_change_of_keys(self, desk: Desk) -> None:
        booking = desk.book(ALICE)
        text = queries.ticket(booking)
        assert queries.ticket(booking) == text
        ledger_keys.rotate_key(house())
        assert queries.ticket(booking) != text
        trusted = [PublicKey.parse(link.vkey) for link in ledger_keys.key_links()]
        assert check.check(text, trusted, STARTS).code == "good"

    def test_gives_no_ticket_without_a_place(self, desk: Desk) -> None:
        booking = desk.hold(ALICE)
        with pytest.raises(NotBooked):
            queries.ticket(booking)

    def test_gives_a_door_list_by_which_the_module_alone_checks_a_ticket(
        self, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        here = commands.book(ctx(), session=desk.session, party=[Member(ALICE, "阿丽玛")]).booking
        text, file = queries.ticket(here), tmp_path / "doors.json"
        file.write_text(queries.door_list(desk.session, NOW), encoding="utf-8")
        given = [text, "--key", self.vkey(), "--doors", str(file), "--lang", "en"]
        assert check.main([*given, "--at", "2021-05-29 19:00"]) == 0
        assert check.main([*given, "--at", "2021-05-29 12:00"]) == 2
        commands.cancel(ctx(), booking=here)
        call_command("slots_doors", desk.session, out=file)
        assert check.main([*given, "--at", "2021-05-29 19:00"]) == 2
        assert "not on the list" in capsys.readouterr().out

    def test_door_lists_follow_a_session_that_is_moved(self, desk: Desk) -> None:
        desk.book(ALICE)
        commands.change_session(house(), session=desk.session, change=Change(ends=ENDS + MINUTE))
        found = doors.read(json.loads(queries.door_list(desk.session, NOW)), [PublicKey.parse(self.vkey())])
        assert found.ends == ENDS + MINUTE
