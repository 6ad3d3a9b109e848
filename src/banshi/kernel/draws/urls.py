"""Addresses of public draws."""

from django.urls import path

from banshi.kernel.draws import pages

app_name = "draws"
urlpatterns = [
    path("", pages.index, name="index"),
    path("replay-draw.py", pages.script, name="script"),
    path("<slug:number>/", pages.draw, name="draw"),
    path("<slug:number>.json", pages.file, name="file"),
    path("<slug:number>/receipt/<int:position>", pages.receipt, name="receipt"),
]
