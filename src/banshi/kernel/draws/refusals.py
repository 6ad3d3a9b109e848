"""Why a draw is refused, in words that say what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.kernel.draws.rules import Flaw
from banshi.kernel.errors import Conflict, Invalid, NotFound

FLAWS: Mapping[str, str | Promise] = {
    "empty": _("名单是空的，或者一个也不抽。"),
    "too_many": _("名单上的号太多：%(about)s。"),
    "token": _("“%(about)s”不能作号：只用字母、数字和 . _ : -，最多 80 个字符。"),
    "personal": _("有的号像手机号或身份证号。号不能指认人，请改用编号或加盐的承诺值。"),
    "twice": _("“%(about)s”在名单上不止一次。"),
    "weight": _("“%(about)s”的签数应是 1 到 1000000 的整数。"),
    "stratum": _("“%(about)s”的分组名称最多 40 个字，前后不留空格。"),
    "strata": _("名单上的分组和要抽的分组不一样：%(about)s。"),
    "count": _("分组“%(about)s”要抽的个数，多于组里的号，或少于必入的号。"),
}


class ListRefused(Invalid):
    """The list and what is to be drawn from it do not go together."""

    code = "draw_list_refused"

    @classmethod
    def of(cls, flaw: Flaw) -> "ListRefused":
        return cls({"entrants": [str(FLAWS[flaw.code]) % {"about": flaw.about}]}, reason=flaw.code)


class TermsRefused(Invalid):
    """Something that a draw needs in words is missing, too long, or not what was announced."""

    code = "draw_terms_refused"

    @classmethod
    def of(cls, field: str, most: int) -> "TermsRefused":
        return cls({field: [_("这一项要按封定的写，最多 %(most)s 个字符。") % {"most": most}]})


class DrawExists(Conflict):
    """A matter is drawn once; another try would be a choice."""

    code = "draw_exists"
    message = _("“%(reference)s”已有一次抽签，不能再抽。确需重抽的，先把原来的作废并公布理由。")


class NoSuchDraw(NotFound):
    """There is no draw of that number, or it is not public yet."""

    code = "no_such_draw"
    message = _("没有编号为 %(number)s 的抽签。请从抽签列表中选择。")


class DrawEnded(Conflict):
    """The draw was opened or cancelled before; its end stays as it is."""

    code = "draw_ended"
    message = _("抽签 %(number)s 已经开签或作废，结果不会再变。")


class CheckpointAwaited(Conflict):
    """The checkpoint that decides the draw was not signed yet."""

    code = "draw_checkpoint_awaited"
    message = _("抽签 %(number)s 还不能开：决定结果的检查点还没有封存。")


class NothingToCall(Conflict):
    """The hour has not come, the draw was called before, or it can be opened already."""

    code = "draw_nothing_to_call"
    message = _("抽签 %(number)s 现在不需要等新的检查点。")


class SeedRefused(Invalid):
    """The seed is not the one whose fingerprint was fixed, or none is there."""

    code = "draw_seed_refused"
    message = _("种子与封定的指纹对不上。请由保管种子的人重新填写。")


class SeedLost(Conflict):
    """The sealed seed cannot be read any more; only cancelling is left."""

    code = "draw_seed_lost"
    message = _("抽签 %(number)s 的种子打不开了，请把这次抽签作废，公布理由后重抽。")


class TermsChanged(Conflict):
    """The list or the terms are not those on the record. Nothing is drawn from them."""

    code = "draw_terms_changed"
    message = _("抽签 %(number)s 的名单或办法与账本上封定的不一致，不能开签。请立即核查数据库。")
