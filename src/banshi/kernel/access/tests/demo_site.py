"""The addresses of a demonstration, for the tests."""

from django.urls import include, path

from banshi.project import urls

urlpatterns = [*urls.urlpatterns, path("demo/", include("banshi.kernel.access.demo_urls"))]
handler404 = urls.handler404
