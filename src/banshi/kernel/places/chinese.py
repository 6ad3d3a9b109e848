"""Opening hours as people write them in Chinese, turned into OpenStreetMap's syntax. Pure."""

import re

HALF_WIDTH = str.maketrans("０１２３４５６７８９：；，、（）～〜–—－―．", "0123456789:;,,()------.")
WEEKDAYS = {
    "一": "Mo",
    "二": "Tu",
    "三": "We",
    "四": "Th",
    "五": "Fr",
    "六": "Sa",
    "日": "Su",
    "天": "Su",
    "末": "Sa-Su",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WORDS = (
    (re.compile(r"24\s*小时(?:开放|营业)?|全天(?:开放|营业)?|全年无休"), " 24/7 "),
    (re.compile(r"法定节假日|国家法定节假日|法定假日|节假日|节日"), " PH "),
    (re.compile(r"工作日"), " Mo-Fr "),
    (re.compile(r"每天|每日|天天"), " Mo-Su "),
    (re.compile(r"不开放|不营业|不对外|休息|休馆|闭馆|关闭|关门|停用"), " off "),
    (re.compile(r"[至到~]"), "-"),
    (re.compile(r"[和及与]"), ","),
    (re.compile(r"开放|营业|服务时间|办公时间|时间"), " "),
    (re.compile(r"上午|早上|早|中午"), " AM"),
    (re.compile(r"下午|晚上|晚"), " PM"),
)
WEEK = re.compile(r"(?:星期|礼拜|周)([一二三四五六日天末](?:[,]?[一二三四五六日天](?![月号]))*)")
FULL_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?")
DATE = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
MONTH = re.compile(r"(\d{1,2})月份?")
NUMBERED_DAY = re.compile(r"[-至到](\d{1,2})[日号]")
CLOCK = r"(\d{1,2})(?::|点|时)(\d{2})?分?"
HALVES = re.compile(rf"(AM|PM)\s*{CLOCK}\s*-\s*(AM|PM)?\s*{CLOCK}")
SELECTOR = "|".join(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH", *MONTHS])
BARE = re.compile(r"(\d{1,2})[点时](?:(\d{2})分?)?")


def in_osm(text: str) -> str:
    """The same hours in OpenStreetMap's writing, spaces tidied; what is not known stays as it stands."""
    text = text.translate(HALF_WIDTH).replace("。", ";").replace("\n", ";")
    text = FULL_DATE.sub(lambda found: f" {found[1]} {_month(found[2])} {int(found[3]):02} ", text)
    text = DATE.sub(lambda found: f" {_month(found[1])} {int(found[2]):02} ", text)
    text = MONTH.sub(lambda found: f" {_month(found[1])} ", text)
    text = NUMBERED_DAY.sub(r"-\1 ", text)
    text = WEEK.sub(lambda found: f" {','.join(WEEKDAYS[each] for each in found[1].replace(',', ''))} ", text)
    for words, meant in WORDS:
        text = words.sub(meant, text)
    text = HALVES.sub(_halves, text)
    text = BARE.sub(lambda found: f"{found[1]}:{found[2] or '00'}", text).replace("半", "")
    text = re.sub(r"\s*([-,;])\s*", r"\1", text)
    text = re.sub(r"(\d:\d\d) (?=\d{1,2}:\d\d)", r"\1,", text)
    text = re.sub(r"(Mo|Tu|We|Th|Fr|Sa|Su|PH) (?=(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b)", r"\1,", text)
    text = re.sub(rf"({SELECTOR}) ?:(?=\s*\d)", r"\1 ", text)
    text = re.sub(rf"(\d:\d\d|off|24/7) ?,(?={SELECTOR})", r"\1;", text)
    text = re.sub(r"\b(Mo-Su|Mo-Fr|Sa-Su|PH),(?=24/7)", r"\1 ", text)
    return re.sub(r"\s+", " ", text).replace("Mo-Su 24/7", "24/7").strip(" ;,")


def _month(number: str) -> str:
    return MONTHS[int(number) - 1] if 1 <= int(number) <= 12 else f"{number}月"


def _halves(found: re.Match[str]) -> str:
    """ "下午2:30-5:30" in the 24-hour clock."""
    half, hour, minute, second, last, last_minute = found.groups()
    start = _hour(half, int(hour))
    end = _hour(second or half, int(last))
    return f" {start:02}:{minute or '00'}-{end:02}:{last_minute or '00'}"


def _hour(half: str, hour: int) -> int:
    return hour + 12 if half == "PM" and hour < 12 else hour
