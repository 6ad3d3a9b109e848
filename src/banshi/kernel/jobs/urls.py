"""Addresses of the queue."""

from django.urls import path

from banshi.kernel.jobs import pages

app_name = "jobs"
urlpatterns = [
    path("", pages.overview, name="overview"),
    path("<str:job_id>/retry/", pages.retry, name="retry"),
    path("<str:job_id>/dismiss/", pages.dismiss, name="dismiss"),
]
