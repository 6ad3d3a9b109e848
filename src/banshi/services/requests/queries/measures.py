"""What is counted of a request, and what every figure leaves out."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks.office import local
from banshi.kernel.publication.figures import Measure, Tally
from banshi.services.requests.models import Request
from banshi.services.requests.rules.callbacks import REACHED, Said
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.oversight import reopens
from banshi.services.requests.rules.submission import THEME_TITLES, Kind

MEASURES = (
    Measure("received", _("收到"), _("收到的诉求；按提交的日子计。举报和反映单位、人员的事项不计入。")),
    Measure("withdrawn", _("撤回"), _("诉求人自己撤回的，从各项比率中除去。")),
    Measure("merged", _("并案"), _("并入同一件事的，从各项比率中除去。")),
    Measure("answered", _("已答复"), _("已有书面答复的。")),
    Measure("in_time", _("按时答复"), _("在诉求人的期限之内答复的；退回、转办耽误的时间不扣除。")),
    Measure("solved", _("已解决"), _("答复为“已解决”，没有被差评或再次反映推翻的。")),
    Measure("rated", _("已评价"), _("诉求人作了评价的。")),
    Measure("satisfied", _("满意"), _("评价为“基本满意”以上的。")),
    Measure("reopened", _("重新办理"), _("答复以后又重新办理过的。")),
    Measure("called", _("已回访"), _("公开抽签以后打过电话的，接通的和多次没有接通的；只计最近一次。")),
    Measure("reached", _("回访接通"), _("其中接通电话、回答了问题的。")),
    Measure("asked", _("抽中回访"), _("已回访的里面，凭抽签入选的；按规定必访的不在内。")),
    Measure("told", _("抽中并接通"), _("凭抽签入选并接通的。")),
    Measure("told_solved", _("群众说已解决"), _("凭抽签入选并接通，诉求人说确实解决了的。")),
    *(Measure(f"received_{theme}", _("收到（分类）"), _("当地另设的分类中收到的。")) for theme in THEME_TITLES),
    *(Measure(f"solved_{theme}", _("已解决（分类）"), _("当地另设的分类中已解决的。")) for theme in THEME_TITLES),
)


def contribution(row: Request) -> frozenset[Tally]:
    """What this request adds to the figures as it stands now; nothing when it accuses somebody.

    All its tallies count for the day on which it was brought, so that rates follow a day's
    requests to their end.
    """
    return frozenset(tallies(row))


def tallies(row: Request) -> list[Tally]:
    """The same, one by one."""
    if row.accusing or row.kind == Kind.TIPOFF:
        return []
    unit, day = row.lead_unit_id or 0, local(row.submitted_at).date()
    category = "/".join([row.category[:end] for end in (2, 4, 6) if len(row.category) >= end])
    return [Tally(measure, row.county, unit, row.area, category, row.channel, day=day) for measure in _measures(row)]


def _measures(row: Request) -> list[str]:
    called, by_lot = bool(row.called_back), not row.called_by_rule
    reached = row.called_back in REACHED
    states = {
        "received": True,
        "withdrawn": row.stage == Stage.WITHDRAWN,
        "merged": row.stage == Stage.MERGED,
        "answered": row.answered_at is not None,
        "in_time": bool(row.in_time),
        "solved": row.solved_at is not None,
        "rated": row.rating is not None,
        "satisfied": row.rating is not None and not reopens(row.rating),
        "reopened": row.reopened > 0,
        "called": called,
        "reached": reached,
        "asked": called and by_lot,
        "told": reached and by_lot,
        "told_solved": row.called_back == Said.SOLVED and by_lot,
        f"received_{row.theme}": bool(row.theme),
        f"solved_{row.theme}": bool(row.theme) and row.solved_at is not None,
    }
    return [measure for measure, holds in states.items() if holds]
