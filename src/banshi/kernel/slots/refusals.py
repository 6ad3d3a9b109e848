"""Why a booking is refused, in words that say what to do."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import Conflict, Invalid, NotFound

FLAWS: Mapping[str, str | Promise] = {
    "title": _("标题要写，最多 120 个字。"),
    "times": _("结束要晚于开始，一场最长 31 天。"),
    "window": _("预约要先开放后截止，截止不晚于结束。"),
    "cancel_until": _("最晚取消时间不能晚于结束。"),
    "draw_at": _("抽签时间要在预约开放之后、截止之前。"),
    "capacity": _("名额应是 1 到 1000000 的整数。"),
    "most_seats": _("一次最多可约 1 到 200 人。"),
    "minutes": _("保留时间应是 1 到 120 分钟，候补确认时间应是 5 分钟到 7 天。"),
    "reference": _("地点或系列的代号最多 80 个字符。"),
    "nobody": _("请写明谁来。"),
    "too_many": _("人数超过这一场一次可约的上限。"),
    "twice": _("同一个人写了两次。"),
    "person": _("人员代号只用字母、数字和 . _ : -，最多 80 个字符。"),
    "personal": _("人员代号像手机号或身份证号。代号不能指认人，请改用编号。"),
    "name": _("姓名最多 80 个字。"),
}


def shown(at: datetime) -> str:
    """An instant as clocks in Asia/Shanghai show it."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


class TermsRefused(Invalid):
    """The terms of a session do not go together."""

    code = "slot_terms_refused"

    @classmethod
    def of(cls, flaw: str) -> "TermsRefused":
        return cls({flaw: [FLAWS[flaw]]}, reason=flaw)


class PartyRefused(Invalid):
    """The people of a booking are missing, too many, or named in a way that is not taken."""

    code = "slot_party_refused"

    @classmethod
    def of(cls, flaw: str) -> "PartyRefused":
        return cls({"party": [FLAWS[flaw]]}, reason=flaw)


class NoSuchSession(NotFound):
    """No session has this number."""

    code = "no_such_session"
    message = _("没有编号为 %(number)s 的场次。请回到列表重新选择。")


class NoSuchBooking(NotFound):
    """No booking has this number."""

    code = "no_such_booking"
    message = _("没有编号为 %(number)s 的预约。请核对编号。")


class LinkRefused(NotFound):
    """The link to a booking is damaged or was not made here."""

    code = "slot_link_refused"
    message = _("这个链接不完整或不是本站发出的。请从通知里重新打开，或登录后在“我的预约”里办理。")


class NotOpenYet(Conflict):
    """Bookings are not taken yet."""

    code = "slot_not_open_yet"
    message = _("预约还没有开放，%(opens)s 开始。")


class BookingClosed(Conflict):
    """Bookings are not taken any more."""

    code = "slot_booking_closed"
    message = _("预约已于 %(closes)s 截止。请看看其他场次。")


class SessionOver(Conflict):
    """The session has ended."""

    code = "slot_session_over"
    message = _("这一场已于 %(ends)s 结束。请看看其他场次。")


class SessionCancelled(Conflict):
    """The session was cancelled."""

    code = "slot_session_cancelled"
    message = _("这一场已经取消。请看看其他场次。")


class DrawFirst(Conflict):
    """Places go by a public draw; until then one can apply."""

    code = "slot_draw_first"
    message = _("这一场的名额公开抽签决定，%(draw_at)s 前可以报名。")


class DrawRunning(Conflict):
    """The draw was fixed and is not opened yet."""

    code = "slot_draw_running"
    message = _("这一场正在抽签，结果公布后若有余位可以再约。")


class Full(Conflict):
    """There are not enough free places, or others wait for them."""

    code = "slot_full"
    message = _("名额不够了：要 %(seats)s 个，现有 %(free)s 个。可以排候补，或换一场。")


class OthersWait(Conflict):
    """Free places go to those who wait first."""

    code = "slot_others_wait"
    message = _("前面还有 %(waiting)s 家在候补，空出的名额先给他们。可以排在后面候补。")


class PlacesFree(Conflict):
    """Nobody needs to wait: there are places."""

    code = "slot_places_free"
    message = _("还有 %(free)s 个名额，不用候补，请直接预约。")


class NoWaitingList(Conflict):
    """The session has no waiting list."""

    code = "slot_no_waiting_list"
    message = _("这一场不设候补。请看看其他场次。")


class NeverFits(Conflict):
    """A party that never fits."""

    code = "slot_party_never_fits"
    message = _("这一场一共只有 %(capacity)s 个名额，容不下 %(seats)s 人。")


class AlreadyBooked(Conflict):
    """Somebody of the party has a booking that still counts, in this session or where it counts once.

    `data["booking"]` is its number where it is the booker's own, to be led there; otherwise empty.
    """

    code = "slot_already_booked"
    message = _("您或同行的人已经约过了，同一个人不能再约。请先在“我的预约”里查看。")


class TimeRanOut(Conflict):
    """The hold or the offer lapsed."""

    code = "slot_time_ran_out"
    message = _("保留时间已过，名额已经放出。请重新预约或排候补。")


class NothingToConfirm(Conflict):
    """The booking is neither held nor offered."""

    code = "slot_nothing_to_confirm"
    message = _("预约 %(number)s 没有等您确认的名额。")


class BookingEnded(Conflict):
    """The booking was cancelled, lapsed, or the session is over."""

    code = "slot_booking_ended"
    message = _("预约 %(number)s 已经结束，不能再改。")


class TooLateToCancel(Conflict):
    """The time to cancel has passed; only the room can release the places."""

    code = "slot_too_late_to_cancel"
    message = _("最晚取消时间是 %(until)s，已经过了。来不了请联系工作人员。")


class ReasonMissing(Invalid):
    """What is taken from people has a reason that they are told."""

    code = "slot_reason_missing"
    message = _("请写明原因，最多 500 个字。预约的人会看到。")


class BelowTaken(Conflict):
    """The session cannot have fewer places than are taken."""

    code = "slot_below_taken"
    message = _("已约出 %(taken)s 个名额，不能减到 %(capacity)s 个。")


class DoorShut(Conflict):
    """Too early or too late to let somebody in."""

    code = "slot_door_shut"
    message = _("签到时间是 %(since)s 到 %(until)s，现在不能签到。")


class NotBooked(Conflict):
    """The booking has no place of its own: not confirmed, in line, cancelled or lapsed."""

    code = "slot_not_booked"
    message = _("预约 %(number)s 没有确认的名额，不能签到。")


class AlreadyIn(Conflict):
    """The party was checked in before."""

    code = "slot_already_in"
    message = _("预约 %(number)s 已于 %(at)s 签到。")


class NotIn(Conflict):
    """The party was not checked in."""

    code = "slot_not_in"
    message = _("预约 %(number)s 还没有签到，不能签退。")


class PresentRefused(Invalid):
    """More people came than were booked, or none."""

    code = "slot_present_refused"
    message = _("这个预约是 %(seats)s 人，到场人数应是 1 到 %(seats)s。")


class DeliveryRefused(Invalid):
    """What a device delivers is not a list of marks."""

    code = "slot_delivery_refused"
    message = _("设备代号或序号不对：代号 1 到 40 个字符，序号从 1 开始，同一批不重复。")


class SheetTooEarly(Conflict):
    """An attendance sheet is entered when the session has begun."""

    code = "slot_sheet_too_early"
    message = _("这一场 %(starts)s 才开始，开始后才能登记到场的人。")
