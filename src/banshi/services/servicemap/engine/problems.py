"""Problems of a list of points, in words."""

from banshi.services.servicemap.engine.sites import Problem

WORDS: dict[str, tuple[str, str]] = {
    "no_number": ("经纬度不是数字（{detail}），没有用", "longitude and latitude are no numbers ({detail}): left out"),
    "no_count": (
        "户数或人数“{detail}”不是数，按没有写算",
        "the number of households or people, {detail}, is none: taken as not given",
    ),
    "other_area": (
        "区划“{detail}”不在这个旗县，按最近的场所归到街道（镇）",
        "area {detail} is not in this county: counted where the nearest place is",
    ),
    "swapped": ("经度和纬度写反了（{detail}），没有用", "longitude and latitude are swapped ({detail}): left out"),
    "off_map": ("不在地图范围内（{detail}），没有用", "lies off the map ({detail}): left out"),
    "duplicate": ("编码与第 {detail} 行重复，没有用", "has the code of row {detail} again: left out"),
    "off_network": (
        "离最近的路 {detail} 米，时间里算了这一段",
        "lies {detail} m from the nearest street: that way is in its times",
    ),
    "no_street_near": ("{detail} 米内没有路，走不到", "has no street within {detail} m: it is reached from nowhere"),
}
SYSTEMS = {"gcj02": "GCJ-02", "bd09": "BD-09"}


def said(problem: Problem, language: str) -> str:
    """One problem in "zh" or "en"."""
    english = language == "en"
    if problem.what == "misread":
        system, given, corrected, nearer = problem.detail.split(" ")
        name = SYSTEMS.get(system, system)
        if english:
            return (
                f"the whole list looks like {name}, not WGS-84: half of its points lie more than {given} m from a street, "
                f"read as {name} {corrected} m ({nearer} come nearer)"
            )
        return (
            f"整张表像是 {name} 坐标，不是 WGS-84：一半的点离路 {given} 米以上，"
            f"按 {name} 换算后是 {corrected} 米（{nearer} 个点更近）"
        )
    words = WORDS[problem.what][english].format(detail=problem.detail)
    row = f"row {problem.row}" if english else f"第 {problem.row} 行"
    return f"{row} {problem.code}: {words}" if english else f"{row}（{problem.code}）：{words}"
