"""The way line and the charts: true widths, words for those who do not see them, a table behind."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.web import charts
from banshi.kernel.web.sample import everything, stretches
from banshi.kernel.web.way import Held, way

pytestmark = pytest.mark.anydb
HELD = st.builds(
    Held,
    who=st.text("甲乙丙<&", min_size=1),
    days=st.floats(0, 200),
    state=st.sampled_from(["held", "lost", "now", "ahead"]),
)


def widths(svg: str) -> list[float]:
    """Widths of the stretches, hatching left aside."""
    return [float(width) for width in re.findall(r'<rect class="way-\w+" x="[\d.]+%" y="20" width="([\d.]+)%"', svg)]


class TestTheWay:
    def test_is_as_wide_as_the_days_say(self):
        drawn = widths(way([Held("甲", 1), Held("乙", 3), Held("丙", 4)]).svg)
        assert drawn == [12.5, 37.5, 50.0]

    def test_hatches_lost_time_and_says_so(self):
        line = way(stretches())
        assert line.svg.count("url(#way-hatch)") == 1
        assert line.lost == "3"
        assert line.total == "11"

    def test_names_every_holder_in_its_title(self):
        assert all(each.who in way(stretches()).svg for each in stretches())

    def test_two_on_one_page_keep_their_own_pattern(self):
        assert 'id="second-hatch"' in way(stretches(), name="second").svg

    def test_of_nothing_is_no_drawing(self):
        assert way([]).svg == ""

    @given(st.lists(HELD, min_size=1, max_size=30))
    def test_always_fills_the_line_and_is_well_formed(self, held):
        svg = way(held).svg
        ElementTree.fromstring(svg)
        assert sum(widths(svg)) == pytest.approx(100, abs=0.2)


class TestCharts:
    def test_bars_keep_their_order_and_their_table(self):
        chart = charts.bars(
            "按期办结",
            [charts.Bar("甲镇", 0.82, "82%"), charts.Bar("乙镇", 0.41, "41%")],
            columns=("镇", "比例"),
            top=1,
        )
        assert re.findall(r'class="chart-bar" x="0" y="\d+" width="([\d.]+)%"', chart.svg) == ["82.00", "41.00"]
        assert chart.table.rows == (("甲镇", "82%"), ("乙镇", "41%"))

    def test_a_line_ends_at_a_round_number(self):
        chart = charts.line("每月", [charts.Point("1月", 31), charts.Point("2月", 92)], columns=("月", "件"))
        assert ">100</text>" in chart.svg
        assert chart.table.rows == (("1月", "31"), ("2月", "92"))

    def test_small_multiples_share_one_scale(self):
        high, low = charts.small_multiples(
            "每月", [("甲", [charts.Point("1", 10)]), ("乙", [charts.Point("1", 5)])], columns=("月", "件")
        )
        assert 'points="0.0,0.0"' in high.svg
        assert 'points="0.0,50.0"' in low.svg

    @pytest.mark.parametrize("value", [0, 0.001, 1, 7, 99, 101, 12345])
    def test_an_axis_reaches_its_highest_value(self, value):
        assert charts.nice_top(value) >= value

    def test_nothing_to_draw_is_still_a_chart(self):
        assert charts.bars("空", [], columns=("a", "b")).table.rows == ()
        ElementTree.fromstring(charts.line("空", [], columns=("a", "b")).svg)

    def test_carry_no_style_attribute(self):
        from django.utils import timezone

        shown = everything(timezone.now())
        for svg in [shown["bars"].svg, shown["line"].svg, shown["receipt"]["qr"], way(stretches()).svg]:
            assert "style=" not in svg
