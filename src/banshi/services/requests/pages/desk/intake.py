"""Taking a request down for somebody else."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from banshi.kernel.access.looks import looked
from banshi.kernel.clocks.rules import last_day
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Forbidden, Invalid
from banshi.kernel.ledger.record import Subject
from banshi.kernel.web.idempotency import submitted
from banshi.services.requests import commands
from banshi.services.requests.forms.desk_intake import IntakeForm
from banshi.services.requests.pages.desk.staff import at_desk
from banshi.services.requests.service import TAKE_DOWN


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: WebRequest) -> HttpResponse:
    """Look the caller's number up, take down what they say, and read the number and the code out to them."""
    actor = at_desk(request)
    assert actor.post is not None
    if actor.post.role not in TAKE_DOWN:
        raise Forbidden(action="requests.take_down")
    county, reach = actor.post.area[:6], actor.post.area
    form = IntakeForm(request.POST or None, request.FILES or None, county=county, reach=reach)
    looking = "lookup" in request.POST
    for person in form.people:
        looked(
            request.ctx,
            Subject("directory", f"person-{person.id}", person.county),
            person.id,
            "requests.take_down",
            _("来电登记"),
        )
    if request.method == "POST" and not looking and form.is_valid():
        try:
            receipt = commands.submit_on_behalf(
                submitted(request), draft=form.draft(), resident_id=form.resident_id, files=form.held_files
            )
        except Invalid as error:
            form.refuse(error)
        else:
            taken = {"receipt": receipt, "last": last_day(receipt.due_at), "known": form.resident_id is not None}
            return render(request, "requests/desk/taken.html", taken)
    if looking:
        form.errors.clear()
    values = {"form": form, "looked": looking}
    return render(request, "requests/desk/new.html", values, status=422 if form.errors else 200)
