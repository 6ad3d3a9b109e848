"""Addresses of the parameters."""

from django.urls import path

from banshi.kernel.policy import pages

app_name = "policy"
urlpatterns = [path("", pages.index, name="index")]
