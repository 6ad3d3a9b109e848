"""Check a ticket without database, settings or network.

python -m banshi.kernel.slots.check TICKET --key VKEY [--doors FILE] [--at TIME] [--lang zh|en]

Without a door list the ticket speaks for itself. With one, the list decides: it is newer than the ticket.
"""

import argparse
import json
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from banshi.kernel.ledger.findings import Language
from banshi.kernel.ledger.notes import BadNote, PublicKey
from banshi.kernel.ledger.verify import language_of_shell
from banshi.kernel.slots import doors
from banshi.kernel.slots.doors import BadList, Doors
from banshi.kernel.slots.rules.times import SHANGHAI
from banshi.kernel.slots.tickets import BadTicket, Ticket, read

WORDS: dict[str, tuple[str, str]] = {
    "good": ("有效，可以进场", "valid: let them in"),
    "form": ("不是票，或少了字符", "not a ticket, or letters are missing"),
    "key": ("不是用您信任的密钥签的", "not signed by a key that you trust"),
    "signature": ("签名不符：票被改过或是伪造的", "the signature does not hold: changed or forged"),
    "early": ("真票，但还没到签到时间", "a true ticket, but the door is not open yet"),
    "over": ("真票，但这一场已经结束", "a true ticket, but the session is over"),
    "other": ("真票，但是另一场的", "a true ticket of another session"),
    "cancelled": ("真票，但这一场已经取消", "a true ticket, but the session was cancelled"),
    "unlisted": (
        "真票，但不在名单上：名单做好以后才约的，或已经取消",
        "a true ticket, but not on the list: booked since it was made, or cancelled",
    ),
    "used": ("真票，但已经用过", "a true ticket, but used before"),
}
FORGED = frozenset({"form", "key", "signature"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a ticket; `ticket` is there unless it is forged."""

    code: str
    ticket: Ticket | None = None

    @property
    def exit_code(self) -> int:
        """0: let them in; 1: no true ticket; 2: true, but not for this door now."""
        return 0 if self.code == "good" else 1 if self.code in FORGED else 2

    def lines(self, language: Language) -> Iterator[str]:
        """The verdict as lines of text, the last says what to do."""
        english = language == "en"
        if self.ticket is not None:
            labels = ("session", "booking", "seats", "valid") if english else ("场次", "预约", "人数", "有效")
            since, until = (
                f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for at in (self.ticket.since, self.ticket.until)
            )
            values = (self.ticket.session, self.ticket.booking, str(self.ticket.seats), f"{since} – {until}")
            yield from (f"{label}: {value}" for label, value in zip(labels, values, strict=True))
        yield WORDS[self.code][english]


def check(
    text: str,
    keys: Sequence[PublicKey],
    now: datetime,
    *,
    listed: Doors | None = None,
    seen: Collection[str] = (),
) -> Verdict:
    """What to say to whoever shows this ticket at `now`. `seen` are the bookings that this device has let in."""
    try:
        ticket = read(text, keys)
    except BadTicket as bad:
        return Verdict(bad.reason)
    if listed is None:
        return Verdict(_moment(now, ticket.since, ticket.until) or _used(ticket, seen), ticket)
    return Verdict(_by_list(ticket, listed, now) or _used(ticket, seen), ticket)


def _moment(now: datetime, since: datetime, until: datetime) -> str:
    return "early" if now < since else "over" if now >= until else ""


def _used(ticket: Ticket, seen: Collection[str]) -> str:
    return "used" if ticket.booking in seen else "good"


def _by_list(ticket: Ticket, listed: Doors, now: datetime) -> str:
    if ticket.session != listed.session:
        return "other"
    if listed.state == "cancelled":
        return "cancelled"
    party = listed.party(ticket.booking)
    if party is None:
        return "unlisted"
    return "used" if party.arrived else _moment(now, listed.opens, listed.ends)


def check_given(text: str, vkeys: Sequence[str], now: datetime, list_file: Path | None) -> Verdict:
    """As `check`, with keys and list as they are given on a console.

    Raises:
        BadNote: a key cannot be read.
        BadList: the list cannot be trusted.
        OSError: the list cannot be opened.
    """
    keys = [PublicKey.parse(each) for each in vkeys]
    listed = None
    if list_file is not None:
        try:
            listed = doors.read(json.loads(list_file.read_text(encoding="utf-8")), keys)
        except ValueError as error:
            raise error if isinstance(error, BadList) else BadList(str(error)) from error
    return check(text, keys, now, listed=listed)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What both consoles take."""
    parser.add_argument("ticket", help="the ticket's text, as the QR code carries it")
    parser.add_argument("--key", action="append", required=True, metavar="VKEY", help="a ledger key that you trust")
    parser.add_argument("--doors", type=Path, metavar="FILE", help="the session's door list")
    parser.add_argument(
        "--at", type=_moment_given, help="another moment than now; Beijing time unless it says otherwise"
    )
    parser.add_argument("--lang", choices=["zh", "en"], default=language_of_shell())


def main(arguments: Sequence[str] | None = None) -> int:
    """Check one ticket from the console; 0 to let them in, 1 if it is no true ticket, 2 if not for this door now."""
    parser = argparse.ArgumentParser(prog="banshi slots verify", description="Check a ticket offline.")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        verdict = check_given(options.ticket, options.key, options.at or datetime.now(UTC), options.doors)
    except (BadNote, BadList, OSError) as error:
        parser.error(str(error))
    for line in verdict.lines(options.lang):
        sys.stdout.write(line + "\n")
    return verdict.exit_code


def _moment_given(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=SHANGHAI)


if __name__ == "__main__":
    sys.exit(main())
