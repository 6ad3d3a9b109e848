"""Withdrawn, merged, taken out again, corrected, erased, published."""

import json
from typing import Any

import pytest

from banshi.kernel.clocks.queries import of
from banshi.kernel.clocks.views import State
from banshi.kernel.errors import Forbidden, NotFound
from banshi.kernel.ledger.models import Entry, Opening
from banshi.kernel.notices.models import Notice
from banshi.kernel.testing.people import NOW, World
from banshi.services.requests import commands
from banshi.services.requests.commands import Changed, Correction, Face, MoveRefused, Redaction, Sorting, Unfit
from banshi.services.requests.commands.box import NothingUnread
from banshi.services.requests.commands.leaving import NotOneMatter
from banshi.services.requests.commands.personal import TooEarlyToErase
from banshi.services.requests.commands.publishing import NotForThePublic
from banshi.services.requests.models import Message, Note
from banshi.services.requests.queries.desk import Filter
from banshi.services.requests.queries.matter import track, view
from banshi.services.requests.queries.public import public_list, public_view
from banshi.services.requests.queries.search import search
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.way import Refused, Way, brought, kinds


class TestWithdraw:
    def test_ends_everything_that_is_owed(self, way: Way) -> None:
        way.to(Stage.HANDLING)
        commands.withdraw(way.ctx("alice"), number=way.number, reason="已自行解决")
        assert (way.row.stage, way.row.open) == ("withdrawn", False)
        assert all(clock.state in (State.MET, State.CANCELLED) for clock in of(f"requests:{way.number}"))

    def test_not_after_the_answer(self, way: Way, refused: Refused) -> None:
        way.to(Stage.ANSWERED)
        with refused(way, MoveRefused):
            commands.withdraw(way.ctx("alice"), number=way.number)

    def test_is_the_residents_alone(self, way: Way, refused: Refused) -> None:
        with refused(way, NotFound):
            commands.withdraw(way.ctx("bao"), number=way.number)
        with refused(way, Forbidden):
            commands.withdraw(way.ctx("clerk"), number=way.number)


class TestMerge:
    def test_whoever_brought_it_is_told_what_follows(self, way: Way) -> None:
        other = brought(way.world, "bao")
        commands.merge(way.ctx("clerk"), number=other.number, master=way.number)
        assert (other.row.stage, other.row.master_id) == ("merged", way.row.pk)
        way.to(Stage.ANSWERED)
        bao = way.world.people["bao"].id
        assert Notice.objects.filter(person_id=bao, template="requests.answered").count() == 1

    def test_taken_out_again_it_waits_with_the_deadline_it_had(self, way: Way) -> None:
        other = brought(way.world, "bao")
        commands.merge(way.ctx("clerk"), number=other.number, master=way.number)
        commands.unmerge(way.later(days=1).ctx("clerk"), number=other.number)
        assert (other.row.stage, other.row.due_at, other.row.master_id) == ("triaged", other.receipt.due_at, None)

    def test_not_into_one_that_is_over(self, way: Way, refused: Refused) -> None:
        other = brought(way.world, "bao")
        way.to(Stage.ANSWERED)
        with refused(other, NotOneMatter):
            commands.merge(way.ctx("clerk"), number=other.number, master=way.number)

    def test_not_into_itself(self, way: Way, refused: Refused) -> None:
        with refused(way, NotOneMatter):
            commands.merge(way.ctx("clerk"), number=way.number, master=way.number)


class TestTheBox:
    def test_both_sides_write_though_one_is_unknown(self, world: World) -> None:
        way = brought(world, "anonymous", kind="tipoff")
        secret = way.receipt.secret
        commands.tell(way.ctx("anonymous"), number=way.number, text="我有照片", secret=secret)
        commands.reply(way.ctx("supervisor"), number=way.number, text="请说明时间")
        assert track(world.actor("anonymous"), way.number, secret, NOW).unread == 1
        commands.mark_read(way.ctx("anonymous"), number=way.number, secret=secret)
        assert list(Message.objects.order_by("id").values_list("from_resident", "text")) == [
            (True, "我有照片"),
            (False, "请说明时间"),
        ]

    def test_a_clerk_does_not_read_a_tip_off(self, world: World, refused: Refused) -> None:
        way = brought(world, "anonymous", kind="tipoff")
        with refused(way, NotFound):
            commands.reply(way.ctx("clerk"), number=way.number, text="请说明时间")

    def test_reading_nothing_new_leaves_no_entry(self, way: Way, refused: Refused) -> None:
        with refused(way, NothingUnread):
            commands.mark_read(way.ctx("alice"), number=way.number)


class TestPublish:
    FACE = Face("机井损坏", "某嘎查机井损坏。", redactions=(Redaction("text", "住址", "可识别到个人"),))

    def test_shows_the_redacted_face_and_nothing_else(self, way: Way) -> None:
        commands.publish(way.ctx("supervisor"), number=way.number, face=self.FACE)
        shown = public_view(way.number)
        assert (shown.row.title, shown.text, shown.redactions) == (
            "机井损坏",
            "某嘎查机井损坏。",
            (("text", "住址", "可识别到个人"),),
        )

    def test_it_is_found_by_the_words_of_the_face_alone(self, way: Way) -> None:
        from banshi.services.requests.queries.public import PublicFilter

        commands.publish(way.ctx("supervisor"), number=way.number, face=self.FACE)
        assert len(public_list(PublicFilter(text="机井")).rows) == 1
        assert public_list(PublicFilter(text="门克庆")).rows == ()

    def test_the_resident_may_take_it_back(self, way: Way) -> None:
        commands.publish(way.ctx("supervisor"), number=way.number, face=self.FACE)
        commands.unpublish(way.ctx("alice"), number=way.number, reason="不想公开")
        with pytest.raises(NotFound):
            public_view(way.number)

    def test_not_what_was_told_in_confidence(self, world: World, refused: Refused) -> None:
        way = brought(world, level=2)
        with refused(way, NotForThePublic):
            commands.publish(way.ctx("supervisor"), number=way.number, face=self.FACE)

    def test_is_not_the_handlers(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        with refused(way, Forbidden):
            commands.publish(way.ctx("handler"), number=way.number, face=self.FACE)


class TestPersonal:
    def test_what_is_wrong_is_put_right_and_the_change_is_on_the_record(self, way: Way) -> None:
        commands.correct(way.ctx("alice"), number=way.number, correction=Correction(place="门克庆嘎查四社"))
        assert way.row.place == "门克庆嘎查四社"
        assert kinds(way.number)[-1] == "requests.corrected"

    def test_not_into_nothing(self, way: Way, refused: Refused) -> None:
        with refused(way, Unfit):
            commands.correct(way.ctx("alice"), number=way.number, correction=Correction(text=" "))

    def test_an_erased_matter_keeps_its_way_and_no_word(self, way: Way) -> None:
        way.to(Stage.CLOSED)
        entries = Entry.objects.filter(subject=f"requests:{way.number}").count()
        commands.erase(way.ctx("alice"), number=way.number)
        assert (way.row.text, way.row.resident_id, way.row.stage) == ("（应本人要求已删除）", None, "closed")
        assert set(Note.objects.values_list("text", flat=True)) == {"（应本人要求已删除）"}
        assert Entry.objects.filter(subject=f"requests:{way.number}").count() == entries + 1
        assert all(not opening.salts for opening in Opening.objects.filter(entry__subject=f"requests:{way.number}"))
        assert search(way.world.actor("supervisor"), way.now, "机井", Filter()).rows == ()

    def test_not_while_it_is_worked_on(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        with refused(way, TooEarlyToErase):
            commands.erase(way.ctx("alice"), number=way.number)

    def test_confidence_hides_who_it_is_from_the_handler(self, world: World) -> None:
        way = brought(world, level=2)
        commands.triage(way.ctx("supervisor"), number=way.number, sorting=Sorting(category="101203"))
        commands.dispatch(way.ctx("supervisor"), number=way.number)
        shown = view(world.actor("handler"), way.number, NOW)
        assert (shown.resident, shown.hidden) == ("", True)
        assert view(world.actor("supervisor"), way.number, NOW).resident == "阿丽玛"


class TestTheSpreadsheet:
    def test_a_row_as_it_was_read_is_changed(self, way: Way) -> None:
        commands.edit(way.ctx("clerk"), number=way.number, version=1, sorting=Sorting(category="0102"))
        assert (way.row.category, way.row.version, way.row.stage) == ("0102", 2, "received")

    def test_a_row_that_has_changed_since_is_not(self, way: Way, refused: Refused) -> None:
        way.to(Stage.TRIAGED)
        with refused(way, Changed) as raised:
            commands.edit(way.ctx("clerk"), number=way.number, version=1, sorting=Sorting(category="0102"))
        assert raised.value.data["current"] == 2

    def test_a_row_that_is_over_is_put_right_too(self, way: Way) -> None:
        way.to(Stage.CLOSED)
        commands.edit(way.ctx("clerk"), number=way.number, version=way.row.version, sorting=Sorting(category="0102"))
        assert (way.row.category, way.row.stage) == ("0102", "closed")

    @pytest.mark.parametrize("decided", [{"level": 2}, {"kind": "tipoff"}])
    def test_what_becomes_confidential_is_taken_back_from_the_public(self, way: Way, decided: dict[str, Any]) -> None:
        commands.publish(way.ctx("supervisor"), number=way.number, face=Face("机井坏了", "机井坏了三天。"))
        commands.edit(way.ctx("clerk"), number=way.number, version=way.row.version, sorting=Sorting(**decided))
        assert not way.row.public
        assert way.number not in [row.number for row in public_list().rows]
        assert json.loads(Entry.objects.filter(kind="requests.edited").get().body)["changes"]["public"] == [True, False]


class TestTakingTheLedgerOut:
    def test_is_for_posts_to_which_it_is_granted(self, way: Way) -> None:
        with pytest.raises(Forbidden):
            commands.export(way.ctx("leader"), county="150627", count=1, filters={}, contacts=False, sha256="")
        assert not Entry.objects.filter(kind="requests.exported").exists()
