"""What a call-back shows to whoever handled the matter, and to the resident."""

import json
from typing import Any

import pytest

from banshi.kernel.errors import NotFound
from banshi.kernel.ledger.models import Entry
from banshi.kernel.notices.models import Notice
from banshi.kernel.testing.people import COUNTY, NOW, World
from banshi.services.requests import commands
from banshi.services.requests.queries.callbacks import call
from banshi.services.requests.queries.matter import track, view
from banshi.services.requests.queries.mine import held_about
from banshi.services.requests.queries.statistics import statistics
from banshi.services.requests.rules.submission import Contact
from banshi.services.requests.tests.calling import SOLVED, UNSOLVED, Calling, closed
from banshi.services.requests.tests.way import Way

pytestmark = pytest.mark.django_db
BY_PHONE = Contact(name="老郭", phone="13900139009")
NOBODY = ("handler", "roads", "township", "leader", "inspector", "administrator", "alice", "bao", "charlie")


@pytest.fixture
def calling(world: World) -> Calling:
    return Calling(world)


@pytest.fixture
def way(calling: Calling) -> Way:
    return calling.drawn()


def entries(call_id: int) -> list[str]:
    chain = Entry.objects.filter(subject=f"requests:callback:{call_id}").order_by("position")
    return [kind.removeprefix("requests.") for kind in chain.values_list("kind", flat=True)]


def last_body(way: Way, kind: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        Entry.objects.filter(subject=f"requests:{way.number}", kind=kind).latest("id").body
    )
    return told


class TestWhoeverHandledIt:
    def test_learns_nothing_before_the_call(self, calling: Calling, way: Way) -> None:
        calling.tries(way)
        calling.take(way)
        for who in ("handler", "clerk", "supervisor"):
            seen = view(way.world.actor(who), way.number, calling.now)
            assert seen.callbacks == ()
            assert not any("call" in each.kind for each in seen.entries)
            assert not any(clock.rule.code == "hotline.callback" for clock in seen.clocks)
        water = way.world.people["handler"].id
        assert not Notice.objects.filter(person_id=water, template__startswith="requests.callback").exists()
        assert statistics(COUNTY).total.counts["called"] == 0

    def test_reads_afterwards_what_was_said(self, calling: Calling, way: Way) -> None:
        calling.answers(way, UNSOLVED)
        (told,) = view(way.world.actor("handler"), way.number, calling.now).callbacks
        assert (told.said, told.satisfied, told.attitude, told.words) == ("unsolved", 1, 3, "用了两天又坏了。")
        assert (told.token, told.salt) == ("", "")

    def test_sees_nothing_at_all_once_accused(self, calling: Calling, way: Way) -> None:
        commands.accuse(way.ctx("supervisor"), number=way.number, unit_ids=[way.unit("hotline")])
        assert calling.numbers("clerk") == set()
        with pytest.raises(NotFound):
            calling.take(way, "clerk")


class TestTheResident:
    def test_sees_the_draw_the_tries_and_what_they_said(self, calling: Calling, way: Way) -> None:
        calling.tries(way)
        alice = way.world.actor("alice")
        (told,) = view(alice, way.number, calling.now).callbacks
        kept = calling.call(way)
        assert (told.draw, told.token, told.salt) == (calling.draw_number, kept.token, bytes(kept.salt).hex())
        assert (told.due_at, told.tries, told.said) == (kept.due_at, (NOW,), "")
        calling.answers(way, SOLVED)
        (told,) = view(alice, way.number, calling.now).callbacks
        assert (told.said, told.satisfied, told.attitude) == ("solved", 5, 4)

    def test_sees_that_they_were_not_drawn(self, calling: Calling, world: World) -> None:
        ways = [closed(world), closed(world, "bao")]
        calling.open(share=10)
        out = next(way for way in ways if calling.call(way).due_at is None)
        who = "alice" if out is ways[0] else "bao"
        (told,) = view(world.actor(who), out.number, NOW).callbacks
        assert (told.opened, told.due_at) == (True, None)
        assert calling.numbers() == {way.number for way in ways} - {out.number}

    def test_finds_it_among_everything_that_is_held(self, calling: Calling, way: Way) -> None:
        calling.answers(way, UNSOLVED)
        (held,) = [each for each in held_about(way.world.actor("alice")) if each.what == "callback"]
        assert held.fields == {"said": "unsolved", "score": "1", "attitude": "3", "comment": "用了两天又坏了。"}

    def test_sees_it_by_number_and_secret_too(self, calling: Calling, world: World) -> None:
        way = closed(world, "anonymous", contact=BY_PHONE)
        calling.open()
        seen = track(world.actor("anonymous"), way.number, way.receipt.secret, NOW)
        assert [each.draw for each in seen.callbacks] == [calling.draw_number]
        calling.take(way)
        shown = call(world.actor("clerk"), calling.call(way).pk, NOW)
        assert (shown.name, shown.phone) == ("老郭", "13900139009")
