"""The queue: what waits for whom, the soonest due first; the case opens beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from banshi.kernel.commands import Actor
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Invalid
from banshi.kernel.rooms import Role
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.paging import Paging
from banshi.services.requests import commands
from banshi.services.requests.forms.desk_queue import KEPT, QueueForm
from banshi.services.requests.pages.desk.bulk import BULK, bulk_acts
from banshi.services.requests.pages.desk.lines import drawn
from banshi.services.requests.pages.desk.sheet import filters_of
from banshi.services.requests.pages.desk.staff import at_desk
from banshi.services.requests.queries.desk import Filter, desk
from banshi.services.requests.queries.keyset import Cut
from banshi.services.requests.queries.sheet import EDIT, EXPORT, granted
from banshi.services.requests.queries.views import saved_views
from banshi.services.requests.service import TAKE_DOWN

OFFICE = frozenset({Role.CLERK, Role.SUPERVISOR, Role.INSPECTOR})


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the queue: its name, its address, and whether it is the one shown."""

    title: str | Promise
    url: str
    here: bool
    name: str = ""
    """Of a saved view, by which it is removed."""


def _ready_made(actor: Actor) -> Sequence[tuple[str | Promise, Mapping[str, str]]]:
    """The views that everybody in such a post has."""
    soon = [(lazy("两天内到期"), {"due": "48"}), (lazy("已超期"), {"due": "overdue"})]
    if actor.post is not None and actor.post.role in OFFICE:
        return [
            (lazy("在办"), {}),
            (lazy("待登记"), {"stage": "received"}),
            (lazy("待派单"), {"stage": "triaged"}),
            (lazy("提级督办"), {"stage": "escalated"}),
            *soon,
            (lazy("办过的"), {"state": "over", "order": "new"}),
        ]
    if actor.post is not None and actor.post.role == Role.LEADER:
        return [(lazy("我包案的"), {"scope": "charge"}), *soon]
    return [
        (lazy("在办"), {}),
        (lazy("在我单位手里"), {"scope": "held"}),
        (lazy("待受理"), {"scope": "held", "stage": "dispatched"}),
        (lazy("我单位协办"), {"scope": "co"}),
        *soon,
        (lazy("办过的"), {"state": "over", "order": "new"}),
    ]


def _kept(given: QueryDict) -> dict[str, str]:
    return {name: str(given[name])[:200] for name in KEPT if given.get(name)}


def _tabs(actor: Actor, given: Mapping[str, str]) -> list[Tab]:
    home = reverse("requests:desk")

    def tab(title: str | Promise, filters: Mapping[str, str], name: str = "") -> Tab:
        return Tab(title, f"{home}?{urlencode(filters)}" if filters else home, dict(filters) == dict(given), name)

    ready = [tab(title, filters) for title, filters in _ready_made(actor)]
    return ready + [tab(view.name, view.filters, view.name) for view in saved_views(actor)]


@never_cache
@require_safe
def queue(request: WebRequest) -> HttpResponse:
    """One page of the queue as the address filters it."""
    actor = at_desk(request)
    assert actor.post is not None
    given = _kept(request.GET)
    form = QueueForm(request.GET, county=actor.post.area[:6])
    form.is_valid()
    which: Filter = form.filter()
    cut = Cut(request.GET.get("after", ""), request.GET.get("before", ""))
    page = desk(actor, request.ctx.now, which, cut)
    tabs, bulk = _tabs(actor, given), [(name, BULK[name].title) for name in bulk_acts(actor)]
    values = {
        "lines": drawn(page.rows, request.ctx.now, ticks=bool(bulk)),
        "paging": Paging(page.after, page.before),
        "form": form,
        "tabs": tabs,
        "given": given,
        "unsaved": bool(given) and not any(tab.here for tab in tabs),
        "here": next((tab.name for tab in tabs if tab.here), ""),
        "bulk": bulk,
        "filtered": bool(given),
        "can_intake": actor.post.role in TAKE_DOWN,
        "can_export": granted(actor, EXPORT),
        "can_hand_back": granted(actor, EDIT),
        "filters": filters_of(request.GET),
        "now": request.ctx.now,
    }
    return render(request, "requests/desk/queue.html", values)


@require_POST
def save_view(request: WebRequest) -> HttpResponse:
    """Keep the filter shown under a name, or forget one."""
    at_desk(request)
    filters = _kept(request.POST)
    name = request.POST.get("name", "")
    back = f"{reverse('requests:desk')}?{urlencode(filters)}"
    try:
        if "remove" in request.POST:
            commands.remove_view(submitted(request), name=name)
            messages.success(request, _("视图“%(name)s”已删除。") % {"name": name}, extra_tags="done")
            back = reverse("requests:desk")
        else:
            commands.save_view(submitted(request), name=name, filters=filters)
            messages.success(request, _("已存为视图“%(name)s”。") % {"name": name.strip()}, extra_tags="done")
    except Invalid as error:
        messages.error(request, str(error), extra_tags="late")
    return HttpResponseRedirect(back)
