"""The spreadsheet of places: its columns, and how a row went out, for the hidden column that tells both sides' changes apart.

Every value is a text here, in the form in which places are kept: a code, "109.8403400", "counter,reading".
"""

from collections.abc import Mapping

from banshi.kernel.sheets.cells import Column, Style, Values
from banshi.services.servicemap.rules.words import gettext_noop as _

PLACES, GUIDE, OPTIONS = "场所", "说明", "选项"
"""Names of the worksheets."""
FIELDS = ("name", "kind", "area", "address", "lon", "lat", "phones", "hours", "offers", "features", "name_en", "note")
"""What may be changed, in the order of the columns."""
NEEDED = frozenset({"name", "kind", "area", "lon", "lat"})
"""What every place has."""
JOINTS: Mapping[str, str] = {"phones": "；", "offers": ",", "features": ","}
"""Lists, and what joins them in one text."""
COLUMNS = (
    Column("code", _("编码"), 20, Style.KEY),
    Column("version", _("版本"), 6, Style.KEY),
    Column("name", _("名称"), 30),
    Column("kind", _("类型"), 22),
    Column("area", _("区划"), 30),
    Column("address", _("地址"), 30),
    Column("lon", _("经度"), 13),
    Column("lat", _("纬度"), 13),
    Column("phones", _("电话"), 22),
    Column("hours", _("开放时间"), 40),
    Column("offers", _("能办什么"), 34),
    Column("features", _("无障碍"), 24),
    Column("name_en", _("英文名"), 30),
    Column("note", _("备注"), 30),
    Column("base", _("底稿"), 10, Style.HIDDEN),
)
HEADINGS: Mapping[str, str] = {column.name: column.heading for column in COLUMNS}


def fields_of(values: Values) -> dict[str, str | list[str]]:
    """The values as kernel.places takes them, positions left out: lists as lists."""
    return {
        name: [each for each in value.split(JOINTS[name]) if each] if name in JOINTS else value
        for name, value in values.items()
        if name not in ("lon", "lat")
    }
