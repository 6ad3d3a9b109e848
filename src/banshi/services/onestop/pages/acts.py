"""What a resident does about a case with a form of its own: supply what is missing, choose how it comes, withdraw."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Conflict, Invalid
from banshi.kernel.forms.render import Wish, blank_sheet, posted_sheet
from banshi.kernel.web.idempotency import submitted
from banshi.services.onestop import commands
from banshi.services.onestop.forms.wish import HandoverForm, WithdrawForm
from banshi.services.onestop.pages import words
from banshi.services.onestop.pages.case import about
from banshi.services.onestop.pages.county import known_person
from banshi.services.onestop.pages.procedures import today
from banshi.services.onestop.queries.cases import view
from banshi.services.onestop.queries.uses import uses_of_case


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def supply(request: WebRequest, number: str) -> HttpResponse:
    """Give once what all departments miss."""
    known_person(request)
    found = view(request.ctx.actor, number, request.ctx.now)
    county = found.area[:6]
    if request.method != "POST":
        sheet = blank_sheet(found.missing, county=county)
    else:
        sheet = posted_sheet(found.missing, request.POST, request.FILES, today=today(request), county=county)
        if sheet.sound:
            try:
                done = commands.supply(submitted(request), number=number, answers=sheet.checked.answers)
            except Invalid as error:
                faults = {name: "；".join(str(each) for each in reasons) for name, reasons in error.fields.items()}
                sheet.faults.update(faults)
                sheet.full_clean()
            else:
                messages.success(request, _supplied(done), extra_tags="done")
                return redirect("onestop:case", found.number)
    reasons = [line for line in words.lines(found) if line.missing]
    values = {**about(found), "sheet": sheet, "reasons": reasons}
    wrong = request.method == "POST" and sheet.wish is Wish.SEND
    return render(request, "onestop/supply.html", values, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def way(request: WebRequest, number: str) -> HttpResponse:
    """Choose anew how the documents come."""
    known_person(request)
    found = view(request.ctx.actor, number, request.ctx.now)
    form = HandoverForm(
        request.POST if request.method == "POST" else None,
        ways=[each.value for each in found.procedure.ways],
        area=found.area,
        initial={"way": found.way, "place": found.place, "address": found.address},
    )
    if request.method == "POST" and form.is_valid():
        try:
            commands.choose_way(submitted(request), number=number, **form.chosen())
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            messages.success(request, _("领取方式改好了。"), extra_tags="done")
            return redirect("onestop:case", found.number)
    values = {**about(found), "form": form, "heading": _("办好了怎么给您"), "act": _("就这样领")}
    return render(request, "onestop/act.html", values, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: WebRequest, number: str) -> HttpResponse:
    """Stop the whole case, after reading what becomes of what was done."""
    known_person(request)
    found = view(request.ctx.actor, number, request.ctx.now)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.withdraw(submitted(request), number=number, reason=form.cleaned_data["reason"])
        except Conflict as error:
            form.refuse(error)
        else:
            messages.success(request, _("已经撤回，各部门也知道了。"), extra_tags="done")
            return redirect("onestop:case", found.number)
    fates = words.fates(found)
    values = {
        **about(found),
        "form": form,
        "heading": _("撤回整件事"),
        "act": _("撤回整件事"),
        "danger": True,
        "fates": fates,
    }
    return render(request, "onestop/act.html", values, status=422 if form.errors else 200)


@never_cache
@require_safe
def papers(request: WebRequest, number: str) -> HttpResponse:
    """Which papers there are, and who used which of them, when and for what."""
    known_person(request)
    found = view(request.ctx.actor, number, request.ctx.now)
    titles = {step.code: words.said(step.title) for step in found.procedure.steps}
    values = {
        **about(found),
        "uses": [
            (each, words.said(each.material), words.said(each.step)) for each in uses_of_case(request.ctx.actor, number)
        ],
        "papers": [(paper, words.said(paper.title), titles.get(paper.step, "")) for paper in found.papers],
    }
    return render(request, "onestop/papers.html", values)


def _supplied(done: commands.Supplied) -> str:
    told = ngettext("补上了，%(n)s 项接着办。", "补上了，%(n)s 项接着办。", len(done.resumed)) % {
        "n": len(done.resumed)
    }
    return told if not done.missing else _("收到了，还缺几样，请接着补。")
