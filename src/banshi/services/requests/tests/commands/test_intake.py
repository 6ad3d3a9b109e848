"""Taking requests in: one, on behalf, many at once."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.clocks.models import Clock, Hold
from banshi.kernel.commands import Context
from banshi.kernel.errors import Forbidden
from banshi.kernel.ledger.models import Entry
from banshi.kernel.publication import figures
from banshi.kernel.testing.people import COUNTY, NOW, TOWN, VILLAGE, World
from banshi.services.requests import commands
from banshi.services.requests.commands import Unfit
from banshi.services.requests.models import Answer, Request
from banshi.services.requests.queries.desk import Filter, desk
from banshi.services.requests.queries.search import search
from banshi.services.requests.rules import numbers
from banshi.services.requests.rules.submission import Channel, Contact, Draft, Settled, problems, tidy

DRAFTS = (
    Draft(text="机井坏了三天,什么时候能修好?", area=VILLAGE, place="三社", contact=Contact("张三", "13800000001")),
    Draft(text="举报有人倾倒垃圾", area=TOWN, kind="tipoff", channel="api"),
    Draft(text="请问医保怎么缴?", area=COUNTY, kind="consult", category="1501", theme="hardship"),
)


class TestSubmit:
    def test_gives_a_receipt_with_number_secret_day_and_desk(self, world: World) -> None:
        receipt = commands.submit(world.ctx("anonymous"), draft=DRAFTS[0])
        row = Request.objects.get(number=receipt.number)
        assert receipt.number.startswith("210526-")
        assert row.secret_hash == numbers.fingerprint(receipt.secret)
        assert receipt.secret not in json.dumps(list(Request.objects.values("secret_hash", "text")))
        assert (receipt.due_at, receipt.unit) == (row.due_at, "12345 热线受理中心")
        assert Entry.objects.get(pk=receipt.entry_id).subject == f"requests:{receipt.number}"

    def test_somebody_signed_in_needs_no_secret(self, world: World) -> None:
        receipt = commands.submit(world.ctx("alice"), draft=DRAFTS[0])
        assert receipt.secret == ""
        assert Request.objects.get().resident_id == world.people["alice"].id

    def test_nothing_that_identifies_anybody_enters_the_ledger(self, world: World) -> None:
        commands.submit(world.ctx("anonymous"), draft=DRAFTS[0])
        body = Entry.objects.get(kind="requests.submitted").body
        assert set(json.loads(body)["sealed"]) == {"text", "title", "place", "name", "phone"}
        assert not any(word in body for word in ("机井", "张三", "13800000001", "三社"))

    def test_contact_is_not_readable_in_the_table(self, world: World) -> None:
        commands.submit(world.ctx("anonymous"), draft=DRAFTS[0])
        row = Request.objects.get()
        assert b"13800000001" not in bytes(row.phone_sealed)
        assert "张三".encode() not in bytes(row.name_sealed)

    def test_the_same_form_sent_twice_is_one_request(self, world: World) -> None:
        ctx = world.ctx("anonymous").keyed("form-1")
        assert commands.submit(ctx, draft=DRAFTS[0]) == commands.submit(ctx, draft=DRAFTS[0])
        assert Request.objects.count() == 1

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"text": "  "}, "text"),
            ({"text": "长" * 100_000}, "text"),
            ({"text": "a\x00b"}, "text"),
            ({"area": "999999"}, "area"),
            ({"area": "15"}, "area"),
            ({"area": "1' OR '1'='1"}, "area"),
            ({"category": "990000"}, "category"),
            ({"kind": "<script>"}, "kind"),
            ({"lon": 500.0, "lat": 40.0}, "lon"),
            ({"lon": 109.8}, "lon"),
            ({"level": 9}, "level"),
            ({"submitted_at": datetime(2099, 1, 1, tzinfo=UTC)}, "submitted_at"),
            ({"place": "长" * 300}, "place"),
        ],
    )
    def test_what_cannot_be_taken_says_what_to_do(self, world: World, given: dict[str, Any], field: str) -> None:
        with pytest.raises(Unfit) as raised:
            commands.submit(world.ctx("anonymous"), draft=Draft(**{"text": "机井坏了", "area": VILLAGE, **given}))
        assert set(raised.value.fields) == {field}
        assert not Request.objects.exists()

    def test_a_resident_does_not_come_by_the_staffs_channels(self, world: World) -> None:
        with pytest.raises(Forbidden):
            commands.submit(world.ctx("alice"), draft=Draft(text="机井坏了", area=VILLAGE, channel=Channel.PHONE))

    def test_costs_so_many_statements(self, world: World, django_assert_max_num_queries: Any) -> None:
        commands.submit(world.ctx("anonymous"), draft=DRAFTS[0])
        ctx = world.ctx("anonymous")
        with django_assert_max_num_queries(20):
            commands.submit(ctx, draft=DRAFTS[0])


class TestOnBehalf:
    def test_the_clerk_takes_down_what_is_said_on_the_phone(self, world: World) -> None:
        draft = Draft(text="机井坏了", area=VILLAGE, channel=Channel.PHONE, contact=Contact("张三", "13800000001"))
        receipt = commands.submit_on_behalf(world.ctx("clerk"), draft=draft)
        assert receipt.secret
        assert Entry.objects.get(pk=receipt.entry_id).actor.startswith("post:")

    def test_it_may_belong_to_a_known_resident(self, world: World) -> None:
        draft = Draft(text="机井坏了", area=VILLAGE, channel=Channel.VISIT)
        commands.submit_on_behalf(world.ctx("clerk"), draft=draft, resident_id=world.people["bao"].id)
        assert [row.number for row in desk(world.actor("bao"), NOW, Filter()).rows]

    @pytest.mark.parametrize("who", ["handler", "alice", "anonymous", "charlie"])
    def test_nobody_else_does(self, world: World, who: str) -> None:
        with pytest.raises(Forbidden):
            commands.submit_on_behalf(world.ctx(who), draft=Draft(text="机井坏了", area=VILLAGE, channel=Channel.PHONE))
        assert not Request.objects.exists()


def left_behind() -> list[dict[str, Any]]:
    """Everything that taking in leaves, but for numbers, ids and salts."""
    rows = []
    for row in Request.objects.order_by("text"):
        subject = f"requests:{row.number}"
        plain = {name: value for name, value in row.__dict__.items() if name not in HIDDEN and not name.startswith("_")}
        body = json.loads(Entry.objects.get(subject=subject).body)
        plain["body"] = {**body, "sealed": sorted(body["sealed"])}
        plain["clocks"] = sorted(Clock.objects.filter(subject=subject).values_list("kind", "rule", "due", "holder_id"))
        plain["holds"] = list(Hold.objects.filter(subject=subject).values_list("unit_id", "kind", "started"))
        rows.append(plain)
    return rows


HIDDEN = ("id", "number", "secret_hash", "name_sealed", "phone_sealed")
MEASURES = ("received", "answered", "solved", "received_hardship")


class TestMany:
    def test_leave_exactly_what_single_submissions_leave(self, world: World) -> None:
        ctx: Context = world.ctx("system")
        for draft in DRAFTS:
            commands.submit(ctx, draft=draft)
        singly, counted = left_behind(), figures.read("requests", MEASURES, county=COUNTY).values
        for row in Request.objects.all():
            Hold.objects.all().delete()
            Clock.objects.all().delete()
            row.delete()
        commands.submit_many(ctx, drafts=DRAFTS)
        assert left_behind() == singly
        twice = figures.read("requests", MEASURES, county=COUNTY).total("received")
        assert twice == 2 * counted["total"][""]["received"]
        assert len(search(world.actor("supervisor"), NOW, "机井").rows) == 1

    def test_what_is_refused_is_reported_by_row_and_the_rest_is_taken(self, world: World) -> None:
        drafts = (DRAFTS[0], Draft(text="", area=VILLAGE), Draft(text="机井", area="15"), DRAFTS[2])
        batch = commands.submit_many(world.ctx("system"), drafts=drafts)
        assert len(batch.receipts) == 2
        assert [(each.row, set(each.fields)) for each in batch.rejected] == [(1, {"text"}), (2, {"area"})]

    def test_a_row_taken_in_before_is_not_taken_in_again(self, world: World) -> None:
        draft = Draft(text="机井坏了", area=VILLAGE, source="旧台账", source_id="1")
        first = commands.submit_many(world.ctx("system"), drafts=[draft, draft])
        again = commands.submit_many(world.ctx("system"), drafts=[draft, Draft(text="路灯不亮", area=VILLAGE)])
        assert (len(first.receipts), first.repeated) == (1, 1)
        assert (len(again.receipts), again.repeated) == (1, 1)

    def test_what_another_ledger_had_settled_comes_settled(self, world: World) -> None:
        then = NOW - timedelta(days=40)
        settled = Settled(
            "已更换电机", then + timedelta(days=3), then + timedelta(days=5), world.units["water"].id, solved=True
        )
        draft = Draft(text="机井坏了", area=VILLAGE, submitted_at=then, source="旧台账", source_id="7", settled=settled)
        commands.submit_many(world.ctx("system"), drafts=[draft])
        row = Request.objects.get()
        assert (row.stage, row.open, row.in_time, row.lead_unit_id) == ("closed", False, True, world.units["water"].id)
        assert row.number.startswith("210416-")
        assert Answer.objects.get().done == "已更换电机"
        assert not Clock.objects.exists()
        assert figures.read("requests", MEASURES, county=COUNTY).total("solved") == 1

    def test_costs_the_same_statements_for_twenty_as_for_sixty(self, world: World) -> None:
        commands.submit_many(world.ctx("system"), drafts=DRAFTS)
        ctx, asked = world.ctx("system"), {}
        for many in (20, 60):
            drafts = [Draft(text=f"第{index}口机井坏了，共 {many} 口", area=VILLAGE) for index in range(many)]
            with CaptureQueriesContext(connection) as seen:
                commands.submit_many(ctx, drafts=drafts)
            asked[many] = len(seen)
        assert asked[20] == asked[60] <= 25


class TestTheRule:
    @given(text=st.text(max_size=400), place=st.text(max_size=50), lon=st.floats(), lat=st.floats())
    def test_never_fails_whatever_is_given(self, text: str, place: str, lon: float, lat: float) -> None:
        draft = tidy(Draft(text=text, area=VILLAGE, place=place, lon=lon, lat=lat))
        found = problems(draft, NOW, area_known=True, category_known=False)
        assert len(draft.title) <= 40
        assert not (text.strip() == "" and "text" not in found)

    def test_a_tip_off_is_confidential_whatever_is_ticked(self) -> None:
        assert tidy(Draft(text="举报", area=VILLAGE, kind="tipoff", level=0)).level == 2
