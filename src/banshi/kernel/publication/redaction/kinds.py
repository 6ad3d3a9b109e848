"""What is taken out, the mark that stands in its place, and why.

Source: 个人信息保护法 (2021) articles 4 (personal information) and 28 (sensitive personal
information); 政府信息公开条例 (2019) article 15.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    PHONE = "phone"
    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    EMAIL = "email"
    WECHAT = "wechat"
    QQ = "qq"
    PLATE = "plate"
    BIRTH = "birth"
    ADDRESS = "address"
    NAME = "name"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Shown:
    """How a kind is shown to the public."""

    mark: str
    """Chinese, whatever the language of the page: it stands in the resident's own text."""
    reason: str | Promise


_PERSONAL = _("个人信息（个人信息保护法第四条）")
_SENSITIVE = _("敏感个人信息（个人信息保护法第二十八条）")

KINDS: dict[Kind, Shown] = {
    Kind.PHONE: Shown("〔电话〕", _PERSONAL),
    Kind.ID_NUMBER: Shown("〔身份证号〕", _SENSITIVE),
    Kind.BANK_CARD: Shown("〔银行卡号〕", _SENSITIVE),
    Kind.EMAIL: Shown("〔邮箱〕", _PERSONAL),
    Kind.WECHAT: Shown("〔微信号〕", _PERSONAL),
    Kind.QQ: Shown("〔QQ号〕", _PERSONAL),
    Kind.PLATE: Shown("〔车牌〕", _PERSONAL),
    Kind.BIRTH: Shown("〔出生日期〕", _PERSONAL),
    Kind.ADDRESS: Shown("〔住址〕", _PERSONAL),
    Kind.NAME: Shown("〔姓名〕", _PERSONAL),
    Kind.MANUAL: Shown("〔隐去〕", _("经办人员认为公开后会损害他人权益（政府信息公开条例第十五条）")),
}
