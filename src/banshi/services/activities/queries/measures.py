"""What is counted of activities."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from banshi.kernel.publication.figures import Measure, Tally
from banshi.services.activities.models import Occasion

MEASURES = (
    Measure("held", _("举办场次"), _("有人到场的场次，按举办的日子计。")),
    Measure("attended", _("到场人次"), _("签到和登记到场的人次；约了没来的不算，同一场一个人只算一次。")),
)


def tallies(row: Occasion, now: int, day: date) -> list[Tally]:
    """What brings the figures from what the session has counted so far to `now` people."""
    counted = Tally(
        "attended",
        county=row.county,
        unit=row.offering.unit_id,
        area=row.area,
        category=row.kind,
        channel=row.place[:30],  # what the figures have room for; codes of places are shorter
        value=now - row.counted,
        day=day,
    )
    held = (now > 0) - (row.counted > 0)
    found = [counted] if counted.value else []
    return [*found, replace(counted, measure="held", value=held)] if held else found
