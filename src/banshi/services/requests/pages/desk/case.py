"""One request as staff see it, with what they can do to it now; beside the queue or as a page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from banshi.kernel.access.looks import looked
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Conflict, Invalid, NotFound
from banshi.kernel.ledger.record import Subject
from banshi.kernel.web.idempotency import submitted
from banshi.services.requests.forms.desk import About, DeskForm
from banshi.services.requests.pages.desk import told
from banshi.services.requests.pages.desk.deeds import FIRST, Deed
from banshi.services.requests.pages.desk.offers import DEEDS, offered
from banshi.services.requests.pages.desk.staff import at_desk
from banshi.services.requests.queries.alike import alike_to
from banshi.services.requests.queries.matter import view
from banshi.services.requests.rules.moves import Act
from banshi.services.requests.rules.numbers import tidy_number


class NoLonger(Conflict):
    """The matter has moved on, or the act was never this person's."""

    code = "no_longer"
    message = lazy("这件事现在不能“%(title)s”。请回到这件事的页面，看看现在可以做什么。")


def about(request: WebRequest, number: str) -> About:
    """The request for the member of staff who opens it; that they looked is kept and shown to its owner.

    Raises:
        SignInNeeded, Forbidden: not at the desk.
        NotFound: there is none, or they may not know that there is.
    """
    actor = at_desk(request)
    matter = view(actor, number, request.ctx.now)
    subject = Subject("requests", matter.number, matter.county)
    looked(request.ctx, subject, matter.resident_id, "requests.read")
    return About(matter, actor, request.ctx.now)


@never_cache
@vary_on_headers("HX-Request")
@require_safe
def case(request: WebRequest, number: str) -> HttpResponse:
    """Everything about the request, the one next act open, the others a press away."""
    try:
        known = about(request, number)
    except NotFound:
        return _not_here(request, number)
    return _page(request, known)


def _not_here(request: WebRequest, number: str) -> HttpResponse:
    """The same for a number that does not exist and for one that is kept from this post: the one way on is a reason."""
    values = {"number": tidy_number(number)[:20]}
    return render(request, "requests/desk/not_here.html", values, status=NotFound.status)


@never_cache
@vary_on_headers("HX-Request")
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: WebRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing; what cannot be taken is shown with every word kept."""
    known = about(request, number)
    what = DEEDS.get(deed)
    if what is None:
        raise NotFound()
    form = _form(request, what, known)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            what.run(submitted(request), known.matter.number, form.said())
        except Invalid as error:
            form.refuse(error)
        else:
            return _after(request, known, what)
    elif request.method != "POST" and not what.fits(known):
        raise NoLonger(title=what.title)
    return _form_page(request, known, deed, form)


def _form(request: WebRequest, deed: Deed, known: About) -> DeskForm:
    if request.method != "POST":
        return deed.form(about=known)
    return deed.form(request.POST, request.FILES, about=known)


def _page(request: WebRequest, known: About) -> HttpResponse:
    acts = offered(known)
    first = next((name for name in FIRST.get(known.matter.stage, ()) if name in acts), "")
    inline = first if first not in ("", "answer") else ""
    values = {
        **told.shown(known),
        "acts": [(name, deed) for name, deed in acts.items() if name not in (first, "read")],
        "first": first,
        "first_deed": acts.get(first),
        "form": acts[inline].form(about=known) if inline else None,
        "deed": acts.get(inline),
        "name": inline,
        "alike": alike_to(known.actor, known.matter) if Act.MERGE in known.matter.acts else (),
        "unread": "read" in acts,
    }
    if not request.headers.get("HX-Request"):
        return render(request, "requests/desk/case.html", values)
    body = render(request, "requests/desk/case_body.html", values)
    body["HX-Retarget"], body["HX-Reswap"] = "#desk-case", "innerHTML"  # an act's form gives way to the whole case
    return body


def _form_page(request: WebRequest, known: About, name: str, form: DeskForm) -> HttpResponse:
    values: dict[str, Any] = {
        **told.heading(known),
        "form": form,
        "deed": DEEDS[name],
        "name": name,
        "suggestions": told.suggested(known) if name == "triage" else (),
        "letter": form.said() if name == "answer" and "preview" in request.POST and form.is_valid() else None,
    }
    beside = request.headers.get("HX-Request")
    template = "requests/desk/act_form.html" if beside else "requests/desk/act.html"
    return render(request, template, values, status=422 if form.errors else 200)


def _after(request: WebRequest, known: About, deed: Deed) -> HttpResponse:
    number = known.matter.number
    messages.success(
        request, _("%(number)s：“%(act)s”已经记在账上。") % {"number": number, "act": deed.title}, extra_tags="done"
    )
    try:
        view(known.actor, number, request.ctx.now)
    except NotFound:
        desk = reverse("requests:desk")
        beside = request.headers.get("HX-Request")
        return HttpResponse(status=204, headers={"HX-Redirect": desk}) if beside else HttpResponseRedirect(desk)
    return HttpResponseRedirect(reverse("requests:desk_case", args=[number]))
