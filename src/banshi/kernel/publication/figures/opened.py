"""The figures themselves as open data: what every statistics page is made of."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from banshi.kernel.publication.datasets import DataSet, Field, Row
from banshi.kernel.publication.figures.cells import AREA, CATEGORY, CHANNEL, TOWNSHIP, UNIT
from banshi.kernel.publication.figures.measures import measures
from banshi.kernel.publication.figures.reading import MONTH, read
from banshi.kernel.publication.models import FigureEvent

CUTS = (MONTH, UNIT, f"{AREA}:{TOWNSHIP}", CATEGORY, CHANNEL)
"""Areas down to townships: a village's single matter would point at a household."""


def rows(as_of: date | None) -> Iterator[Row]:
    """One row for each room, county, cut, key and measure that was counted."""
    counted = FigureEvent.objects.order_by("room", "county").values_list("room", "county").distinct()
    for room, county in counted:
        declared = [measure for of, measure in measures() if of == room]
        figures = read(room, declared, county=county, by=CUTS, as_of=as_of)
        for cut in ("total", MONTH, UNIT, AREA, CATEGORY, CHANNEL):
            for key, sums in figures.by(cut):
                yield from (
                    {"room": room, "county": county, "cut": cut, "key": key, "measure": measure, "value": value}
                    for measure, value in sorted(sums.items())
                    if value
                )


DATASETS = (
    DataSet(
        slug="figures",
        title=_("统计数字"),
        description=_("各业务的计数，按月份、单位、地区、分类、渠道分列。可按任一天重算：已公布的数字不会变。"),
        fields=(
            Field("room", _("业务"), "string", _("哪一项业务，例如 requests 是诉求。")),
            Field("county", _("旗县区"), "string", _("GB/T 2260 六位代码。")),
            Field(
                "cut",
                _("分列方式"),
                "string",
                _("total 合计、month 月份、unit 单位、area 地区、category 分类、channel 渠道。"),
            ),
            Field("key", _("分列值"), "string", _("月份、单位编号、地区代码、分类编码或渠道；合计为空。")),
            Field("measure", _("指标"), "string", _("计的是什么，定义见各业务的统计页。")),
            Field("value", _("数值"), "integer", _("截至所选日期的件数。"), _("件")),
        ),
        rows=rows,
        keywords=(_("统计"), _("诉求"), _("办理结果")),
        withheld=("accused", "tip_off"),
    ),
)
