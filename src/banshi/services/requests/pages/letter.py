"""The official letter of an answer, as PDF."""

import json
from datetime import date, datetime
from pathlib import Path

import typst
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import NotFound
from banshi.kernel.ledger.slips import grouped
from banshi.kernel.web.formatting import local
from banshi.services.requests.pages.matter import seen
from banshi.services.requests.queries.shown import AnswerShown, Matter

LAYOUT = Path(__file__).parent.parent / "templates" / "requests" / "letter.typ"


@never_cache
@require_safe
def letter(request: WebRequest, number: str, answer_id: int) -> HttpResponse:
    """One answer on paper with its letterhead, for whoever may read the request."""
    found = seen(request, number)
    answer = next((each for each in found.answers if each.id == answer_id), None)
    if answer is None:
        raise NotFound()
    data = json.dumps(_data(found, answer), ensure_ascii=False)
    pdf = typst.compile(str(LAYOUT), format="pdf", sys_inputs={"data": data})
    disposition = f'inline; filename="{found.number}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _data(matter: Matter, answer: AnswerShown) -> dict[str, object]:
    parts = [
        (_("一、查明的情况"), answer.found),
        (_("二、办理的结果"), answer.done),
        (_("三、尚未办完的部分"), _rest(answer)),
        (_("如果不满意"), answer.appeal),
    ]
    entry = next((each for each in matter.entries if each.kind == "requests.answered" and each.at == answer.at), None)
    return {
        "lang": "en" if get_language() == "en" else "zh",
        "unit": answer.unit or _("受理中心"),
        "number": matter.number,
        "title": _("关于“%(title)s”的答复") % {"title": matter.title},
        "to": _("%(name)s：") % {"name": matter.resident or _("诉求人")},
        "opening": _("您于%(day)s提出的诉求（编号 %(number)s）收悉，现答复如下。")
        % {"day": _day(matter.submitted_at), "number": matter.number},
        "parts": [{"title": title, "lines": text.splitlines()} for title, text in parts if text.strip()],
        "day": _day(answer.at),
        "proof": _("本答复已记入账本，可以不靠我们核对。这条记录的指纹："),
        "fingerprint": grouped(entry.hash) if entry else "",
    }


def _rest(answer: AnswerShown) -> str:
    by = _("（%(day)s前办完）") % {"day": _day(answer.rest_by)} if answer.rest_by else ""
    return answer.rest + by if answer.rest else ""


def _day(value: date | datetime) -> str:
    """The day as official letters write it."""
    at = local(value) if isinstance(value, datetime) else value
    return _("%(year)s年%(month)s月%(day)s日") % {"year": at.year, "month": at.month, "day": at.day}
