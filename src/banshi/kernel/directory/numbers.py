"""Check the numbers that people give: phone, identity number, unified social credit code."""

import phonenumbers
from django.utils.translation import gettext_lazy as _
from stdnum import numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength, ValidationError
from stdnum.util import isdigits

from banshi.kernel.errors import Invalid

COUNTRY = "CN"


class BadPhone(Invalid):
    """Not a phone number that can be called."""

    code = "bad_phone"
    message = _("“%(given)s”不是能打通的电话号码。请写 11 位手机号，或带区号的固定电话，例如 0477-8581234。")


class NotMobile(Invalid):
    """A code by text message needs a mobile number."""

    code = "not_mobile"
    message = _("“%(given)s”收不到短信。请写 11 位手机号。")


class BadIdentity(Invalid):
    """Not an identity number after GB 11643."""

    code = "bad_identity"
    message = _("身份证号不对：%(reason)s。请对照证件再写一遍。")


class BadCreditCode(Invalid):
    """Not a unified social credit code after GB 32100."""

    code = "bad_credit_code"
    message = _("统一社会信用代码不对：%(reason)s。请对照营业执照再写一遍。")


def phone(given: str) -> str:
    """The number in E.164, e.g. "+8613800138000". Full-width digits and spaces are accepted.

    Raises:
        BadPhone: it cannot be a number of this country, or of the one its +code names.
    """
    parsed = _parsed(given)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def mobile(given: str) -> str:
    """A number that receives text messages, in E.164.

    Raises:
        BadPhone: not a phone number.
        NotMobile: a fixed line.
    """
    parsed = _parsed(given)
    able = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if phonenumbers.number_type(parsed) not in able:
        raise NotMobile(given=given.strip()[:40])
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def masked(number: str) -> str:
    """A phone number as it may be shown: "138****8000"."""
    national = number.removeprefix("+86")
    return f"{national[:3]}****{national[-4:]}" if len(national) >= 7 else "****" if national else ""


def identity(given: str) -> str:
    """The 18-character identity number; checksum, birth date and region checked. Source: GB 11643-1999.

    Raises:
        BadIdentity: with what is wrong.
    """
    try:
        return _identity(ric.compact(given))
    except ValidationError as error:
        raise BadIdentity(reason=_reason(error, 18)) from None


def credit_code(given: str) -> str:
    """The 18-character unified social credit code, checksum checked. Source: GB 32100-2015.

    Raises:
        BadCreditCode: with what is wrong.
    """
    try:
        return uscc.validate(given)
    except ValidationError as error:
        raise BadCreditCode(reason=_reason(error, 18)) from None


def _parsed(given: str) -> phonenumbers.PhoneNumber:
    try:
        parsed = phonenumbers.parse(given, COUNTRY)
    except phonenumbers.NumberParseException:
        raise BadPhone(given=given.strip()[:40]) from None
    if not phonenumbers.is_valid_number(parsed):
        raise BadPhone(given=given.strip()[:40])
    return parsed


def _identity(number: str) -> str:
    """The library's own steps but for the region, which it wants to have existed in the year of birth.

    A number carries the region of the first registration: who was born in 伊金霍洛旗 before 2001 and registered since has 150627.
    """
    if len(number) != 18:
        raise InvalidLength()
    if not isdigits(number[:-1]):
        raise InvalidFormat()
    if number[-1] != ric.calc_check_digit(number):
        raise InvalidChecksum()
    ric.get_birth_date(number)
    if not any("county" in found for _part, found in numdb.get("cn/loc").info(number[:6])):
        raise InvalidComponent()
    return number


def _reason(error: ValidationError, length: int) -> str:
    if isinstance(error, InvalidLength):
        return str(_("应当是 %(length)s 位") % {"length": length})
    if isinstance(error, InvalidChecksum):
        return str(_("最后一位校验不符，可能写错了一位"))
    if isinstance(error, InvalidComponent):
        return str(_("其中的日期或地区不存在"))
    return str(_("含有不允许的字符"))
