"""Addresses of drafts."""

from django.urls import path

from banshi.kernel.forms import pages

app_name = "forms"
urlpatterns = [
    path("", pages.drafts, name="drafts"),
    path("discard/", pages.discard, name="discard"),
]
