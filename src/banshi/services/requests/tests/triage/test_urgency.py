import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.services.requests.rules.submission import Urgency
from banshi.services.requests.triage.urgency import urgency

pytestmark = pytest.mark.anydb


class TestUrgency:
    @pytest.mark.parametrize(
        ("text", "kind", "level"),
        [
            ("楼里有人要跳楼，快来人", "life", Urgency.DANGER),
            ("厨房煤气管泄漏，满屋子味道", "gas", Urgency.DANGER),
            ("草垛着火了", "fire", Urgency.DANGER),
            ("院墙昨晚倒塌，压住了车", "collapse", Urgency.DANGER),
            ("工人们明天要围堵大门", "gathering", Urgency.URGENT),
            ("马上过年，老板还拖欠我们的工资", "arrears_before_festival", Urgency.URGENT),
            ("老板欠我两个月工资", "arrears", Urgency.PRESSING),
            ("我们楼停水三天了", "supply", Urgency.PRESSING),
            ("材料要在5月8日之前交", "deadline", Urgency.PRESSING),
        ],
    )
    def test_is_what_the_words_call_for(self, text: str, kind: str, level: Urgency) -> None:
        found = urgency(text)
        assert found.level == level
        assert kind in {alarm.kind for alarm in found.alarms}

    def test_says_where_the_words_stand(self) -> None:
        text = "昨天草垛着火，还好没人受伤"
        alarm = urgency(text).alarms[0]
        assert text[alarm.start : alarm.end] == alarm.words == "着火"

    def test_is_a_level_lower_for_what_is_only_warned_of(self) -> None:
        assert urgency("线路老化，请早点换，以免发生火灾").level == Urgency.URGENT

    def test_is_normal_without_such_words(self) -> None:
        found = urgency("请问图书馆几点开门")
        assert (found.level, found.alarms) == (Urgency.NORMAL, ())

    def test_reads_full_width_figures(self) -> None:
        assert urgency("材料要在\uff15月\uff18日之前交").level == Urgency.PRESSING

    @given(st.text(max_size=200))
    def test_matches_only_what_is_there(self, text: str) -> None:
        assert all(text[alarm.start : alarm.end] == alarm.words != "" for alarm in urgency(text).alarms)
