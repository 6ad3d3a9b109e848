"""One request as its resident sees it, with its receipts and its letter."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.access.looks import looked
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.ledger import slips
from banshi.kernel.ledger.receipts import OpeningErased
from banshi.kernel.ledger.receipts import receipt as ledger_receipt
from banshi.kernel.ledger.record import Subject
from banshi.kernel.web.formatting import moment
from banshi.services.requests.forms.acts import RateForm, TellForm
from banshi.services.requests.pages import shown
from banshi.services.requests.pages.acts import offered
from banshi.services.requests.pages.called import called_of
from banshi.services.requests.pages.tracked import secret_of
from banshi.services.requests.queries.box import box_of
from banshi.services.requests.queries.matter import view
from banshi.services.requests.queries.shown import Matter
from banshi.services.requests.rules.answers import OUTCOME_TITLES, Outcome
from banshi.services.requests.rules.moves import Act


@never_cache
@require_safe
def matter(request: WebRequest, number: str) -> HttpResponse:
    """The number, the seal, what comes next and by when, the way, the answers, the entries."""
    found = seen(request, number)
    secret = secret_of(request, number)
    words, settled = shown.seal_of(found.stage)
    values = {
        "matter": found,
        "seal": words,
        "settled": settled,
        "next": shown.next_of(found, request.ctx.now),
        "stage": shown.stage_words(found.stage),
        "way": shown.way_of(found),
        "where": shown.where(found),
        "category": shown.category_words(found.category),
        "clock": shown.resident_clock(found.clocks),
        "entries": shown.entry_lines(found.entries),
        "answers": [(each, _(OUTCOME_TITLES[Outcome(each.outcome)])) for each in found.answers],
        "called": called_of(found),
        "messages_in_box": box_of(found.number),
        "rate": RateForm() if Act.RATE in found.acts else None,
        "tell": TellForm() if found.mine else None,
        "acts": offered(found),
        "by_secret": bool(secret),
        "now": request.ctx.now,
    }
    return render(request, "requests/matter.html", values)


@never_cache
@require_safe
def receipt(request: WebRequest, number: str) -> HttpResponse:
    """What the resident takes home: the number, the secret, what happens next, by when and by whom."""
    found = seen(request, number)
    first = found.entries[0]
    step = shown.next_of(found, request.ctx.now)
    words, settled = shown.seal_of(found.stage)
    slip = ledger_receipt(found.subject, 0)
    values = {
        "matter": found,
        "secret": ""
        if request.ctx.actor.person_id == found.resident_id and found.resident_id
        else secret_of(request, number),
        "next": step,
        "clock": shown.resident_clock(found.clocks),
        "sealed": "proof" in slip,
        "receipt": {
            "title": _("回执"),
            "number": found.number,
            "stage": words,
            "settled": settled,
            "facts": [
                (_("何事"), found.title),
                (_("何地"), shown.where(found)),
                (_("何时"), moment(found.submitted_at, year=True)),
                (_("下一步"), step.words),
                (_("由谁"), found.holder_unit or _("受理中心")),
                (_("最迟"), shown.last_day_words(found)),
            ],
            "fingerprint": slips.grouped(first.hash),
            "qr": slips.qr(request.build_absolute_uri(reverse("ledger:verify")) + f"#{first.hash}"),
            "steps": [
                _("下载凭证文件，和核验页一起保存。"),
                _("断网打开核验页，放入凭证文件。"),
                _("指纹与本单一致，就是真的。"),
            ],
        },
    }
    return render(request, "requests/receipt.html", values)


@never_cache
@require_safe
def entry_receipt(request: WebRequest, number: str, position: int) -> HttpResponse:
    """The ledger's slip of one entry, to print."""
    found = seen(request, number)
    slip = ledger_receipt(found.subject, position)
    line = next(each for each in shown.entry_lines(found.entries) if each["entry"].position == position)
    facts = [
        (_("何事"), line["what"]),
        (_("何时"), moment(line["entry"].at, year=True)),
        (_("何人"), line["who"]),
    ]
    url = reverse("requests:entry_file", args=[found.number, position])
    return slips.slip_page(request, slip, number=found.number, facts=facts, download_url=url)


@never_cache
@require_safe
def entry_file(request: WebRequest, number: str, position: int) -> HttpResponse:
    """The receipt as a file that can be checked without us; the owner's own words are in the first one."""
    found = seen(request, number)
    own: dict[str, str] = {"text": found.text, "title": found.title} if found.mine and position == 0 else {}
    try:
        return slips.slip_file(ledger_receipt(found.subject, position, own))
    except OpeningErased:
        return slips.slip_file(ledger_receipt(found.subject, position))


def seen(request: WebRequest, number: str) -> Matter:
    """The request for whoever asks: the owner, the bearer of the secret, or staff, whose look is kept."""
    found = view(request.ctx.actor, number, request.ctx.now, secret=secret_of(request, number))
    if not found.mine:
        subject = Subject("requests", found.number, found.county)
        looked(request.ctx, subject, found.resident_id, "requests.read")
    return found
