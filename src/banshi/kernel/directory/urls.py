"""Addresses under /directory/."""

from django.urls import path

from banshi.kernel.directory import pages

app_name = "directory"
urlpatterns = [
    path("", pages.units, name="units"),
    path("add/", pages.unit_add, name="unit_add"),
    path("<slug:slug>/", pages.unit, name="unit"),
    path("<slug:slug>/rename/", pages.unit_rename, name="unit_rename"),
    path("<slug:slug>/close/", pages.unit_close, name="unit_close"),
    path("<slug:slug>/appoint/", pages.appoint, name="appoint"),
    path("<slug:slug>/posts/<int:post_id>/end/", pages.post_end, name="post_end"),
]
