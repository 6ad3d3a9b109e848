"""A person's own drafts: go on with one, or let it go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import SignInNeeded
from banshi.kernel.forms import drafts as commands
from banshi.kernel.forms.keeping import pinned
from banshi.kernel.forms.words import said


@never_cache
@require_safe
def drafts(request: WebRequest) -> HttpResponse:
    """Every form that this person began and did not hand in."""
    if request.ctx.actor.person_id is None:
        raise SignInNeeded()
    rows = commands.drafts_of(request.ctx.actor.person_id)
    forms = {row.digest: pinned(row.digest) for row in rows}
    listed = [(row, said(form.title) if (form := forms[row.digest]) else row.name) for row in rows]
    return render(request, "forms/drafts.html", {"listed": listed})


@require_POST
def discard(request: WebRequest) -> HttpResponse:
    """Let go of one."""
    commands.discard_draft(request.ctx, name=request.POST.get("name", "")[:80])
    messages.success(request, _("已删掉，里面的内容和文件都不再保留。"), extra_tags="done")
    return redirect("forms:drafts")


def reads_file(request: WebRequest, *, subject: str, key: str) -> bool:
    """The files of a draft are for its owner alone."""
    return commands.owns(request.ctx.actor.person_id, subject.partition(":")[2])
