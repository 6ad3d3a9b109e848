"""Whether those who come are whom an offering is for: what they say of themselves against what it asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from banshi.services.activities.rules.offering import OLDEST, Audience, Problem
from banshi.services.activities.rules.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Said:
    """What the booker says of the party. `area` is where they are registered, empty where nobody knows."""

    ages: Sequence[int | None] = ()
    area: str = ""
    lives_here: bool = False
    is_member: bool = False
    guardian: str = ""
    guardian_phone: str = ""


def problems(audience: Audience, said: Said, seats: int) -> dict[str, Problem]:
    """What keeps the party from coming, by field; nothing where they may."""
    found: dict[str, Problem] = {}
    if audience.asks_age:
        found |= _ages(audience, said, seats)
    if audience.within and not said.area.startswith(audience.within) and not said.lives_here:
        found["lives_here"] = (_("这项活动只给本地居民。请确认您住在这里。"), {})
    if audience.members and not said.is_member:
        found["is_member"] = (_("这项活动只给 %(members)s。请确认您是。"), {"members": audience.members})
    return found


def _ages(audience: Audience, said: Said, seats: int) -> dict[str, Problem]:
    ages = [age for age in said.ages if age is not None]
    if len(ages) != seats:
        return {"ages": (_("请写 %(seats)s 个人的年龄，用空格分开。"), {"seats": seats})}
    if not all(0 <= age <= OLDEST for age in ages):
        return {"ages": (_("年龄应是 0 到 %(most)s 岁。"), {"most": OLDEST})}
    children = [age for age in ages if audience.guardian_below is not None and age < audience.guardian_below]
    grown = [age for age in ages if age not in children]
    for age in ages:
        low = audience.age_from is not None and age < audience.age_from
        high = audience.age_to is not None and age > audience.age_to
        if (low or high) and not (children and age in grown and high):  # a grown-up who brings a child is welcome
            return {
                "ages": (
                    _("这项活动给 %(ages)s，%(age)s 岁的不合适。请看看别的活动。"),
                    {"ages": span(audience), "age": age},
                )
            }
    if children and not (said.guardian.strip() and said.guardian_phone.strip()):
        below = {"below": audience.guardian_below or 0}
        return {"guardian": (_("%(below)s 岁以下的孩子要有大人陪同，请写陪同人的姓名和电话。"), below)}
    return {}


def span(audience: Audience) -> str:
    """The ages in figures: "6–12", "60+", "–18"."""
    if audience.age_from is not None and audience.age_to is not None:
        return f"{audience.age_from}–{audience.age_to}"
    return f"{audience.age_from}+" if audience.age_from is not None else f"–{audience.age_to}"
