"""When and by which way a notice goes out."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.notices import rules
from banshi.kernel.notices.rules import NIGHT, Quiet, addressed, due, gateways, wait_before, ways

pytestmark = pytest.mark.anydb

SHANGHAI = ZoneInfo("Asia/Shanghai")
moments = st.integers(1_600_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
minutes = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))


class TestQuietHours:
    @pytest.mark.parametrize(
        ("at", "goes"),
        [("21:59", "21:59"), ("22:00", "07:00"), ("03:00", "07:00"), ("06:59", "07:00"), ("07:00", "07:00")],
    )
    def test_hold_a_notice_back_until_the_morning(self, at: str, goes: str) -> None:
        now = datetime.combine(datetime(2026, 5, 26, tzinfo=SHANGHAI), time.fromisoformat(at), SHANGHAI)
        assert due(now, NIGHT, urgent=False).astimezone(SHANGHAI).strftime("%H:%M") == goes

    @given(moments, minutes, minutes)
    def test_never_hold_it_back_for_a_day_nor_send_it_within_them(
        self, now: datetime, since: time, until: time
    ) -> None:
        quiet = Quiet(since, until)
        goes = due(now, quiet, urgent=False)
        assert now <= goes < now + timedelta(days=1)
        assert not quiet.covers(goes.astimezone(SHANGHAI).time())

    @given(moments)
    def test_do_not_hold_back_what_is_urgent(self, now: datetime) -> None:
        assert due(now, NIGHT, urgent=True) == now
        assert due(now, None, urgent=False) == now


class TestTheWays:
    def test_are_the_text_message_for_a_resident_who_chose_nothing(self) -> None:
        assert ways(configured={"sms", "email"}, chosen=None, reachable={"sms", "email"}, staff=False) == ("sms",)

    def test_are_none_for_staff_who_chose_nothing(self) -> None:
        assert ways(configured={"sms"}, chosen=None, reachable={"sms"}, staff=True) == ()

    def test_are_only_those_that_are_served_chosen_and_reach_the_person(self) -> None:
        chosen = ["sms", "email", "wechat"]
        assert ways(configured={"sms", "email"}, chosen=chosen, reachable={"email", "wechat"}, staff=False) == (
            "email",
        )


class TestTheGateways:
    def test_name_a_channel_each(self) -> None:
        assert gateways(["sms=json://gw/?to={address}"]) == {"sms": "json://gw/?to={address}"}

    @pytest.mark.parametrize("line", ["json://gw/?to={address}", "fax=json://gw/{address}", "sms=json://gw/"])
    def test_are_refused_with_the_reason(self, line: str) -> None:
        with pytest.raises(ValueError, match=r"begin with|must contain"):
            gateways([line])

    def test_cannot_be_bent_by_what_a_person_wrote(self) -> None:
        assert addressed("json://gw/?to={address}&k=1", "a@b&to=evil/#") == "json://gw/?to=a%40b%26to%3Devil%2F%23&k=1"

    @given(st.integers(1, 50))
    def test_are_tried_again_after_growing_bounded_waits(self, attempt: int) -> None:
        assert wait_before(attempt) <= wait_before(attempt + 1) <= rules.LONGEST_WAIT
