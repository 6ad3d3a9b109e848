"""Which column of a foreign ledger is which field of a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FIELDS = (
    "id",
    "title",
    "text",
    "place",
    "submitted_at",
    "name",
    "phone",
    "category",
    "area",
    "kind",
    "lon",
    "lat",
    "answer",
    "answered_at",
    "closed_at",
    "status",
)
"""What a column can be mapped to. `text` is needed."""
CLOSED = frozenset({"closed", "办结", "已办结", "已解决", "resolved"})


class MappingRefused(ValueError):
    """The columns named do not fit the file, or a field is unknown. Says what to write instead."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of ledger that is known: our field → their headings. Several headings are joined."""

    name: str
    columns: Mapping[str, tuple[str, ...]]


MESSAGES = Preset(
    "messages",
    {
        "id": ("留言编号",),
        "title": ("留言主题",),
        "text": ("留言详情",),
        "submitted_at": ("留言时间",),
    },
)
REPLIES = Preset("replies", {**MESSAGES.columns, "answer": ("答复意见",), "answered_at": ("答复时间",)})
NYC311 = Preset(
    "nyc311",
    {
        "id": ("Unique Key",),
        "title": ("Complaint Type",),
        "text": ("Complaint Type", "Descriptor", "Location Type"),
        "place": ("Incident Address", "City"),
        "submitted_at": ("Created Date",),
        "answer": ("Resolution Description",),
        "answered_at": ("Resolution Action Updated Date",),
        "closed_at": ("Closed Date",),
        "status": ("Status",),
        "lon": ("Longitude",),
        "lat": ("Latitude",),
    },
)
LEDGER = Preset(
    "ledger",
    {
        "id": ("编号", "序号"),
        "title": ("标题", "主题", "诉求主题"),
        "text": ("内容", "诉求内容", "反映内容", "详情"),
        "place": ("地点", "地址"),
        "submitted_at": ("提交时间", "反映时间", "登记时间", "时间"),
        "name": ("姓名", "诉求人"),
        "phone": ("电话", "联系电话", "手机"),
        "answer": ("答复", "答复意见", "办理结果"),
        "answered_at": ("答复时间", "办结时间"),
        "status": ("状态", "办理状态"),
    },
)
PRESETS = {preset.name: preset for preset in (REPLIES, MESSAGES, NYC311, LEDGER)}


def locate(headings: Sequence[str], preset: str, given: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Our field → the numbers of their columns, from a preset ("auto" finds it) and what is mapped by hand.

    Raises:
        MappingRefused: an unknown field or heading, or nothing that could be the text.
    """
    named = [heading.strip() for heading in headings]
    wanted = dict(_preset(named, preset).columns)
    for field, heading in given.items():
        if field not in FIELDS:
            raise MappingRefused(f"--map {field}=… is not a field; fields are: {', '.join(FIELDS)}")
        if heading not in named:
            raise MappingRefused(f"--map {field}={heading}: there is no such column; columns are: {', '.join(named)}")
        wanted[field] = (heading,)
    joined = preset == NYC311.name or _preset(named, preset) is NYC311
    found = {
        field: tuple(named.index(title) for title in titles if title in named)[: None if joined else 1]
        for field, titles in wanted.items()
    }
    found = {field: places for field, places in found.items() if places}
    if "text" not in found:
        raise MappingRefused(
            f"no column is the text of the request; name it with --map text=COLUMN from: {', '.join(named)}"
        )
    return found


def _preset(named: Sequence[str], name: str) -> Preset:
    if name != "auto":
        if name not in PRESETS:
            raise MappingRefused(f"--preset {name} is not known; presets are: auto, {', '.join(PRESETS)}")
        return PRESETS[name]
    whole = [preset for preset in PRESETS.values() if all(titles[0] in named for titles in preset.columns.values())]
    return whole[0] if whole else LEDGER
