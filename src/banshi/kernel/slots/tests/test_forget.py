"""A person who is erased leaves figures and proofs, and no name."""

import pytest

from banshi.kernel.directory.commands import erase_person
from banshi.kernel.ledger.models import Opening
from banshi.kernel.slots import commands, people, queries
from banshi.kernel.slots.models import Booking, Seat
from banshi.kernel.slots.rules.terms import Member
from banshi.kernel.slots.tests.conftest import NOW, Desk, books_agree, status_of
from banshi.kernel.testing.people import World

pytestmark = pytest.mark.django_db


class TestErasingAPerson:
    def test_gives_up_what_is_to_come_and_forgets_who_it_was(self, world: World, desk: Desk) -> None:
        alice = f"person:{world.people['alice'].id}"
        child = Member(people.guest(alice, "小女儿"), "小女儿")
        ctx = world.ctx("alice", NOW)
        booked = commands.book(ctx, session=desk.session, party=[Member(alice, "阿丽玛"), child]).booking
        bao = f"person:{world.people['bao'].id}"
        waits = commands.join(
            world.ctx("bao", NOW), session=desk.session, party=[Member(bao, "宝音"), Member("person:900")]
        ).booking
        erase_person(world.ctx("alice", NOW), person_id=world.people["alice"].id)
        assert (status_of(booked), status_of(waits)) == ("cancelled", "offered")
        assert [each.what for each in desk.told[-1].told] == ["offered"]
        assert Booking.objects.get(number=booked).booker == "erased"
        gone = queries.booking(booked, NOW).party
        assert [member.name for member in gone] == ["", ""]
        assert all(member.person.startswith("erased:") for member in gone)
        assert queries.mine(alice, NOW) == []
        assert not any(
            "people" in opening.salts for opening in Opening.objects.filter(entry__subject=f"slots:{booked}")
        )
        assert {member.name for member in queries.booking(waits, NOW).party} == {"宝音", ""}
        books_agree()

    def test_who_comes_with_somebody_else_leaves_the_others_as_they_are(self, world: World, desk: Desk) -> None:
        alice, bao = (f"person:{world.people[name].id}" for name in ("alice", "bao"))
        ctx = world.ctx("bao", NOW)
        both = [Member(alice, "阿丽玛"), Member(bao, "宝音")]
        booked = commands.book(ctx, session=desk.session, party=both).booking
        erase_person(world.ctx("alice", NOW), person_id=world.people["alice"].id)
        assert status_of(booked) == "booked"
        assert Seat.objects.filter(person=bao, live=True).exists()
        assert {member.name for member in queries.booking(booked, NOW).party} == {"宝音", ""}
        books_agree()

    def test_who_never_booked_leaves_no_trace(self, world: World, desk: Desk) -> None:
        erase_person(world.ctx("alice", NOW), person_id=world.people["alice"].id)
        assert desk.told == []
