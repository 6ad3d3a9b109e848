"""Shapes of personal data in running Chinese text. No Django here.

Patterns read a shadow of the text: same length, digits of every script and width as ASCII,
invisible characters as spaces. So "１３８ ００１３ ８０００" is a phone number, and what is found is cut
out of the original.
"""

import re
import unicodedata
from collections.abc import Iterator

from stdnum import luhn

from banshi.kernel.publication.redaction.kinds import Kind

Found = tuple[int, int, Kind]
"""Start, end, kind."""

SOFT = r"[ \t\u3000\-‐-―·..]{0,2}"
"""What people put between the digits of one number."""
_HAN_DIGITS = str.maketrans("〇零一二两三四五六七八九幺", "0012234567891")


def shadow(text: str) -> str:
    """The text as patterns read it, character by character."""
    return "".join(map(_plain, text))


def _plain(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(character) in {"Cf", "Mn"}:
        return " "
    form = unicodedata.normalize("NFKC", character)
    return form if len(form) == 1 else character


def _spaced(*digits: str) -> str:
    return SOFT.join(digits)


ID_NUMBER = re.compile(rf"(?<![0-9]){_spaced('[1-9]', *['[0-9]'] * 16, '[0-9Xx]')}(?![0-9])")
OLD_ID_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}(?![0-9])")
BANK_CARD = re.compile(rf"(?<![0-9]){_spaced('[1-9]', *['[0-9]'] * 14)}(?:{SOFT}[0-9]){{0,4}}(?![0-9])")
MOBILE = re.compile(rf"(?:(?<![0-9])|(?<=86)){_spaced('1', '[3-9]', *['[0-9]'] * 9)}(?![0-9])")
MOBILE_IN_WORDS = re.compile(
    r"[1一幺][3-9三四五六七八九][0-9〇零一二两三四五六七八九幺]{9}(?![0-9〇零一二两三四五六七八九幺])"
)
LANDLINE = re.compile(
    rf"(?<![0-9])[((]?0[1-9][0-9]{{1,2}}[))]?{SOFT}[2-9][0-9]{{2,3}}{SOFT}[0-9]{{4}}(?:(?:转|-)[0-9]{{1,5}})?(?![0-9])"
)
NUMBER_TO_CALL = re.compile(
    r"(?:电话|座机|手机|联系方式|号码|拨打|[Tt][Ee][Ll])[^0-9\n〔〕]{0,6}([2-9][0-9]{6,7}|1[0-9]{9,11})(?![0-9年月日元])"
)
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
QQ = re.compile(r"(?:[Qq]{2}|扣扣|企鹅)(?:号码?|群)?[::是为 ]{0,3}([1-9][0-9]{4,11})(?![0-9])")
WECHAT = re.compile(
    r"(?:微信|威信|薇信|[Ww]e[Cc]hat|(?<![A-Za-z])[Vv][Xx]|(?<![A-Za-z])[Ww][Xx])(?:号码?|[Ii][Dd])?[::是为 ]{0,3}([A-Za-z][A-Za-z0-9_-]{5,19}|[1-9][0-9]{4,11})(?![A-Za-z0-9_-])"
)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][· ]?(?=[A-Za-z]{0,3}[0-9])[A-HJ-NP-Za-hj-np-z0-9]{4,5}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳](?![A-Za-z0-9])"
)
_DATE = r"(?:19|20)[0-9]{2}(?:年[0-9]{1,2}月(?:[0-9]{1,2}[日号])?|[-./][0-9]{1,2}(?:[-./][0-9]{1,2})?|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))"
BIRTH = re.compile(
    rf"(?:出生(?:日期|年月|于)?|生于|生日)[^0-9\n〔〕]{{0,4}}({_DATE})|({_DATE})(?=[,, ]?(?:出生|生人|生(?![产活效成态])))"
)

_N = r"[0-9A-Za-z一二三四五六七八九十]{1,4}"
_BUILDING = rf"{_N}(?:号楼|栋楼?|幢|座|号院|#楼?)"
_UNIT, _FLOOR, _DOOR = rf"{_N}单元", rf"{_N}(?:层|楼)", r"[0-9]{1,4}(?:室|号房?|户|房)"
DOOR = re.compile(
    rf"(?:{_BUILDING})?{_UNIT}(?:{_FLOOR}(?:{_DOOR})?|{_DOOR}|[0-9]{{3,4}}(?![0-9元]))|{_BUILDING}(?:{_UNIT}(?:{_FLOOR})?|(?:{_FLOOR})?(?:{_DOOR}|[0-9]{{3,4}}(?![0-9元年]))|{_FLOOR})"
    r"|(?<=[区苑园城寓府庭院里湾])[0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}(?![0-9])"
)
HOME = re.compile(
    r"(?:家住|现住|住址|家庭地址|居住在|居住地|户籍地|住在|门牌号|身份证地址)[::是为在 ]{0,3}([^,,。;;!!??\n〔〕]{0,30}?[0-9一二三四五六七八九十]+(?:号|组|户|室|社)(?:[0-9]{1,4}(?:号|户|室))?)"
)


def numbers(plain: str) -> Iterator[Found]:
    """Numbers and addresses in a shadow, the surest kinds first."""
    for match in EMAIL.finditer(plain):
        yield *match.span(), Kind.EMAIL
    for match in ID_NUMBER.finditer(plain):
        if _is_id(match[0]):
            yield *match.span(), Kind.ID_NUMBER
    for match in BANK_CARD.finditer(plain):
        if luhn.is_valid(re.sub(r"[^0-9]", "", match[0])):
            yield *match.span(), Kind.BANK_CARD
    for pattern, kind in _SHAPES:
        for match in pattern.finditer(plain):
            group = match.lastindex or 0
            yield *match.span(group), kind


_SHAPES: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (OLD_ID_NUMBER, Kind.ID_NUMBER),
    (MOBILE, Kind.PHONE),
    (MOBILE_IN_WORDS, Kind.PHONE),
    (LANDLINE, Kind.PHONE),
    (QQ, Kind.QQ),
    (WECHAT, Kind.WECHAT),
    (NUMBER_TO_CALL, Kind.PHONE),
    (PLATE, Kind.PLATE),
    (BIRTH, Kind.BIRTH),
    (HOME, Kind.ADDRESS),
    (DOOR, Kind.ADDRESS),
)


def _is_id(written: str) -> bool:
    """A birthday stands in the middle, whether or not the number is without a mistyped digit."""
    bare = re.sub(r"[^0-9Xx]", "", written)
    return re.fullmatch(r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])", bare[6:14]) is not None
