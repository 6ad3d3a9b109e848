"""The house with one page more: the papers of a newborn, as a room would show them. For the browser."""

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.forms.prefill import Prefill
from banshi.kernel.forms.render import blank_sheet, posted_sheet
from banshi.kernel.forms.tests.papers import TODAY, newborn
from banshi.project.urls import handler400, handler403, handler404, handler500, urlpatterns

PAGE = """{% extends "web/base.html" %}{% load web %}{% block title %}出生一件事{% endblock %}{% block main %}
<div class="page-head"><h1>出生一件事</h1></div>
{% if sheet.sound %}<p role="status">收到：{{ sheet.checked.answers.mother_name }}</p>{% endif %}
<form class="form" method="post" enctype="multipart/form-data" novalidate>{% csrf_token %}{% once %}{% include "forms/sheet.html" %}
<div class="actions"><button class="button button-primary">提交</button></div></form>{% endblock %}"""
OFFERS = (Prefill("phone", "+8613800138001", "您登录用的手机号"),)


def paper(request: WebRequest) -> HttpResponse:
    """Asks, and says whether it was taken."""
    if request.method == "POST":
        sheet = posted_sheet(newborn(), request.POST, request.FILES, offers=OFFERS, today=TODAY)
    else:
        sheet = blank_sheet(newborn(), offers=OFFERS)
    shown = engines["django"].from_string(PAGE).render({"sheet": sheet}, request)
    return HttpResponse(shown, status=422 if sheet.faults else 200)


urlpatterns = [*urlpatterns, path("paper/", paper)]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
