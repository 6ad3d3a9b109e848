"""Why the map cannot be made or asked, in both languages: the engine runs without the house's catalogues."""

from typing import Any

MESSAGES: dict[str, tuple[str, str]] = {
    "absent": ("没有这个文件：{given}。", "There is no file {given}."),
    "empty": ("{given} 是空文件。请重新下载。", "{given} is empty. Download it again."),
    "foreign": (
        "{given} 不是 OpenStreetMap 数据，像是{looks_zh}。请给 .osm、.osm.pbf、.osm.gz、.osm.bz2 或 .o5m 文件。",
        "{given} is not OpenStreetMap data; it looks like {looks_en}. Give a .osm, .osm.pbf, .osm.gz, .osm.bz2 or .o5m file.",
    ),
    "change_file": (
        "{given} 是增量文件（osmChange），不是地图摘录。请给完整的摘录。",
        "{given} holds changes (osmChange), not an extract. Give a whole extract.",
    ),
    "truncated": (
        "{given} 不完整，读到一半断了（{detail}）。请重新下载，并核对大小。",
        "{given} is incomplete: it ends in the middle ({detail}). Download it again and compare its size.",
    ),
    "unreadable": ("{given} 读不出来：{detail}。", "{given} cannot be read: {detail}."),
    "torn": (
        "{given} 里 {missing} 个路上的点没有坐标，占 {share}%：文件不完整，或者只截取了道路没有截取点。请重新截取。",
        "{given} lacks the position of {missing} points of streets, {share}% of all: it is incomplete, or was cut without its nodes. Cut it again.",
    ),
    "no_streets": (
        "{given} 里没有一条能走的路。请核对摘录的范围。",
        "{given} holds no street that can be used. Check which area was cut out.",
    ),
    "no_map": (
        "{given} 里没有地图。先运行 banshi map build 摘录文件 --out {given}。",
        "There is no map in {given}. First run banshi map build EXTRACT --out {given}.",
    ),
    "other_format": (
        "{given} 的格式是 {found}，这个版本用 {wanted}。请重新运行 banshi map build。",
        "{given} has the format {found}; this version uses {wanted}. Run banshi map build again.",
    ),
    "damaged": (
        "{given} 的内容与指纹不符，文件坏了。请重新运行 banshi map build。",
        "{given} does not match its fingerprint: the file is damaged. Run banshi map build again.",
    ),
    "mismatch": (
        "{given} 不是这张路网的：路网重新做过。请重新运行 banshi map build。",
        "{given} belongs to another network: that was built anew. Run banshi map build again.",
    ),
    "no_number": ("{given} 应是数字。", "{given} must be a number."),
    "swapped": (
        "经度 {lon}、纬度 {lat} 写反了：对调之后正好在地图上。",
        "Longitude {lon} and latitude {lat} are swapped: the other way round they lie on the map.",
    ),
    "off_map": (
        "经度 {lon}、纬度 {lat} 不在地图范围（{bounds}）内。",
        "Longitude {lon}, latitude {lat} lies outside the map ({bounds}).",
    ),
    "no_street_near": (
        "经度 {lon}、纬度 {lat} 周围 {metres} 米内没有能走的路。",
        "There is no usable street within {metres} m of longitude {lon}, latitude {lat}.",
    ),
    "minutes": ("分钟数应在 1 到 {most} 之间。", "Minutes must be between 1 and {most}."),
    "speed": (
        "速度应在 {least} 到 {most} 千米/小时之间。",
        "The speed must be between {least} and {most} km/h.",
    ),
    "car_speed": (
        "开车的速度由道路等级决定，不能另给。",
        "Cars go by the class of the street: no speed can be given.",
    ),
    "no_places": ("地图上没有场所。", "There are no places on the map."),
    "unknown_place": ("地图上没有编码为“{given}”的场所。", "There is no place {given!r} on the map."),
    "no_way": ("从这里到“{place}”没有路。", "There is no way from here to {place}."),
    "no_columns": (
        "{given} 缺少这些列：{columns}。第一行应是列名。",
        "{given} lacks the columns {columns}. The first line names them.",
    ),
    "not_a_list": (
        "{given} 不是点位表。请给 .csv（第一行是列名）或 .geojson（点）。",
        "{given} is not a list of points. Give a .csv with names in its first line, or a .geojson of points.",
    ),
    "not_areas": (
        "{given} 不是区划边界。请给 .geojson（面），每个面有属性 code。",
        "{given} holds no outlines of areas. Give a .geojson of polygons, each with the property code.",
    ),
    "other_system": (
        "{given} 像是 {system} 坐标，不是写明的 {said}：点离路一般有 {far} 米，按 {system} 换算后是 {near} 米。没有装入；确认后加 --system {option} 再装。",
        "{given} looks like {system}, not {said} as said: as given its points lie {far} m from a street, read as {system} {near} m. Nothing was loaded; where that is right, load it with --system {option}.",
    ),
    "no_points": ("{given} 里没有一个能用的点。", "{given} holds no point that can be used."),
    "how_many": ("要选的点数应在 1 到 {most} 之间。", "The number of sites must be between 1 and {most}."),
    "capacity": ("每处能服务的人数应是正数。", "The capacity of a site must be a positive number."),
    "no_solver": ("求解没有成功：{detail}。", "The solver did not succeed: {detail}."),
}


class MapFailure(ValueError):
    """An anticipated refusal of the engine. `code` is stable, `data` fills the message."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data

    def said(self, language: str) -> str:
        """The message in "zh" or "en"."""
        return MESSAGES[self.code][language == "en"].format(**self.data)

    def __str__(self) -> str:
        return self.said("en")
