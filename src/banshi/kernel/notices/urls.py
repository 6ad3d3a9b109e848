"""Addresses of a person's notices."""

from django.urls import path

from banshi.kernel.notices import pages

app_name = "notices"
urlpatterns = [
    path("", pages.inbox, name="inbox"),
    path("<int:notice_id>/open/", pages.open_notice, name="open"),
    path("read/", pages.read_all, name="read_all"),
    path("choices/", pages.choices, name="choices"),
]
