"""Addresses of open data."""

from django.urls import path

from banshi.kernel.publication import pages

app_name = "publication"
urlpatterns = [
    path("", pages.catalogue, name="catalogue"),
    path("catalog.json", pages.dcat_file, name="dcat"),
    path("<slug:slug>", pages.dataset, name="dataset"),
    path("<slug:slug>.csv", pages.csv_file, name="csv"),
    path("<slug:slug>.json", pages.json_file, name="json"),
    path("<slug:slug>.schema.json", pages.schema_file, name="schema"),
]
