"""Alice books a slot with the deputy head of the county; what is not settled becomes a petition in his charge."""

from datetime import timedelta

import pytest

from banshi.kernel.errors import Forbidden, NotFound
from banshi.kernel.notices.models import Notice
from banshi.kernel.slots.refusals import AlreadyBooked
from banshi.kernel.testing.people import World
from banshi.services.activities import commands
from banshi.services.activities.commands import Unfit, receptions
from banshi.services.activities.commands.receptions import NotReceived, TalkRecorded
from banshi.services.activities.models import Talk
from banshi.services.activities.tests.conftest import Refused
from banshi.services.activities.tests.way import SATURDAY, Evening, evening, kinds, reception

pytestmark = pytest.mark.django_db
HEARD = "村里的机井补偿款三年没有发，请协调。"


def received(world: World) -> tuple[Evening, str]:
    """Alice sits before the leader."""
    day = reception(world)
    booking = day.book()
    begun = day.at(SATURDAY)
    commands.check_in(begun.ctx("handler"), session=day.session, token=booking)
    return begun.at(SATURDAY + timedelta(minutes=20)), booking


class TestATalk:
    def test_that_is_not_settled_is_announced_and_one_that_is_settled_is_not(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        heard: list[tuple[str, str]] = []
        monkeypatch.setattr(receptions, "announce", lambda event, key: heard.append((event, key)))
        day, booking = received(world)
        commands.record_talk(day.ctx("leader"), booking=booking, heard=HEARD, said="一周内答复", settled=False)
        assert heard == [("activities.talk_recorded", booking)]
        assert kinds(f"activities:{booking}") == ["activities.talk_recorded"]
        assert Talk.objects.get().leader_id == world.people["leader"].id

    def test_that_is_settled_needs_nothing_more(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        heard: list[str] = []
        monkeypatch.setattr(receptions, "announce", lambda event, key: heard.append(key))
        day, booking = received(world)
        commands.record_talk(day.ctx("handler"), booking=booking, heard=HEARD, said="当场拨付", settled=True)
        assert heard == []

    def test_is_passed_on_once_and_the_resident_is_told(self, world: World, refused: Refused) -> None:
        day, booking = received(world)
        commands.record_talk(day.ctx("leader"), booking=booking, heard=HEARD, settled=False)
        commands.pass_on(world.ctx("system"), booking=booking, request="210529-ABCDEF")
        told = Notice.objects.get(template="activities.talk_passed_on")
        assert (told.person_id, told.data["number"]) == (world.people["alice"].id, "210529-ABCDEF")
        with refused(TalkRecorded):
            commands.pass_on(world.ctx("system"), booking=booking, request="210529-ABCDEG")

    def test_is_put_down_once(self, world: World, refused: Refused) -> None:
        day, booking = received(world)
        commands.record_talk(day.ctx("leader"), booking=booking, heard=HEARD, settled=False)
        with refused(TalkRecorded):
            commands.record_talk(day.ctx("leader"), booking=booking, heard=HEARD, settled=False)

    def test_needs_words(self, world: World, refused: Refused) -> None:
        day, booking = received(world)
        for given in (
            {"heard": " ", "settled": False},
            {"heard": HEARD, "settled": True},
            {"heard": "长" * 5001, "settled": False},
        ):
            with refused(Unfit):
                commands.record_talk(day.ctx("leader"), booking=booking, **given)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("who", "error"),
        [("alice", NotFound), ("township", NotFound), ("supervisor", Forbidden), ("charlie", NotFound)],
    )
    def test_is_for_the_leader_and_who_runs_the_day(
        self, world: World, refused: Refused, who: str, error: type[Exception]
    ) -> None:
        day, booking = received(world)
        with refused(error):  # type: ignore[arg-type]
            commands.record_talk(day.ctx(who), booking=booking, heard=HEARD, settled=False)

    def test_needs_somebody_who_came_to_a_reception_day(self, world: World, refused: Refused) -> None:
        day = reception(world)
        booking = day.book()
        with refused(NotReceived):
            commands.record_talk(day.ctx("leader"), booking=booking, heard=HEARD, settled=False)
        story = evening(world)
        booking = story.book()
        with refused(NotReceived):
            commands.record_talk(story.ctx("township"), booking=booking, heard=HEARD, settled=False)


def test_a_resident_has_one_slot_with_the_same_leader(world: World, refused: Refused) -> None:
    day = reception(world)
    more = commands.add_sessions(day.ctx("handler"), code=day.code, first=SATURDAY + timedelta(hours=1)).sessions[0]
    day.book()
    with refused(AlreadyBooked):
        commands.book(day.ctx("alice"), session=more, who=commands.Who())
