"""What public figures leave out, and why: pages state the reason and never the number."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Withheld:
    """One class of matters that is counted nowhere in public."""

    code: str
    title: str | Promise
    reason: str | Promise


CATALOGUE: dict[str, Withheld] = {
    entry.code: entry
    for entry in (
        Withheld(
            "accused",
            _("反映具体单位或人员问题的事项"),
            _(
                "公开件数会让被反映的一方知道有人反映，因此不计入（信访工作条例：检举、揭发材料不得透露给被检举、揭发的人员或者单位）。"
            ),
        ),
        Withheld(
            "tip_off",
            _("举报线索"),
            _("举报的件数、去向和内容均保密，因此不计入（纪检监察机关处理检举控告工作规则）。"),
        ),
        Withheld("confidential", _("要求保密的事项"), _("反映人要求保密，只计入总数，不列入分类。")),
        Withheld("small", _("人数少于 3 的格"), _("人数太少会认出具体的人，写作“少于3”。")),
        Withheld("withdrawn", _("反映人撤回的事项"), _("撤回后不再计入办理结果，收到的件数仍按收到当天计入。")),
        Withheld("merged", _("并案的事项"), _("同一件事并案办理，只计一次。")),
        Withheld("pending", _("尚未到期的事项"), _("未到答复期限，还不能说是否按期，不计入按期率的分母。")),
    )
}


def withheld(*codes: str) -> tuple[Withheld, ...]:
    """The entries for a page's footnotes.

    Raises:
        KeyError: a code that the catalogue does not hold.
    """
    return tuple(CATALOGUE[code] for code in codes)
