"""How good the machine's suggestions are: what the classifier was trained on, its figures, and how often people agree."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.services.requests.pages.desk.staff import at_desk
from banshi.services.requests.pages.desk.told import FIELD_TITLES
from banshi.services.requests.queries.learning import LEAST_ROWS, kept_suggestions, trained
from banshi.services.requests.queries.policy import categories
from banshi.services.requests.service import TENDS_MODEL


@never_cache
@require_safe
def model(request: WebRequest) -> HttpResponse:
    """When the model was trained, on how much, how well it does, and how many suggestions held this month."""
    actor = at_desk(request, TENDS_MODEL)
    assert actor.post is not None
    since, until = _month(timezone.localtime(request.ctx.now))
    kept = kept_suggestions(actor.post.area[:6], since, until)
    record = trained()
    values = {
        "record": record,
        "classes": [(_named(each.label), each) for each in record.per_class] if record else [],
        "left_out": [(_named(label), rows) for label, rows in record.left_out.items()] if record else [],
        "least": LEAST_ROWS,
        "since": since,
        "kept": [(FIELD_TITLES.get(each.field, each.field), each, each.confirmed / each.decided) for each in kept],
    }
    return render(request, "requests/desk/model.html", values)


def _named(label: str) -> str:
    """A class of the top level in the reader's language; a model made from a file may know others."""
    return next((each.title for each in categories().values() if each.level == 1 and each.zh == label), label)


def _month(now: datetime) -> tuple[datetime, datetime]:
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + timedelta(days=32)).replace(day=1)
