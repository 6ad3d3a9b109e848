"""Addresses of files."""

from django.urls import path

from banshi.kernel.evidence import pages

app_name = "evidence"
urlpatterns = [
    path("<str:key>/", pages.serve_file, name="file"),
    path("<str:key>/thumbnail/", pages.thumbnail, name="thumbnail"),
]
