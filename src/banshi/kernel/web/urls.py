"""Addresses of the house itself: home, the doors, preferences, health."""

from django.urls import path

from banshi.kernel.web import health, pages, preferences

urlpatterns = [
    path("", pages.home, name="home"),
    path("ask/", pages.ask, name="ask"),
    path("door/<slug:place>/", pages.door, name="door"),
    path("preferences/", preferences.keep, name="preferences"),
    path("style/", pages.style, name="style"),
    path("offline/", pages.offline, name="offline"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
    path("worker.js", pages.worker, name="worker"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
