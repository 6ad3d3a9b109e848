"""Addresses that exist in the demonstration only, under /demo/."""

from django.urls import path

from banshi.kernel.access import demo_pages

urlpatterns = [path("personas/", demo_pages.choose, name="demo_personas")]
